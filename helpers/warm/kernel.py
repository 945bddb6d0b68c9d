"""A fork of the parent becomes the kernel that was asked for."""

import json
import os
import select
import site
import socket
import sys
import tempfile
import threading
import time
from importlib import reload
from pathlib import Path
from typing import Any

import ipywidgets
import matplotlib
import numpy as np
from ipykernel.kernelapp import IPKernelApp

from helpers import jit
from helpers.loops import compiled
from helpers.warm.address import LENGTH
from helpers.warm.peer import Peer, Refused, become

PATIENCE = 10  # s, for the next bytes of a request
LARGEST = 4 << 20  # bytes
LAUNCHER = [sys.executable, "-m", "ipykernel_launcher"]


def become_kernel(connection: socket.socket, peer: Peer) -> None:
    """Be a kernel until it ends.

    Parameters
    ----------
    connection : socket
        Brings the request, see `receive`. The answer has the number of this
        process and a descriptor of it, or says why there is no kernel. The
        kernel starts when that is acknowledged by a byte.
    peer : Peer
        The server, with which the kernel ends.
    """
    with connection:
        connection.settimeout(PATIENCE)
        try:
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):  # which were the parent's
                os.dup2(nothing, stream)
            os.close(nothing)
            server = os.pidfd_open(peer.process)
            become(peer, server)
            arguments = adopt(*receive(connection))
        except Exception as error:
            connection.sendall(json.dumps({"refused": str(error)}).encode())
            sys.exit(1)
        itself = os.pidfd_open(os.getpid())
        answer = json.dumps({"process": os.getpid()}).encode()
        socket.send_fds(connection, [answer], [itself])
        os.close(itself)
        if not connection.recv(1):  # who asked does not wait any more
            sys.exit(1)
    threading.Thread(target=_end_with, args=[server], daemon=True).start()
    app = IPKernelApp.instance()
    # 1: it is no child of its server, and need not ask for its parent.
    app.initialize([*arguments, "--IPKernelApp.parent_handle=1"])
    ipywidgets.register_comm_target()  # else done when they are imported
    app.start()


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Read what is wanted.

    Parameters
    ----------
    connection : socket

    Returns
    -------
    dict, list of int
        "command", "environment" and "folder" of the kernel; and descriptors
        for what it writes to stdout and stderr.

    Raises
    ------
    Refused, ValueError, OSError
        If it is no request, or too large or too late.
    """
    start, streams, _, _ = socket.recv_fds(connection, LENGTH.size, 2)
    length, data = LENGTH.unpack(start.ljust(LENGTH.size, b"\xff"))[0], b""
    if length > LARGEST:
        raise Refused("The request is too long.")
    while len(data) < length:
        part = connection.recv(length - len(data))
        if not part:
            raise Refused("The request is cut off.")
        data += part
    return json.loads(data), streams


def adopt(request: dict[str, Any], streams: list[int]) -> list[str]:
    """Be as if started with this command, in this environment and folder.

    Parameters
    ----------
    request : dict
    streams : list of int
        See `receive`.

    Returns
    -------
    list of str
        The arguments of the kernel.

    Raises
    ------
    Refused
        If another program is wanted, or other packages are to be found.
    """
    command = request["command"]
    if command[: len(LAUNCHER)] != LAUNCHER:
        raise Refused(f"Only {' '.join(LAUNCHER)} can be had by a fork.")
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
        os.close(stream)
    if site.ENABLE_USER_SITE:
        site.USER_BASE = site.USER_SITE = None  # were the parent's
        if Path(site.getusersitepackages()).is_dir():
            raise Refused("This user has packages of their own.")
    # What was read from the parent's environment, or is drawn by chance.
    time.tzset()
    tempfile.tempdir = None
    if "MPLBACKEND" in os.environ:
        matplotlib.use(os.environ["MPLBACKEND"])
    np.random.seed()  # noqa: NPY002
    if not jit.may_be_kept(compiled.train):
        reload(compiled)  # finds a folder that this user may write
    arguments = [str(word) for word in command[len(LAUNCHER) :]]
    sys.argv = ["ipykernel_launcher", *arguments]
    return arguments


def _end_with(process: int) -> None:
    """End at once when another process does, of which this is no child."""
    select.select([process], [], [])
    os._exit(1)
