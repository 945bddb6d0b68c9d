"""A figure that follows sliders, fast enough to be dragged."""

import base64
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets
import numpy as np
from IPython.display import display
from matplotlib.colors import to_rgba

from helpers import beside
from helpers.drawing.fast_agg import CachingRenderer, encode_png
from helpers.drawing.live_box import LiveBox
from helpers.drawing.live_picture import LivePicture
from helpers.drawing.palette import DARK_THEME, FRAME
from helpers.drawing.picture import Picture
from helpers.drawing.sizes import FULL_WIDTH, PAGE_WIDTH, SHARPNESS
from helpers.setting_line import as_line

# One lock for all figures: matplotlib's font cache and text layout are
# shared by the process, and a callback may run on another thread.
DRAWING = threading.RLock()

AGAIN = (
    "<i>A still picture. To have its sliders, run this cell (Shift + Enter) "
    "in JupyterLab.</i>"
)
EDGE = 2  # pixels of the frame around a picture that is kept
FRAMES_KEPT = 16  # of each panel, about 1 MB each


class LiveImage:
    """A picture as a widget, of which only what moved is drawn anew.

    What never changes is drawn once. What changes rarely, the frame of a
    panel (limits, ticks, title), is drawn when it does, and a few frames are
    kept. Only the moving artists are drawn for every picture. What a picture
    has to promise for that stands in `picture.Panel`.

    A picture that moves has `SHARPNESS` pixels for one of the page at most.
    When it rests, the page asks for the screen's own. That one is drawn
    beside the page, and given up at the next move.

    Parameters
    ----------
    picture : Picture

    Attributes
    ----------
    picture : Picture
    widget : LivePicture
    """

    def __init__(self, picture: Picture) -> None:
        inches = picture.figure.get_size_inches()
        # The pixels of the page that the figure is wide.
        width = round(inches[0] * PAGE_WIDTH / FULL_WIDTH)
        for panel in picture.panels:
            for artist in (*panel.framing, *panel.moving):
                artist.set_animated(True)  # left out by figure.draw
        self.picture = picture
        self._most = round(SHARPNESS * width)  # pixels, of one that moves
        self._paper = self._white = _Paper(picture, self._most)
        self._sharp = self._paper
        self._moves = 0
        self.widget = LivePicture(width=width, ratio=inches[1] / inches[0])
        self.widget.on_msg(lambda _, look, __: self._show_as(**look))

    def interrupt(self) -> None:
        """Do not go on with what is drawn for a picture at rest."""
        self._moves += 1

    def draw(self, description: str) -> None:
        """Draw the picture as its artists are now, and show it.

        Parameters
        ----------
        description : str
            What the picture shows, shown below it and kept within it.
        """
        self.interrupt()
        self._paper.draw()
        self.widget.show(
            encode_png(self._paper.pixels(), description), description
        )

    def pixels(self) -> np.ndarray:
        """The picture on white paper, uint8 of shape (height, width, 4)."""
        with DRAWING:
            self._white.draw()
            return self._white.pixels().copy()

    def _show_as(self, pixels: int, dark: bool) -> None:
        """Show the same on other paper, as the page asks for."""

        def on(paper: _Paper, width: int, keep: int) -> _Paper:
            if (paper.width, paper.dark) == (width, dark):
                return paper
            return _Paper(self.picture, width, dark, keep)

        with DRAWING:
            self._paper = on(self._paper, min(pixels, self._most), FRAMES_KEPT)
            self._sharp = self._paper
            if pixels > self._most:
                self._sharp = on(self._sharp, pixels, 1)
        work = self._show_at_rest(self._moves)
        self._at_rest = beside.begin(work)  # a task that nobody keeps may die

    def _show_at_rest(self, move: int) -> Iterator[None]:
        def is_at_rest() -> bool:
            return move == self._moves

        with DRAWING:
            paper, text = self._sharp, self.widget.text
            if not is_at_rest() or not paper.draw(is_at_rest):
                return
            pixels = paper.pixels().copy()
        yield
        png = encode_png(pixels, text)  # no move waits for that
        with DRAWING:
            if is_at_rest():
                self.widget.value = png


class LiveFigure(LiveBox):
    """Controls, a picture that follows them, and a line of text below it.

    Parameters
    ----------
    picture : Picture
    respond : callable
        Called with the value of every control by name. Moves the artists
        and returns the text of the line below the picture.
    controls : dict of str to ipywidgets widget
        The controls whose `value` the figure follows.
    above : sequence of ipywidgets widgets
        What is shown above the picture: the controls, and what else is
        needed, such as buttons.
    below : sequence of ipywidgets widgets, optional
        What is shown under the line of text.

    Attributes
    ----------
    image : LiveImage
    text : str
        The line below the picture.
    controls : dict of str to ipywidgets widget
    """

    def __init__(
        self,
        picture: Picture,
        respond: Callable[..., str],
        controls: dict[str, widgets.Widget],
        above: Sequence[widgets.Widget],
        below: Sequence[widgets.Widget] = (),
    ) -> None:
        self._respond = respond
        self.controls = controls
        self._paused = False
        self.image = LiveImage(picture)
        super().__init__([*above, self.image.widget, *below])
        self.add_class("live-figure")
        self.refresh()
        for control in controls.values():
            control.observe(self._on_change, names="value")

    @property
    def text(self) -> str:
        return self.image.widget.text

    @property
    def setting_line(self) -> str:
        """The setting as a text for the playground; empty without one."""
        shown = self.image.picture.shown
        return as_line(shown) if shown else ""

    def values(self) -> dict[str, Any]:
        """The value of every control by name."""
        return {name: c.value for name, c in self.controls.items()}

    def set_controls(self, **values: Any) -> None:
        """Set several controls at once, with one new picture at the end."""
        self._paused = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._paused = False
        self.refresh()

    def refresh(self) -> None:
        """Show the present setting of the controls."""
        self.image.interrupt()
        with DRAWING:
            try:
                self.image.draw(self._respond(**self.values()))
            except Exception as error:  # a page never shows a traceback
                self.image.widget.text = (
                    f"This setting cannot be shown. {error}"
                )

    def still(self) -> bytes:
        """The picture for pages without a kernel, as PNG."""
        return framed_png(self.image.pixels(), self.text)

    def _on_change(self, _: Any) -> None:
        if not self._paused:
            self.refresh()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        """The widget, and for pages without a kernel a picture and text."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        png = base64.b64encode(self.still()).decode("ascii")
        image = {"image/png": {"alt": self.text, "width": PAGE_WIDTH}}
        data |= {"image/png": png, "text/plain": self.text}
        return data, metadata | image

    def _ipython_display_(self) -> None:
        """Show the figure; and what is seen below it when it is not live."""
        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)
        text = escape(data["text/plain"]).replace("\n", "<br>")
        if self.setting_line:
            line = f"<code>{escape(self.setting_line)}</code>"
            text += f"</p><p>The setting as a text, for page 06: {line}"
        words = f'<div class="still-words"><p>{text}</p><p>{AGAIN}</p></div>'
        display({"text/html": words, "text/plain": ""}, raw=True)


def framed_png(pixels: np.ndarray, description: str) -> bytes:
    """Encode a picture that is kept: on a dark page its paper ends somewhere.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 4)
    description : str

    Returns
    -------
    bytes
    """
    edge = slice(EDGE, -EDGE)
    framed = np.empty_like(pixels)
    framed[:] = np.round(255 * np.array(to_rgba(FRAME)))
    framed[edge, edge] = pixels[edge, edge]
    return encode_png(framed, description)


class _Paper:
    """What a picture is drawn on, with what is kept of earlier drawings.

    Parameters
    ----------
    picture : Picture
    width : int
        In pixels.
    dark : bool, optional
    keep : int, optional
        Number of frames, of each panel.
    """

    def __init__(
        self,
        picture: Picture,
        width: int,
        dark: bool = False,
        keep: int = FRAMES_KEPT,
    ) -> None:
        self.width, self.dark = width, dark
        self._figure, self._panels = picture.figure, picture.panels
        inches = self._figure.get_size_inches()
        self._dpi = width / inches[0]
        self._renderer = CachingRenderer(
            width,
            math.floor(width * inches[1] / inches[0] + 0.5),  # as JavaScript
            self._dpi,
            DARK_THEME if dark else {},
        )
        self._keep = keep
        self._bare: list[Any] = []  # of each panel
        self._frames: list[dict[tuple, Any]] = [{} for _ in self._panels]

    def draw(self, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Draw the artists as they are now.

        Parameters
        ----------
        go_on : callable, optional
            Asked before each artist.

        Returns
        -------
        bool
            Whether all was drawn.
        """
        renderer = self._renderer
        self._figure.set_dpi(self._dpi)
        places = [panel.axes.figure.bbox for panel in self._panels]
        if not self._bare:
            self._figure.draw(renderer)
            self._bare = [renderer.copy_from_bbox(place) for place in places]
        parts = zip(
            self._panels, places, self._bare, self._frames, strict=True
        )
        for panel, place, bare, frames in parts:
            if panel.frame in frames:
                renderer.restore_region(frames[panel.frame])
            else:
                renderer.restore_region(bare)
                for artist in panel.framing:
                    if not go_on():
                        return False
                    artist.draw(renderer)
                if len(frames) == self._keep:
                    del frames[next(iter(frames))]  # the oldest
                frames[panel.frame] = renderer.copy_from_bbox(place)
            for artist in panel.moving:
                if not go_on():
                    return False
                artist.draw(renderer)
        return True

    def pixels(self) -> np.ndarray:
        """What was drawn last, uint8 of shape (height, width, 4)."""
        return np.asarray(self._renderer.buffer_rgba())
