"""Proof of the app `audit`."""
