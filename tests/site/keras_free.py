"""Run a page without Keras, and say which of its cells fail: a program.

Called with the path of a notebook; prints a list of indexes. Cells that use
what a failed cell would have made fail as well.
"""

import json
import sys
from pathlib import Path

from helpers.wording.errors import WrongState

sys.modules.update(keras=None, tensorflow=None)  # as if they were missing


def main(path):
    failed, names = [], {}
    cells = json.loads(Path(path).read_text("utf-8"))["cells"]
    for at, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            try:
                exec("".join(cell["source"]), names)
            except (ImportError, NameError, WrongState):
                failed.append(at)
    print(failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
