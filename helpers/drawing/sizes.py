"""Every size of a figure: inches, pixels, and where its axes stand.

A still picture is given as its width and height, and then a place for each of
its axes: left, bottom, width and height, as shares of the figure.
"""

FULL_WIDTH = 8.8  # inches, of a picture over the whole width of the page
HALF_WIDTH = FULL_WIDTH / 2  # of one panel of a live figure
NARROW = 7.2

PAGE_WIDTH = 880  # px, of a picture on the page at most
SHARPNESS = 1.25  # drawn pixels per pixel of the page, for fine screens
LIVE_DPI = SHARPNESS * PAGE_WIDTH / FULL_WIDTH
STILL_DPI = 100
CAPTION_DPI = round(LIVE_DPI)

HEIGHT = 3.6  # of a live figure
LOW = 3.3  # of the playground's: all of it should fit on one screen
PANEL = 0.15, 0.235, 0.82, 0.66  # of a live panel, within its half
TALL = 3.9  # of the network that is drawn with its numbers
NETWORK = 0.01, 0.02, 0.98, 0.88  # of its panel, which has no ticks

FIRST_UPDATES = NARROW, 3.7, (0.19, 0.16, 0.56, 0.73)
VERDICTS = NARROW, 3.0, (0.17, 0.18, 0.77, 0.7)
BEFORE_AFTER = (
    FULL_WIDTH, 3.5, (0.08, 0.17, 0.41, 0.7), (0.57, 0.17, 0.41, 0.7)
)  # fmt: skip
VISIT = (
    FULL_WIDTH, 3.2, (0.085, 0.17, 0.4, 0.7), (0.58, 0.17, 0.4, 0.7)
)  # fmt: skip
FIX_OUTCOMES = FULL_WIDTH, 4.3
ADVICE_ROW, ADVICE_HEAD = 0.68, 0.8  # inches
BENCH, BENCH_DPI = (11.0, 7.4), 110


def tile(row: int, column: int) -> tuple[float, float, float, float]:
    """The place of one combination among `FIX_OUTCOMES`, from the top left."""
    return 0.07 + 0.235 * column, 0.54 - 0.46 * row, 0.21, 0.32


def advice(rows: int) -> tuple[float, float]:
    """Width and height of the outcomes of so many pieces of advice."""
    return FULL_WIDTH, ADVICE_HEAD + ADVICE_ROW * rows


def advice_tile(
    row: int, column: int, rows: int
) -> tuple[float, float, float, float]:
    """The place of one trial among so many rows, from the top left."""
    _, height = advice(rows)
    bottom = height - ADVICE_HEAD - ADVICE_ROW * (row + 0.5)
    return 0.295 + 0.355 * column, bottom / height, 0.335, 0.3 / height
