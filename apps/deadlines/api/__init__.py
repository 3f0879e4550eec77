"""Reading the rules of time over HTTP."""
