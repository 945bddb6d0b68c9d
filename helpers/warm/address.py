"""Where the parent of warm kernels is to be found."""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LENGTH = struct.Struct("!I")  # of a request, before it
VARIABLE = "ACCURACY_ZERO_WARM"  # of a server's environment: the socket's path


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """Name a socket by its folder's descriptor: a name may have 107 bytes.

    Parameters
    ----------
    path : Path

    Yields
    ------
    str
    """
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
