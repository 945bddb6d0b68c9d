"""`accuracy-zero lab` opens the course; what follows is JupyterLab's."""

import sys

from helpers import lab


def main() -> int | str:
    """Do what the command line asks for.

    Returns
    -------
    int or str
        An exit code, or a sentence that says what is wrong.
    """
    if sys.argv[1:2] != ["lab"]:
        return "Try: accuracy-zero lab, or: python -m helpers lab"
    return lab.main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
