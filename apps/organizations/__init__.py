"""Divisions, departments and working days: the reference data that everything refers to."""
