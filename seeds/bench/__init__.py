"""Data in bulk for measurements: dossiers that were played, copied with other particulars."""
