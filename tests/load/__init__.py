"""Measurements of a running service: `make bench`."""
