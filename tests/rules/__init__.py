"""The kernel's tests: no framework, no database."""
