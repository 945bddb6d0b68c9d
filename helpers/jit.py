"""What runs here: a compiler for plain loops, cores, and threads."""

import os
import sys
from collections.abc import Callable

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
        return numba.njit(function, cache=True, **options)
    except RuntimeError:  # no folder may be written: compile in each kernel
        return numba.njit(function, **options)


def cores() -> int:
    """How many processors this process may use; 1 if nobody knows."""
    if hasattr(os, "sched_getaffinity"):  # it may be fewer than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def has_threads() -> bool:
    """Whether a thread can start; in a browser (Pyodide) none can."""
    return sys.platform != "emscripten"
