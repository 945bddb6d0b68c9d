"""The parent of warm kernels: `cd / && python -m helpers.warm SOCKET`."""

import sys

from helpers.warm.parent import main

if __name__ == "__main__":
    main(sys.argv[1:])
