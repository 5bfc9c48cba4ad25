"""What an archive teaches."""
