"""The app clues: drafts, legs, imports."""
