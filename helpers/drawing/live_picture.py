"""A picture and its sentence on the page, which change together."""

from pathlib import Path

import anywidget
import traitlets

from helpers.drawing.live_text import KERNEL_GONE

HERE = Path(__file__)


class LivePicture(anywidget.AnyWidget):
    """A picture, and below it the sentence that says what it shows.

    Both are exchanged by one message, so neither is ever that of another
    setting. The page answers with ``{"pixels": int, "dark": bool}`` when it
    wants the same picture anew: as many pixels wide, on dark or white paper.

    Attributes
    ----------
    value : bytes
        The picture as PNG.
    text : str
        The sentence. A screen reader reads it out whenever it changes, and
        it is the picture's alternative.
    width : int
        Of the picture at most, in pixels of the page.
    ratio : float
        Its height, as a share of its width.
    """

    _esm = KERNEL_GONE + HERE.with_suffix(".js").read_text("utf-8")
    _css = HERE.with_suffix(".css").read_text("utf-8")
    value = traitlets.Bytes().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    ratio = traitlets.Float().tag(sync=True)

    def show(self, picture: bytes, text: str) -> None:
        """Exchange both, by one message."""
        with self.hold_sync():
            self.value = picture
            self.text = text
