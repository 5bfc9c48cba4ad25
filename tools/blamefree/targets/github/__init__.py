"""GitHub: reviews become decisions about action items."""
