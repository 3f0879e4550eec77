"""Proof of the app `accounts`."""
