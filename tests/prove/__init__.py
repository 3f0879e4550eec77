"""The long proofs: one file a part, run by `make prove PART=name`."""
