"""Text that is announced when it changes, without taking the focus."""

from pathlib import Path

import anywidget
import traitlets

# In the metadata of an output: it is ours. `helpers.server` asks for it.
LIVE = {"accuracy_zero": {"live": True}}


class LiveText(anywidget.AnyWidget):
    """A line of text that a screen reader reads out whenever it changes.

    `ipywidgets.HTML` exchanges the element, and what is new is not announced.
    Here the element stays, and its text is exchanged. It is the alternative
    of a picture in the same box, and in a figure with the class *live-figure*
    it names the handles of the sliders.

    Attributes
    ----------
    value : str
        HTML.
    """

    _esm = Path(__file__).with_name("live_text.js").read_text("utf-8")
    _css = """
    .passed-over { opacity: 0.6 }  /* options that were not taken */
    .kernel-gone { font-weight: bold; line-height: 1.45 }
    """
    value = traitlets.Unicode().tag(sync=True)
