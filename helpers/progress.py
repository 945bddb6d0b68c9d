"""Says what is being done, if it takes long enough to be wondered at."""

import sys
import time
from html import escape
from typing import Any, Self

PATIENCE = 2  # seconds


class Progress:
    """A line below the cell that says what is being done, and then vanishes.

    In a notebook it is one output, which is empty before and after: so the
    saved page is the same however long the work took. In a terminal it is a
    line on stderr. Use it in a `with` statement.

    Parameters
    ----------
    name : str
        Of the work, at the beginning of the line.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> Self:
        self._begin = time.monotonic()
        self._count = 0
        self._line = _notebook_line()
        return self

    def __exit__(self, *_: object) -> None:
        self._show("")

    def __call__(self, doing: str) -> None:
        """Say what is being done now, such as "training a copy"."""
        self._count += 1
        if time.monotonic() - self._begin > PATIENCE:
            self._show(f"{self._name}, step {self._count}: {doing} …")

    def _show(self, text: str) -> None:
        if self._line is not None:
            self._line.update(_html(text), raw=True)
        elif sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()


def _notebook_line() -> Any:
    """An empty output of the running cell; None outside of a notebook."""
    from IPython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return None
    return display(_html(""), raw=True, display_id=True)


def _html(text: str) -> dict[str, str]:
    return {
        "text/html": f'<span role="status">{escape(text)}</span>',
        "text/plain": "",
    }
