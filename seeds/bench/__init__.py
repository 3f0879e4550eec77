"""Data in bulk for measurements: dossiers that were really played, copied with other particulars."""
