"""The parent of warm kernels: it imports, and forks for each who asks.

For a hub whose learners are users of the machine it runs as root. So it reads
nothing that they send. The system says who has come, and a fork, which
becomes that user first, reads what they want: no code of a learner runs as
root, and what one sends is never in the memory that the next one gets.

It starts no thread and runs no operation of TensorFlow, which would start
some: a fork has one thread, and waits for ever for what others would do.
"""

import argparse
import gc
import os
import select
import socket
import sys
from collections import Counter
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from helpers.keras_tools.start import import_keras
from helpers.warm.address import reachable
from helpers.warm.peer import Peer

MODULES = "helpers.warm.kernel", "helpers.sliders", "helpers.exercises"
# What it keeps of its environment. Every kernel can read all of it in its own
# memory, and a hub tells its services secrets.
KEPT = (
    *("HOME", "LANG", "LC_", "LD_LIBRARY_PATH", "PATH", "PYTHON", "TMPDIR"),
    *("TZ", "KERAS_", "MPL", "NUMBA_", "OMP_", "TF_"),
)
MOST = 16  # kernels of one other user
WAITING = 512  # who comes while it imports
REAPING = 1000  # ms


def main(words: list[str]) -> None:
    """Serve until whoever started it ends; in a fork, be a kernel.

    Parameters
    ----------
    words : list of str
        The path of the socket.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("socket", type=Path)
    path = parser.parse_args(words).socket.absolute()
    if sys.path[0] != "/":
        parser.error("Start it in /: Python runs what is where it starts.")
    kept = {k: v for k, v in os.environ.items() if k.startswith(KEPT)}
    if kept != os.environ:
        again = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, again, kept)
    starter = os.pidfd_open(os.getppid())
    listener = listen(path)
    del sys.path[0]
    preload()
    connection, peer = serve(listener, starter)
    from helpers.warm.kernel import become_kernel

    become_kernel(connection, peer)


def listen(path: Path) -> socket.socket:
    """Take the place of a parent before. Who comes early waits.

    Parameters
    ----------
    path : Path
        In a folder where only the parent's user may write: else somebody
        could lay another socket there.

    Returns
    -------
    socket
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path.unlink(missing_ok=True)
    with reachable(path) as address:
        listener.bind(address)
    path.chmod(0o666 if os.getuid() == 0 else 0o600)
    listener.listen(WAITING)
    return listener


def preload() -> None:
    """Do what every kernel would do first, and keep collectors off it."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for name in MODULES:
        import_module(name)
    from helpers import engine, experiment

    engine.train(experiment.QUESTION)  # loads the compiled loops
    if find_spec("tensorflow") is not None:
        import_keras()
    gc.collect()
    gc.freeze()  # a collector writes to all that it looks at


def serve(listener: socket.socket, starter: int) -> tuple[socket.socket, Peer]:
    """Fork for everybody who may have a kernel.

    Parameters
    ----------
    listener : socket
    starter : int
        A descriptor of the process with which this one ends.

    Returns
    -------
    (socket, Peer)
        In a fork only: the connection, and who is at its other end.
    """
    users: dict[int, int] = {}  # by process
    watched = select.poll()
    watched.register(listener, select.POLLIN)
    watched.register(starter, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in watched.poll(REAPING)}
        if starter in ready:
            sys.exit()
        with suppress(ChildProcessError):
            while ended := os.waitpid(-1, os.WNOHANG)[0]:
                del users[ended]
        if not ready:
            continue
        with suppress(OSError):  # who came has gone, or no process is free
            connection, _ = listener.accept()
            with connection:
                peer = Peer.of(connection)
                if not may_have_one(peer, users):
                    continue
                child = os.fork()
                if child == 0:
                    listener.close()
                    os.close(starter)
                    return connection.dup(), peer
                users[child] = peer.user


def may_have_one(peer: Peer, users: dict[int, int]) -> bool:
    """Whether it gets a kernel: its own user always, of root others too.

    Parameters
    ----------
    peer : Peer
    users : dict of int to int
        Whose kernel each process is.

    Returns
    -------
    bool
    """
    mine = os.getuid()
    return peer.user == mine or (
        mine == 0 and Counter(users.values())[peer.user] < MOST
    )
