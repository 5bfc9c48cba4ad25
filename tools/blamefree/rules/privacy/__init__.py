"""Rules of family privacy."""
