"""Says where the kernel's share of a slider move goes.

Runs in the kernel of the page that `bench.moves` opens.
"""

import time

from helpers import engine
from helpers.drawing import live

MOVES = []  # of all figures: seconds since 1970 by the name of the moment


def timed(figure):
    """A live figure that notes in `MOVES` when each of its steps was done."""
    # What is noted when a call of this begins, or ends.
    for owner, name, before, after in (
        (figure, "refresh", "asked", None),
        (engine, "train", "trains", "trained"),
        (figure, "_respond", None, "moved"),
        (live, "encode_png", "drawn", "encoded"),
        (figure.image, "draw", None, "sent"),
    ):
        setattr(owner, name, _noting(getattr(owner, name), before, after))
    return figure


def _noting(function, before, after):
    def noting(*args, **options):
        if before == "asked":
            MOVES.append({})
        _note(before)
        value = function(*args, **options)
        _note(after)
        return value

    return noting


def _note(moment):
    if moment and MOVES:
        # The first time counts: a small map is drawn after the picture.
        MOVES[-1].setdefault(moment, time.time())
