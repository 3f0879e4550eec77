"""Taking evidence in over HTTP."""
