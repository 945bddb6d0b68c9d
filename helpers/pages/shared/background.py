"""Maps that are trained beside the page, from coarse to fine."""

import threading

from helpers import maps


class BackgroundMap:
    """Trains the map of the network asked for last, in a thread.

    A new request stops the map under way. Requests are neither lost nor
    answered out of order: what `latest` holds says of which network it is.

    Parameters
    ----------
    workers : int, optional
        Number of threads that train; all cores of the machine by default.

    Attributes
    ----------
    latest : TrainabilityMap or None
    workers : int or None
    on_level : callable
        Called from the thread whenever there is a finer map to be drawn.
    """

    def __init__(self, workers=None):
        self.on_level = lambda: None
        self.workers = workers
        self._wanted = None, 0  # the network, and the number of the request
        self._thread = None
        self._lock = threading.Lock()
        self.latest = None

    def request(self, experiment):
        """Ask for the map of a network; returns at once.

        Parameters
        ----------
        experiment : Experiment
            What all cells share, see `maps.refine_map`.
        """
        with self._lock:
            wanted, number = self._wanted
            if experiment == wanted and (
                self._thread is not None or self.is_complete_for(experiment)
            ):
                return
            # Away and back again is a new request: the map under way may
            # have been stopped in between.
            self._wanted = experiment, number + 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def is_complete_for(self, experiment):
        """Whether `latest` is the whole map of this network."""
        latest = self.latest
        return (
            latest is not None
            and latest.experiment == experiment
            and latest.stride == 1
        )

    def wait(self, timeout=None):
        """Wait until the map is complete, for at most `timeout` seconds."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _work(self):
        try:
            self._follow()
        except BaseException as error:
            with self._lock:
                self._thread = None  # the next request starts another one
            if "interpreter shutdown" not in str(error):
                raise  # else the kernel ends, and with it the map

    def _follow(self):
        while True:
            wanted = self._wanted
            levels = maps.refine_map(
                wanted[0], lambda wanted=wanted: wanted == self._wanted,
                self.workers,
            )  # fmt: skip
            for level in levels:
                self.latest = level
                self.on_level()
            with self._lock:
                if wanted == self._wanted:
                    self._thread = None
                    return
