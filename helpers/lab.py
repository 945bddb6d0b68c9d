"""The command that opens the course: `accuracy-zero lab`.

Learners work on copies of their own, in the folder `my`. The pages themselves
stay as they are, with their outputs, for those who only read: a page changes
as soon as it is opened and run, and an update of the course would then be in
the way of what a learner did.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HELPERS = Path(__file__).parent
SETTINGS = HELPERS / "settings"
FOLDER = "my"
FIRST = "01_the_question.ipynb"
MADE_FROM = "accuracy_zero_made_from"  # in a copy's metadata: which version


def pages() -> list[Path]:
    """Find the pages: in a wheel within the package, else beside it.

    Returns
    -------
    list of Path
    """
    inside = sorted(HELPERS.glob("notebooks/*.ipynb"))
    return inside or sorted(HELPERS.parent.glob("notebooks/*.ipynb"))


def main(options: Sequence[str] = ()) -> int | str:
    """Make what copies are missing, and open the first page in JupyterLab.

    Parameters
    ----------
    options : sequence of str
        For JupyterLab, such as "--no-browser".

    Returns
    -------
    int or str
        The exit code of JupyterLab, or a sentence if there is none.
    """
    if find_spec("jupyterlab") is None:
        return (
            "This Python has no JupyterLab to open the course in. Install "
            "accuracy-zero[lab,keras] in place of accuracy-zero."
        )
    for sentence in make_copies(pages(), Path(FOLDER)):
        print(sentence)
    settings = [str(SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH")]
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={Path.cwd()}",
        f"--LabApp.default_url=/lab/tree/{FOLDER}/{FIRST}",
        "--ServerApp.ip=127.0.0.1",
        # Jupyter refuses to start as root (a container) unless told.
        *(["--allow-root"] if getattr(os, "getuid", lambda: 1)() == 0 else []),
        *options,
    ]
    environment = os.environ | {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, settings))
    }
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:  # which JupyterLab has got as well
        return 0


def make_copies(pages: Iterable[Path], folder: Path) -> list[str]:
    """Copy pages without their outputs; never over a file that is there.

    Of a page that has changed since its copy was made, a new copy is laid
    beside the old one.

    Parameters
    ----------
    pages : iterable of Path
    folder : Path
        Is made if it is missing.

    Returns
    -------
    list of str
        A sentence for each page that has changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = []
    for page in pages:
        copy = _without_outputs(json.loads(page.read_text("utf-8")))
        version = _version(copy)
        copy["metadata"][MADE_FROM] = version
        present = sorted(folder.glob(f"{page.stem}*.ipynb"))
        if any(_made_from(path) == version for path in present):
            continue
        place = folder / page.name
        if present:
            place = next(
                free
                for count in range(1, len(present) + 2)
                if not (free := folder / _new_name(page.stem, count)).exists()
            )
            said.append(
                f"{page.name} has changed since your copy was made. Yours is "
                f"as you left it; the new one is beside it: {place}"
            )
        with place.open("x", encoding="utf-8", newline="\n") as file:
            json.dump(copy, file, ensure_ascii=False, indent=1)
            file.write("\n")
    return said


def _new_name(stem: str, count: int) -> str:
    return f"{stem}_new{count if count > 1 else ''}.ipynb"


def _without_outputs(notebook: dict[str, Any]) -> dict[str, Any]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return notebook


def _version(notebook: dict[str, Any]) -> str:
    """The same for pages whose cells say the same."""
    cells = [[c["cell_type"], "".join(c["source"])] for c in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:16]


def _made_from(path: Path) -> str | None:
    """The version that a copy was made from, if it can be told."""
    try:
        return json.loads(path.read_text("utf-8"))["metadata"][MADE_FROM]
    except (OSError, ValueError, KeyError, TypeError):
        return None
