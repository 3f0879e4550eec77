"""Tests of `apps.evidence`."""
