"""Characters and places; knows nothing of postmortems."""
