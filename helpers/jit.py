"""What runs here: a compiler for plain loops, cores, and threads."""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

try:
    import numba
except ImportError:  # as in a browser
    numba = None

HAS_COMPILER = numba is not None

# All of `fastmath` would let the compiler assume that NaN and infinity never
# occur, and divergence could no longer be seen. These flags only allow sums
# to be reordered (so that they use vector instructions) and multiply-adds.
SAFE_FASTMATH = {"reassoc", "contract", "nsz"}


def compiled(function: Callable) -> Callable:
    """Compile a function when it is called, and keep the result in a file.

    Parameters
    ----------
    function : callable
        Plain loops over arrays and numbers.

    Returns
    -------
    callable
        The same function, which lets go of Python's lock while it runs. As
        it is, and slow, where there is no compiler.
    """
    if not HAS_COMPILER:
        return function
    options = {"nogil": True, "fastmath": SAFE_FASTMATH}
    try:
        loop = numba.njit(function, cache=True, **options)
    except RuntimeError:  # no folder may be written: compile in each kernel
        return numba.njit(function, **options)
    with suppress(OSError):
        _take_along(function, Path(loop.stats.cache_path))
    return loop


def may_be_kept(loop: Any) -> bool:
    """Whether what will be compiled of a loop may be kept; it fails if not.

    Parameters
    ----------
    loop : callable
        That was compiled by another user, perhaps.

    Returns
    -------
    bool
    """
    if not HAS_COMPILER:
        return True
    place = loop.stats.cache_path
    return place is not None and os.access(place, os.W_OK)


def _take_along(function: Callable, cache: Path) -> None:
    """Copy what was compiled with an installation that is read-only.

    Numba reads no folder that it may not write, so every learner of a hub
    would wait for the compiler.
    """
    made = Path(function.__code__.co_filename).parent / "__pycache__"
    index, new = (
        sorted(folder.glob(f"*.{function.__qualname__}-*.nbi"))
        for folder in (made, cache)
    )
    if made == cache or not index:
        return
    if new and new[0].stat().st_mtime >= index[0].stat().st_mtime:
        return
    parts = made.glob(f"*.{function.__qualname__}-*.nbc")
    for file in (*parts, index[0]):  # in this order: the index names them
        beside = cache / f"{file.name}.{os.getpid()}"
        shutil.copyfile(file, beside)
        beside.replace(cache / file.name)


def cores() -> int:
    """How many processors this process may use; 1 if nobody knows."""
    if hasattr(os, "sched_getaffinity"):  # it may be fewer than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def has_threads() -> bool:
    """Whether a thread can start; in a browser (Pyodide) none can."""
    return sys.platform != "emscripten"
