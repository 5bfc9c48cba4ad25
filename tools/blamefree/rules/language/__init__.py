"""Rules of family language."""
