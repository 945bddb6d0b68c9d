"""A learner's server on a JupyterHub: `python -m helpers.singleuser`.

It is what a hub starts in place of `jupyterhub-singleuser`, which it becomes.
Before that it makes what copies of pages are missing in the learner's home:
each has their own, and an update of the course overwrites none.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from helpers.lab import FIRST, FOLDER, SETTINGS, make_copies, pages


def command(options: Sequence[str] = ()) -> list[str]:
    """What to become.

    Parameters
    ----------
    options : sequence of str
        The hub's.

    Returns
    -------
    list of str
    """
    root = getattr(os, "getuid", lambda: 1)() == 0  # only to try a hub
    return [
        *(sys.executable, "-m", "jupyterhub.singleuser"),
        *(["--allow-root"] if root else []),
        *options,
    ]


def environment() -> dict[str, str]:
    """The environment for it: where it starts, and the course's settings.

    Returns
    -------
    dict of str to str
    """
    settings = [str(SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH")]
    first = f"/lab/tree/{FOLDER}/{FIRST}"
    return os.environ | {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, settings)),
        "JUPYTERHUB_ROOT_DIR": str(Path.home()),
        "JUPYTERHUB_DEFAULT_URL": (
            os.environ.get("JUPYTERHUB_DEFAULT_URL") or first
        ),
    }


def main() -> None:
    """Make the copies, and become the server."""
    try:
        for sentence in make_copies(pages(), Path.home() / FOLDER):
            print(sentence)
    except OSError as error:  # a disk that is full: what is there is there
        print(f"Not all pages could be copied: {error}", file=sys.stderr)
    become = command(sys.argv[1:])
    os.chdir(Path.home())
    os.execve(become[0], become, environment())


if __name__ == "__main__":
    main()
