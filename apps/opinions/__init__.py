"""Opinions, public interest cases, reverse linkages and inquiries."""
