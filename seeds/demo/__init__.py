"""What a trial of the service finds in it: accounts, and clues in every standing."""
