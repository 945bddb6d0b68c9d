"""A figure that follows sliders, fast enough to be dragged."""

import base64
import threading
from html import escape

import ipywidgets as widgets
import numpy as np

from helpers.drawing.fast_agg import CachingCanvas, encode_png
from helpers.drawing.live_text import LiveText

# One lock for all figures: matplotlib's font cache and text layout are
# shared by the process, and a callback may run on another thread.
DRAWING = threading.RLock()

WIDTH = 880  # px, of a picture on the page at most
FULL_WIDTH = 8.8  # inches, of a figure that fills it
SHARPNESS = 1.25  # drawn pixels per pixel of the page, for fine screens
FRAMES_KEPT = 16  # of each panel, about 1 MB each

LINE = (
    '<div style="line-height: 1.45; min-height: 3em; white-space: normal">'
    "{}</div>"
)


class LiveImage:
    """A picture as a widget, of which only what moved is drawn anew.

    What never changes is drawn once. What changes rarely, the frame of a
    panel (limits, ticks, title), is drawn when it does, and a few frames are
    kept. Only the moving artists are drawn for every picture.

    Parameters
    ----------
    picture : object
        Has a `figure`, and `panels`, each with `axes` in a subfigure of its
        own, their `title`, and two lists of artists in
        drawing order: `framing`, which change only together with the title
        or the limits, and `moving`, which may change every time.

    Attributes
    ----------
    widget : ipywidgets.Image
    """

    def __init__(self, picture):
        # The pixels of the page that the figure is wide.
        width = round(picture.figure.get_figwidth() * WIDTH / FULL_WIDTH)
        picture.figure.set_dpi(SHARPNESS * WIDTH / FULL_WIDTH)
        self._canvas = CachingCanvas(picture.figure)
        self._panels = [_LivePanel(panel) for panel in picture.panels]
        self._canvas.draw()
        for panel in self._panels:
            panel.keep_bare(self._canvas)
        self.widget = widgets.Image(
            format="png",
            layout={"width": "100%", "max_width": f"{width}px", "margin": "0"},
        )

    def draw(self, description):
        """Draw the picture as its artists are now, and show it.

        Parameters
        ----------
        description : str
            What the picture shows, kept within it.
        """
        for panel in self._panels:
            panel.draw(self._canvas)
        self.widget.value = encode_png(self.pixels(), description)

    def pixels(self):
        """What was drawn last, uint8 of shape (height, width, 4)."""
        return np.asarray(self._canvas.buffer_rgba())


class LiveFigure(widgets.VBox):
    """Controls, a picture that follows them, and a line of text below it.

    Parameters
    ----------
    picture : object
        See `LiveImage`.
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
    """

    def __init__(self, picture, respond, controls, above, below=()):
        self._respond = respond
        self._controls = controls
        self._paused = False
        self.image = LiveImage(picture)
        self._line = LiveText().add_class("live-sentence")
        super().__init__([*above, self.image.widget, self._line, *below])
        self.add_class("live-figure")
        self.refresh()
        for control in controls.values():
            control.observe(self._on_change, names="value")

    def values(self):
        """The value of every control by name."""
        return {name: c.value for name, c in self._controls.items()}

    def set_controls(self, **values):
        """Set several controls at once, with one new picture at the end."""
        self._paused = True
        try:
            for name, value in values.items():
                self._controls[name].value = value
        finally:
            self._paused = False
        self.refresh()

    def refresh(self):
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

    def still(self):
        """The picture for pages without a kernel, as PNG."""
        return self.image.widget.value

    def _on_change(self, _):
        if not self._paused:
            self.refresh()

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and for pages without a kernel a picture and text."""
        bundle = super()._repr_mimebundle_(**kwargs)
        png = base64.b64encode(self.still()).decode("ascii")
        metadata = {"image/png": {"alt": self.text, "width": WIDTH}}
        return bundle | {"image/png": png, "text/plain": self.text}, metadata


class _LivePanel:
    """One panel of a picture, and its frames drawn so far."""

    def __init__(self, panel):
        self._axes = panel.axes
        self._title = panel.title
        self._framing = panel.framing
        self._moving = panel.moving
        self._place = panel.axes.get_figure(root=False).bbox
        self._frames = {}
        for artist in (*panel.framing, *panel.moving):
            artist.set_animated(True)  # left out by canvas.draw

    def keep_bare(self, canvas):
        self._bare = canvas.copy_from_bbox(self._place)

    def draw(self, canvas):
        renderer = canvas.get_renderer()
        frame = self._title.get_text(), *self._axes.viewLim.extents
        if frame in self._frames:
            canvas.restore_region(self._frames[frame])
        else:
            canvas.restore_region(self._bare)
            for artist in self._framing:
                artist.draw(renderer)
            if len(self._frames) == FRAMES_KEPT:
                del self._frames[next(iter(self._frames))]  # the oldest
            self._frames[frame] = canvas.copy_from_bbox(self._place)
        for artist in self._moving:
            artist.draw(renderer)
