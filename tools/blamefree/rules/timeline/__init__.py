"""Rules of family timeline."""
