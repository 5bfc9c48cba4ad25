"""Jira: the incident comes in, the measures go out, their state comes back."""
