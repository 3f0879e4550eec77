"""Payloads of the verbs of referrals."""
