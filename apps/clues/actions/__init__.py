"""Every write about clues, their legs and imports."""
