"""Text that is announced when it changes, without taking the focus."""

from html import escape
from pathlib import Path

import anywidget
import traitlets

# In the metadata of an output: it is ours. `helpers.server` asks for it.
LIVE = {"accuracy_zero": {"live": True}}
PARAGRAPH = '<div style="line-height: 1.45; white-space: normal">{}</div>'
HERE = Path(__file__)
KERNEL_GONE = HERE.with_name("kernel_gone.js").read_text("utf-8")


class LiveText(anywidget.AnyWidget):
    """A line of text that a screen reader reads out whenever it changes.

    `ipywidgets.HTML` exchanges the element, and what is new is not announced.
    Here the element stays, and its text is exchanged.

    Attributes
    ----------
    value : str
        HTML.
    """

    _esm = KERNEL_GONE + HERE.with_suffix(".js").read_text("utf-8")
    _css = ".passed-over { opacity: 0.6 }"  # options that were not taken
    value = traitlets.Unicode().tag(sync=True)

    def say(self, text: str) -> None:
        """Show a paragraph of plain text."""
        self.value = PARAGRAPH.format(escape(text))
