import io

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from PIL import Image

from helpers.drawing.fast_agg import CachingRenderer, encode_png


def drawn(renderer_class, times=1, **options):
    figure = Figure(figsize=(4, 3), dpi=150)
    renderer = renderer_class(600, 450, figure.dpi, **options)
    axes = figure.subplots()
    axes.set(title="gÄ|_y 10⁻⁶ ŷ", xlabel="x", ylabel="rotated")
    axes.text(0.2, 0.5, "coloured", color="#D55E00", size=14)
    for _ in range(times):
        renderer.clear()
        figure.draw(renderer)
    return np.asarray(renderer.buffer_rgba()).astype(int)


def test_encode_png_loses_nothing():
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (37, 53, 4), dtype=np.uint8)
    picture = Image.open(io.BytesIO(encode_png(pixels, "ŷ = 2x\nend")))
    picture.load()
    assert picture.text["Description"] == "ŷ = 2x\nend"
    assert picture.mode == "RGBA"
    np.testing.assert_array_equal(np.asarray(picture), pixels)


def test_copied_texts_look_like_drawn_ones():
    plain, cached = drawn(RendererAgg), drawn(CachingRenderer, times=2)
    # Same ink, moved by less than a pixel where Agg places glyphs between.
    assert abs(plain.mean() - cached.mean()) < 0.2
    differs = np.abs(plain - cached).max(axis=2) > 64
    assert differs.mean() < 0.01
    blurred = [
        picture[: 450 // 9 * 9, : 600 // 8 * 8, :3]
        .reshape(50, 9, 75, 8, 3)
        .mean((1, 3))
        for picture in (plain, cached)
    ]
    assert np.abs(blurred[0] - blurred[1]).max() < 40


def test_a_second_drawing_is_the_first():
    np.testing.assert_array_equal(
        drawn(CachingRenderer), drawn(CachingRenderer, times=3)
    )


def test_only_so_many_texts_are_kept():
    figure = Figure()
    label = figure.text(0.5, 0.5, "")
    renderer = CachingRenderer(640, 480, figure.dpi)
    for i in range(renderer.TEXTS_KEPT + 50):
        label.set_text(str(i))
        label.draw(renderer)
    assert len(renderer._texts) == renderer.TEXTS_KEPT


def test_a_theme_exchanges_colours_wherever_they_are_drawn():
    """Of lines, markers, letters, faces, hatches, collections and images."""
    theme = {"#ff0000": "#0000fe", "#ffffff": "#010101"}
    figure = Figure(figsize=(6, 4.5), dpi=100)
    axes = figure.subplots()
    axes.plot([0, 1], "o-", color="#ff0000", mfc="#ff0000")
    axes.scatter([0, 1], [1, 0], color="#ff0000")
    axes.hlines([0.2, 0.4], 0, 1, color="#ff0000")
    axes.axvspan(0, 0.2, fc="#ffffff", ec="#ff0000", hatch="/")
    axes.text(0.5, 0.5, "red", color="#ff0000", size=30)
    axes.text(0.7, 0.5, "red", color="#ff0000", size=30, rotation=45)
    axes.imshow([[0, 1]], cmap=ListedColormap(["#ff0000", "#ffffff"]))
    axes.set_aspect("auto")
    for themed in (False, True):
        renderer = CachingRenderer(600, 450, 100, theme if themed else {})
        figure.draw(renderer)
        red, _, blue = np.asarray(renderer.buffer_rgba(), int)[..., :3].T
        assert (red > blue + 50).any() == (not themed)
        assert (blue > red + 50).any() == themed
        assert (np.minimum(red, blue) > 240).any() == (not themed)
