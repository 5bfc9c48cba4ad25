"""Rules of family corpus."""
