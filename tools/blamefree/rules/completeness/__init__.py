"""Rules of family completeness."""
