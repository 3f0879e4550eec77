"""The API of boards and registers."""
