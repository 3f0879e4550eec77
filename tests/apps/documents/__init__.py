"""Tests of `apps.documents`."""
