"""Every colour of the course, and the mark of each outcome.

The colours of lines are Okabe & Ito's (2008), which stay apart for every kind
of colour vision; line styles and markers differ too.
"""

from matplotlib.rcsetup import cycler

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
BLACK, GREY, WHITE = "black", "#555555", "white"
TRUTH = "#747474"  # of a wide line

# The same for letters, which need more contrast than lines (WCAG 2, 1.4.3).
INK = {BLUE: BLUE, ORANGE: "#A84A00", GREEN: "#007352", BLACK: BLACK}
DARK = "#333333"  # of small letters on a shade, and the edge of a mark
TICKS, LABELS = "#444444", "#222222"
FRAME, GRID = "#BBBBBB", "#E6E6E6"

# Shades: of the parts of the data, and of what is missed or dead.
PALE = {"training": "#DCE9F3", "validation": "#F8E5D6", "test": "#EFEFEF"}
PALE_ORANGE = "#F3D9C9"
# Where a final ReLU answers 0: the ground, its hatching, and letters on it.
ZERO, ZERO_HATCH, ZERO_INK = "#F8EFE9", "#E5D3C6", "#6B4A35"

# Light to dark from failure to success, apart for every colour vision.
MAP_COLORS = {
    "diverged": ORANGE,
    "dead": "#3A3A3A",
    "constant": "#F0C27B",
    "learned": BLUE,
    "learning": "#8CC8EA",
    "worse": "#E4E4E4",
}
ON_DARK = {"dead", "learned"}  # with white letters
MARKERS = {
    "diverged": "X",
    "dead": "o",
    "constant": "s",
    "learned": "*",
    "learning": "^",
    "worse": "v",
}

# What stands in place of each on the dark paper of JupyterLab's dark theme.
# On a map it is light for success there. None is itself replaced.
DARK_THEME = {
    WHITE: "#111111",
    BLACK: "#EEEEEE",
    BLUE: "#56B4E9",
    ORANGE: "#B84800",
    GREEN: "#2CDA8E",
    PINK: "#D68FB5",
    GREY: "#B4B4B4",
    TRUTH: "#868686",
    INK[ORANGE]: "#FF9A52",
    INK[GREEN]: "#2ED3A2",
    DARK: "#DADADA",
    TICKS: "#C4C4C4",
    LABELS: "#E0E0E0",
    FRAME: "#555556",
    GRID: "#333334",
    PALE["training"]: "#14304A",
    PALE["validation"]: "#43290F",
    PALE["test"]: "#2B2B2B",
    PALE_ORANGE: "#5A3010",
    MAP_COLORS["dead"]: "#C9C9C9",
    MAP_COLORS["constant"]: "#625A43",
    MAP_COLORS["learning"]: "#0E4A74",
    MAP_COLORS["worse"]: "#262626",
}

# The steps of a slider's move, in the picture of the benchmark.
STEPS = (
    GREY, "#E5E5E5", BLUE, "#8EC4E8", ORANGE, "#E8B48E", "#CCCCCC", GREEN,
    "#8FD0B8",
)  # fmt: skip

# Matplotlib's settings that are colours; course.mplstyle has the others.
STYLE = {
    "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, PINK]),
    "axes.edgecolor": TICKS,
    "axes.labelcolor": LABELS,
    "figure.facecolor": WHITE,
    "grid.color": GRID,
    "savefig.facecolor": WHITE,
    "xtick.color": TICKS,
    "ytick.color": TICKS,
}
