"""Rules of family schema."""
