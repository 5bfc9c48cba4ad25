"""Plan and apply: how a remote is compared with git and changed. Knows no product."""
