"""A line of text that a button copies."""

from pathlib import Path

import anywidget
import traitlets

from helpers.drawing.live_text import KERNEL_GONE

HERE = Path(__file__)


class CopyLine(anywidget.AnyWidget):
    """A button, and beside it the line that it copies.

    Where the browser keeps the clipboard from a page, the line is selected
    and the page says which keys copy it.

    Attributes
    ----------
    description : str
        On the button.
    line : str
    """

    _esm = KERNEL_GONE + HERE.with_suffix(".js").read_text("utf-8")
    _css = HERE.with_suffix(".css").read_text("utf-8")
    description = traitlets.Unicode().tag(sync=True)
    line = traitlets.Unicode().tag(sync=True)
