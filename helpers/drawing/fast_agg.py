"""Matplotlib's Agg, with the two slow steps of a live figure made fast."""

import math
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Transform

try:
    from isal.isal_zlib import compress
except ImportError:  # as in a browser
    from zlib import compress

MARGIN = 3  # pixels around a text, for glyphs that reach out of their box


class CachingRenderer(RendererAgg):
    """An Agg renderer that draws each text once, and copies it from then on.

    Texts take most of the time of a drawing, and the same few titles and
    tick labels come back with every move of a slider.

    Parameters
    ----------
    width, height : int
        In pixels.
    dpi : float
    theme : dict of str to str, optional
        Which colour to draw in place of another.
    """

    TEXTS_KEPT = 500

    def __init__(
        self,
        width: int,
        height: int,
        dpi: float,
        theme: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._theme = {to_rgb(k): to_rgb(v) for k, v in theme.items()}
        super().__init__(width, height, dpi)
        # What to draw: (pixels, rows above the baseline).
        self._texts: dict[tuple, tuple[np.ndarray, int]] = {}

    def _update_methods(self) -> None:
        super()._update_methods()
        if self._theme:  # these take colours besides those of a context
            collection = partial(RendererBase.draw_path_collection, self)
            vars(self).update(
                draw_image=self._draw_themed_image,
                draw_markers=self._draw_themed_markers,
                draw_path_collection=collection,
            )

    def new_gc(self) -> GraphicsContextBase:
        return (
            _ThemedContext(self._themed) if self._theme else super().new_gc()
        )

    def _themed(self, color: Any) -> Any:
        if color is None:
            return None
        rgb = tuple(color[:3])
        return *self._theme.get(rgb, rgb), *color[3:]

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform,
        rgbFace: Any = None,
    ) -> None:  # fmt: skip
        super().draw_path(gc, path, transform, self._themed(rgbFace))

    def _draw_themed_markers(
        self, gc: GraphicsContextBase, *args: Any, rgbFace: Any = None
    ) -> None:
        *paths, face = args if len(args) == 5 else (*args, rgbFace)
        self._renderer.draw_markers(gc, *paths, self._themed(face))

    def _draw_themed_image(
        self, gc: GraphicsContextBase, x: float, y: float, image: np.ndarray
    ) -> None:
        themed = image.copy()
        there, here = (of.view(np.uint32) for of in (image, themed))
        for pair in self._theme.items():
            colors = np.round(255 * np.insert(pair, 3, 1, axis=1))
            light, dark = colors.astype(np.uint8).view(np.uint32)
            here[there == light] = dark
        self._renderer.draw_image(gc, x, y, themed)

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
        self._renderer.draw_image(
            gc, round(x) - MARGIN, self.height - bottom, pixels
        )

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


class _ThemedContext(GraphicsContextBase):
    """What to draw with; its colours are those of a theme."""

    def __init__(self, themed: Callable[[Any], Any]) -> None:
        super().__init__()
        self._themed = themed

    def set_foreground(self, fg: Any, isRGBA: bool = False) -> None:
        super().set_foreground(fg, isRGBA)
        self._rgb: tuple = self._themed(self._rgb)

    def set_hatch_color(self, hatch_color: Any) -> None:
        self._hatch_color = self._themed(to_rgba(hatch_color))


def encode_png(pixels: np.ndarray, description: str) -> bytes:
    """Encode a picture as PNG, many times as fast as Pillow does.

    Every row is stored as its difference from the row above (PNG's filter
    2), which is mostly zeros for a plot and compresses at once. Pillow tries
    five filters on every row. Intel's ISA-L, where there is one, writes the
    same format as zlib, and is several times as fast at it.

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
        (b"IDAT", compress(rows, level=1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body))
        + name
        + body
        + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
