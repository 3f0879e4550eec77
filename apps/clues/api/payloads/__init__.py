"""What each verb of each kind takes."""
