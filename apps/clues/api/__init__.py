"""The API of clues and legs."""
