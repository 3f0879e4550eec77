"""Papers that steps make."""
