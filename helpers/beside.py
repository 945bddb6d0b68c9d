"""Work beside the page: in a thread, or in slices where there are none."""

import asyncio
import threading
from collections.abc import Iterable

from helpers import jit

# Between two slices what the page has sent comes in. Seconds.
PAUSE = 0.005


def begin(slices: Iterable[None]) -> threading.Thread | asyncio.Task | None:
    """Begin work that goes on while the page answers.

    In a thread. Where none can start (in a browser) each slice is a turn of
    the event loop; and where no loop runs, all is done before this returns.

    Parameters
    ----------
    slices : iterable
        The work: it is done by going through it. In a browser nothing else
        happens within a slice, so none should take long.

    Returns
    -------
    threading.Thread, asyncio.Task or None
        Keep a task as long as it is to live. None: the work is done.
    """
    if jit.has_threads():
        thread = threading.Thread(target=_go_through, args=(slices,))
        thread.daemon = True
        thread.start()
        return thread
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        _go_through(slices)
        return None
    return loop.create_task(_in_turns(slices))


def _go_through(slices: Iterable[None]) -> None:
    for _ in slices:
        pass


async def _in_turns(slices: Iterable[None]) -> None:
    await asyncio.sleep(PAUSE)
    for _ in slices:
        await asyncio.sleep(PAUSE)
