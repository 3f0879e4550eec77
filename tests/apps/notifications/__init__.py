"""Tests of `apps.notifications`."""
