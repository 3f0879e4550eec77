"""The database backend: the framework's own, reading moments by a shorter way."""
