"""What several people do at the same moment, on connections of their own."""
