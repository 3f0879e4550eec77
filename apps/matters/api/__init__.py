"""The API that every kind of matter shares."""
