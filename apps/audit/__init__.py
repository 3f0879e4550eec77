"""The record: what was done and who read it, chained, sealed and never changed."""
