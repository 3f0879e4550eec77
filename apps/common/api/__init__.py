"""The conventions that every answer of the API keeps."""
