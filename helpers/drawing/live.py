"""A figure that follows sliders, fast enough to be dragged."""

import base64
import threading
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets
import numpy as np

from helpers.drawing.fast_agg import CachingCanvas, encode_png
from helpers.drawing.live_text import LIVE, LiveText
from helpers.drawing.picture import Panel, Picture
from helpers.drawing.sizes import FULL_WIDTH, LIVE_DPI, PAGE_WIDTH

# One lock for all figures: matplotlib's font cache and text layout are
# shared by the process, and a callback may run on another thread.
DRAWING = threading.RLock()

FRAMES_KEPT = 16  # of each panel, about 1 MB each

LINE = (
    '<div style="line-height: 1.45; min-height: 3em; white-space: normal">'
    "{}</div>"
)


class LiveImage:
    """A picture as a widget, of which only what moved is drawn anew.

    What never changes is drawn once. What changes rarely, the frame of a
    panel (limits, ticks, title), is drawn when it does, and a few frames are
    kept. Only the moving artists are drawn for every picture. What a picture
    has to promise for that stands in `picture.Panel`.

    Parameters
    ----------
    picture : Picture

    Attributes
    ----------
    widget : ipywidgets.Image
    """

    def __init__(self, picture: Picture) -> None:
        # The pixels of the page that the figure is wide.
        width = round(picture.figure.get_figwidth() * PAGE_WIDTH / FULL_WIDTH)
        picture.figure.set_dpi(LIVE_DPI)
        self._canvas = CachingCanvas(picture.figure)
        self._panels = [_LivePanel(panel) for panel in picture.panels]
        self._canvas.draw()
        for panel in self._panels:
            panel.keep_bare(self._canvas)
        self.widget = widgets.Image(
            format="png",
            layout={
                "width": "100%",
                "max_width": f"{width}px",
                "margin": "0",
            },
        )

    def draw(self, description: str) -> None:
        """Draw the picture as its artists are now, and show it.

        Parameters
        ----------
        description : str
            What the picture shows, kept within it.
        """
        for panel in self._panels:
            panel.draw(self._canvas)
        self.widget.value = encode_png(self.pixels(), description)

    def pixels(self) -> np.ndarray:
        """What was drawn last, uint8 of shape (height, width, 4)."""
        return np.asarray(self._canvas.buffer_rgba())


class LiveFigure(widgets.VBox):
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
        self._line = LiveText().add_class("live-sentence")
        super().__init__([*above, self.image.widget, self._line, *below])
        self.add_class("live-figure")
        self.refresh()
        for control in controls.values():
            control.observe(self._on_change, names="value")

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
        with DRAWING:
            try:
                self.text = self._respond(**self.values())
                self.image.draw(self.text)
            except Exception as error:  # a page never shows a traceback
                self.text = f"This setting cannot be shown. {error}"
            self._line.value = LINE.format(
                escape(self.text).replace("\n", "<br>")
            )

    def still(self) -> bytes:
        """The picture for pages without a kernel, as PNG."""
        return self.image.widget.value

    def _on_change(self, _: Any) -> None:
        if not self._paused:
            self.refresh()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        """The widget, and for pages without a kernel a picture and text."""
        bundle = super()._repr_mimebundle_(**kwargs)
        png = base64.b64encode(self.still()).decode("ascii")
        metadata = LIVE | {
            "image/png": {"alt": self.text, "width": PAGE_WIDTH}
        }
        return bundle | {"image/png": png, "text/plain": self.text}, metadata


class _LivePanel:
    """One panel of a picture, and its frames drawn so far."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._place = panel.axes.figure.bbox
        self._frames: dict[tuple, Any] = {}
        for artist in (*panel.framing, *panel.moving):
            artist.set_animated(True)  # left out by canvas.draw

    def keep_bare(self, canvas: CachingCanvas) -> None:
        self._bare = canvas.copy_from_bbox(self._place)

    def draw(self, canvas: CachingCanvas) -> None:
        renderer = canvas.get_renderer()
        frame = self._panel.frame
        if frame in self._frames:
            canvas.restore_region(self._frames[frame])
        else:
            canvas.restore_region(self._bare)
            for artist in self._panel.framing:
                artist.draw(renderer)
            if len(self._frames) == FRAMES_KEPT:
                del self._frames[next(iter(self._frames))]  # the oldest
            self._frames[frame] = canvas.copy_from_bbox(self._place)
        for artist in self._panel.moving:
            artist.draw(renderer)
