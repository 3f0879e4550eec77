"""The facts that the service starts with, and their loader."""
