"""Confluence as a target: Cloud by REST v2, Data Center by REST v1."""
