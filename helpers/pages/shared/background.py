"""Maps that are trained beside the page, from coarse to fine."""

import threading
from collections.abc import Callable
from functools import partial

from helpers import maps
from helpers.experiment import Experiment
from helpers.maps import TrainabilityMap


class BackgroundMap:
    """Trains the map of the network asked for last, in a thread.

    A new request stops the map under way. Requests are neither lost nor
    answered out of order: what `latest` holds says of which network it is.

    Attributes
    ----------
    latest : TrainabilityMap or None
    workers : int or None
        Number of threads that train; None: all cores of the machine.
    on_level : callable
        Called from the thread whenever there is a finer map to be drawn.
    """

    def __init__(self) -> None:
        self.on_level: Callable[[], None] = lambda: None
        self.workers: int | None = None
        # The network, and the number of the request.
        self._wanted: tuple[Experiment | None, int] = None, 0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.latest: TrainabilityMap | None = None

    def request(self, experiment: Experiment) -> None:
        """Ask for the map of a network; returns at once.

        Parameters
        ----------
        experiment : Experiment
            What all cells share, see `maps.refine_map`.
        """
        with self._lock:
            wanted, number = self._wanted
            if experiment == wanted and (
                self._thread is not None or self.state_for(experiment)[1]
            ):
                return
            # Away and back again is a new request: the map under way may
            # have been stopped in between.
            self._wanted = experiment, number + 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

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
        if latest and latest.experiment == experiment and latest.stride == 1:
            return latest, latest
        return latest, None

    def wait(self) -> None:
        """Wait until the map is complete."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        try:
            self._follow()
        except BaseException as error:
            with self._lock:
                self._thread = None  # the next request starts another one
            if "interpreter shutdown" not in str(error):
                raise  # else the kernel ends, and with it the map

    def _follow(self) -> None:
        while True:
            wanted = self._wanted
            assert wanted[0] is not None  # a request starts the thread
            is_wanted = partial(self._is_wanted, wanted)
            for level in maps.refine_map(wanted[0], is_wanted, self.workers):
                self.latest = level
                self.on_level()
            with self._lock:
                if wanted == self._wanted:
                    self._thread = None
                    return

    def _is_wanted(self, request: tuple[Experiment | None, int]) -> bool:
        return request == self._wanted
