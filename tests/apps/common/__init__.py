"""The conventions, each by what a caller sees."""
