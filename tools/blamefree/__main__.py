"""``python -m blamefree``."""

from blamefree.cli import main

if __name__ == "__main__":
    main()
