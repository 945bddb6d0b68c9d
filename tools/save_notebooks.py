"""Run notebooks from top to bottom, and save them as they are committed.

Outputs and pictures stay. Widget state, timings and other things that would
differ from run to run do not.
"""

import sys
from itertools import pairwise
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from helpers.server import LIVE, without_views

KERNELSPEC = {
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "name": "python3",
}


def execute(notebook, folder):
    """Run all cells in a fresh kernel, in place.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    folder : path
        Where the kernel starts.
    """
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    ).execute()


def clean(notebook):
    """Leave out what a reader does not need and a rerun would change."""
    without_views({"type": "notebook", "content": notebook})
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    )
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict(
            {k: v for k, v in cell.metadata.items() if k != "execution"}
        )
        outputs = cell.get("outputs", [])
        for here, after in reversed(list(pairwise(outputs))):
            # How printed lines are split into messages is chance.
            if here.get("name") == after.get("name") == "stdout":
                here.text += after.text
                outputs.remove(after)
        for output in outputs:
            output.get("metadata", {}).pop(LIVE, None)


def main(paths):
    for path in map(Path, paths):
        print(f"{path} …", flush=True)
        notebook = nbformat.read(path, as_version=4)
        execute(notebook, path.parent)
        clean(notebook)
        nbformat.validate(notebook)
        nbformat.write(notebook, path)


if __name__ == "__main__":
    main(sys.argv[1:])
