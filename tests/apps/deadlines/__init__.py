"""Tests of `apps.deadlines`."""
