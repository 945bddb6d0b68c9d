"""`python -m helpers.classroom FOLDER` writes the class's page and tables."""

import sys

from helpers.classroom import collect

MOST_SAID = 20  # sentences; the page has all of them

if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1]:
        sys.exit("Say where the files are: make collect FOLDER=/home")
    try:
        said = collect(sys.argv[1])
    except ValueError as error:
        sys.exit(str(error))
    print(*said[:MOST_SAID], sep="\n")
    if len(said) > MOST_SAID:
        print(f"… and {len(said) - MOST_SAID} more: see the end of the page.")
