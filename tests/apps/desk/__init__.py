"""Tests of `apps.desk`."""
