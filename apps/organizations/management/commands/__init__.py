"""Commands of organizations, one a file."""
