"""API of referrals."""
