"""Maps that are trained beside the page, from coarse to fine."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from functools import partial

from helpers import beside, maps
from helpers.experiment import Experiment
from helpers.maps import TrainabilityMap

MOST_KEPT = 50  # maps of 32 kB


class BackgroundMap:
    """Trains the map of the network asked for last, see `beside.begin`.

    A new request stops the map under way. Requests are neither lost nor
    answered out of order: what `latest` holds says of which network it is.
    A map that was completed is there at once when it is asked for again.

    Attributes
    ----------
    latest : TrainabilityMap or None
    workers : int or None
        Number of threads that train; None: all cores of the machine.
    on_level : callable
        Called beside the page whenever there is a finer map to be drawn.
    """

    def __init__(self) -> None:
        self.on_level: Callable[[], None] = lambda: None
        self.workers: int | None = None
        # The network, and the number of the request.
        self._wanted: tuple[Experiment | None, int] = None, 0
        self._is_working = False
        self._work: threading.Thread | asyncio.Task | None = None
        self._lock = threading.RLock()
        self.latest: TrainabilityMap | None = None
        self._complete: dict[Experiment, TrainabilityMap] = {}

    def request(self, experiment: Experiment) -> None:
        """Ask for the map of a network; returns at once if it can.

        Parameters
        ----------
        experiment : Experiment
            What all cells share, see `maps.refine_map`.
        """
        with self._lock:
            wanted, number = self._wanted
            if experiment == wanted and (
                self._is_working or self.state_for(experiment)[1]
            ):
                return
            # Away and back again is a new request: the map under way may
            # have been stopped in between.
            self._wanted = experiment, number + 1
            if not self._is_working:
                self._is_working = True
                self._work = beside.begin(self._follow())

    def state_for(
        self, experiment: Experiment
    ) -> tuple[TrainabilityMap | None, TrainabilityMap | None]:
        """The latest map, and the same if it is the whole of this network.

        Both from one look: the next map may come at any moment.

        Parameters
        ----------
        experiment : Experiment
            As for `request`.

        Returns
        -------
        latest : TrainabilityMap or None
            Of the network asked for last, or of the one before.
        whole : TrainabilityMap or None
        """
        latest = self.latest
        if latest and latest.experiment == experiment and latest.is_finest:
            return latest, latest
        return latest, None

    def wait(self) -> None:
        """Wait until the map is complete; not where it needs our turns."""
        if isinstance(self._work, threading.Thread):
            self._work.join()

    def _follow(self) -> Iterator[None]:
        try:
            yield from self._levels()
        except BaseException as error:
            with self._lock:
                self._is_working = False  # the next request starts anew
            if "interpreter shutdown" not in str(error):
                raise  # else the kernel ends, and with it the map

    def _levels(self) -> Iterator[None]:
        while True:
            wanted = self._wanted
            experiment, _ = wanted
            assert experiment is not None  # a request starts the work
            is_wanted = partial(self._is_wanted, wanted)
            steps = (
                iter([self._complete[experiment]])
                if experiment in self._complete
                else maps.map_in_steps(experiment, is_wanted, self.workers)
            )
            for level in steps:
                if level is not None:
                    self._keep(level)
                    self.latest = level
                    self.on_level()
                yield
            with self._lock:
                if wanted == self._wanted:
                    self._is_working = False
                    return

    def _keep(self, level: TrainabilityMap) -> None:
        """Keep the latest maps that are complete."""
        if level.is_finest:
            self._complete.pop(level.experiment, None)
            self._complete[level.experiment] = level
            if len(self._complete) > MOST_KEPT:
                del self._complete[next(iter(self._complete))]

    def _is_wanted(self, request: tuple[Experiment | None, int]) -> bool:
        return request == self._wanted
