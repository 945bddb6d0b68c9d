"""`python -m helpers lab` opens the course; what follows is JupyterLab's."""

import sys

from helpers.lab import main

if __name__ == "__main__":
    if sys.argv[1:2] != ["lab"]:
        sys.exit("Try: python -m helpers lab")
    sys.exit(main(sys.argv[2:]))
