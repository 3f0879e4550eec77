"""Reads of boards and registers."""
