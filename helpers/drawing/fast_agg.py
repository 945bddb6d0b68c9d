"""Matplotlib's Agg, with the two slow steps of a live figure made fast."""

import math
import struct
import zlib
from typing import Any

import numpy as np
from isal import isal_zlib
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

MARGIN = 3  # pixels around a text, for glyphs that reach out of their box


class CachingCanvas(FigureCanvasAgg):
    """An Agg canvas that draws each text once, and copies it from then on.

    Texts take most of the time of a drawing, and the same few titles and
    tick labels come back with every move of a slider.
    """

    def get_renderer(self) -> "_CachingRenderer":
        width, height = self.figure.bbox.size
        size = width, height, self.figure.dpi
        if getattr(self, "_size", None) != size:
            self._size = size
            self.renderer = _CachingRenderer(*size)
        return self.renderer


class _CachingRenderer(RendererAgg):
    TEXTS_KEPT = 500

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)
        # What to draw: (pixels, rows above the baseline).
        self._texts: dict[tuple, tuple[np.ndarray, int]] = {}

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        if angle or ismath:
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        key = s, prop, gc.get_rgb()
        if key not in self._texts:
            if len(self._texts) == self.TEXTS_KEPT:
                del self._texts[next(iter(self._texts))]  # the oldest
            self._texts[key] = self._drawn(gc, s, prop)
        pixels, above = self._texts[key]
        bottom = round(y) - above + len(pixels)
        # draw_image counts from the bottom, as Agg does within an image.
        self.draw_image(gc, round(x) - MARGIN, self.height - bottom, pixels)

    def _drawn(
        self, gc: GraphicsContextBase, s: str, prop: FontProperties
    ) -> tuple[np.ndarray, int]:
        width, height, descent = self.get_text_width_height_descent(
            s, prop, False
        )
        rows = math.ceil(height) + 2 * MARGIN
        above = rows - MARGIN - math.ceil(descent)
        paper = RendererAgg(math.ceil(width) + 2 * MARGIN, rows, self.dpi)
        paper.draw_text(gc, MARGIN, above, s, prop, 0)
        return np.array(paper.buffer_rgba())[::-1].copy(), above


def encode_png(pixels: np.ndarray, description: str) -> bytes:
    """Encode a picture as PNG, many times as fast as Pillow does.

    Every row is stored as its difference from the row above (PNG's filter
    2), which is mostly zeros for a plot and compresses at once. Pillow tries
    five filters on every row. Intel's ISA-L writes the same format as zlib,
    and is several times as fast at it.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 4)
        RGBA, as an Agg canvas has it.
    description : str
        What the picture shows. It is kept in the file, so a saved picture
        still says of which setting it is.

    Returns
    -------
    bytes
    """
    height, width, channels = pixels.shape
    lines = pixels.reshape(height, width * channels)
    rows = np.empty((height, 1 + width * channels), np.uint8)
    rows[:, 0] = 2
    rows[0, 1:] = lines[0]
    np.subtract(lines[1:], lines[:-1], out=rows[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"iTXt", b"Description" + bytes(5) + description.encode()),
        (b"IDAT", isal_zlib.compress(rows, level=1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body))
        + name
        + body
        + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
