"""Clues, their legs, subjects, lists and imports."""
