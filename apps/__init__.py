"""The service: Django around the rules."""
