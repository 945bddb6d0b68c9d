"""Text that is announced when it changes, without taking the focus."""

from pathlib import Path

import anywidget
import traitlets


class LiveText(anywidget.AnyWidget):
    """A line of text that a screen reader reads out whenever it changes.

    `ipywidgets.HTML` exchanges the element, and what is new is not announced.
    Here the element stays, and its text is exchanged.

    Attributes
    ----------
    value : str
        HTML.
    """

    _esm = Path(__file__).with_name("live_text.js").read_text("utf-8")
    value = traitlets.Unicode().tag(sync=True)
