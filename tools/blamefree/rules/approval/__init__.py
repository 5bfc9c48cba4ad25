"""Rules of family approval."""
