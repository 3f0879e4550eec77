"""Tests of the service, app by app."""
