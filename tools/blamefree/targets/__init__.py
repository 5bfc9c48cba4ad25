"""Remote systems: each compares itself with git, is planned and applied."""
