"""What a postmortem is."""
