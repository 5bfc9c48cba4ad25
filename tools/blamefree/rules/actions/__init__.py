"""Rules of family actions."""
