"""The rooms that touch disk, git, network and time."""
