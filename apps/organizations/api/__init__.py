"""Reading the reference data over HTTP."""
