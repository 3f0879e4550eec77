"""Boards and registers: counts and lists over what all other apps keep. Reads only."""
