"""Rules of family syntax."""
