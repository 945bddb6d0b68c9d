"""Who asks for a kernel, and how a fork of root's becomes them."""

import ctypes
import os
import resource
import select
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SET_DUMPABLE, SET_NO_NEW_PRIVS = 4, 38  # of prctl(2)
CONTROL_GROUPS = Path("/sys/fs/cgroup")


class Refused(Exception):
    """Why there is no warm kernel: a sentence for the server's log."""


@dataclass(frozen=True)
class Peer:
    """Who is at the other end of a connection, as the system has it.

    Attributes
    ----------
    process, user, group : int
        As they were when it connected.
    """

    process: int
    user: int
    group: int

    @classmethod
    def of(cls, connection: socket.socket) -> Self:
        """Ask the system.

        Parameters
        ----------
        connection : socket

        Returns
        -------
        Peer
        """
        said = connection.getsockopt(
            socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")
        )
        return cls(*struct.unpack("iII", said))


def become(peer: Peer, process: int) -> None:
    """Take over what the system holds the peer to: user, limits, priority.

    Parameters
    ----------
    peer : Peer
    process : int
        A descriptor of its process.

    Raises
    ------
    Refused
        If it is confined by what a fork of the parent would not be, or has
        ended: its number may be that of another process by now.
    OSError
        If the parent may not do what is needed for it.
    """
    folder = Path("/proc", str(peer.process))
    if folder.stat().st_uid != peer.user:
        raise Refused("The process that asked is not its own user's.")
    if confinement(peer.process) != confinement(os.getpid()):
        raise Refused(
            "This server is kept apart from the parent of warm kernels (by "
            "namespaces, capabilities or filters), and so are its kernels."
        )
    os.setsid()
    Path("/proc/self/comm").write_text("ipykernel")
    enter_control_groups(peer.process)
    adjusted = (folder / "oom_score_adj").read_text()
    Path("/proc/self/oom_score_adj").write_text(adjusted)
    nice = os.getpriority(os.PRIO_PROCESS, peer.process)
    os.setpriority(os.PRIO_PROCESS, 0, nice)
    os.sched_setaffinity(0, os.sched_getaffinity(peer.process))
    said = status(peer.process)
    os.umask(int(said["Umask"], 8))
    groups = [*map(int, said["Groups"].split())]
    if set(groups) != set(os.getgroups()):
        os.setgroups(groups)
    os.setresgid(peer.group, peer.group, peer.group)
    os.setresuid(peer.user, peer.user, peer.user)
    for name in dir(resource):
        if name.startswith("RLIMIT_"):
            limit = getattr(resource, name)
            held_to = resource.prlimit(peer.process, limit)
            resource.setrlimit(limit, held_to)
    if said["NoNewPrivs"] == "1":
        _prctl(SET_NO_NEW_PRIVS, 1)
    _prctl(SET_DUMPABLE, 1)  # or its new user may not look at it
    if is_over(process):
        raise Refused("The process that asked has ended.")


def confinement(process: int) -> dict[str, object]:
    """What may hold a process in, and does not hold a fork for it.

    Parameters
    ----------
    process : int

    Returns
    -------
    dict
        Equal for processes that are confined alike.
    """
    folder = Path("/proc", str(process))
    root, said = (folder / "root").stat(), status(process)
    try:
        label = (folder / "attr" / "current").read_text()
    except OSError:  # no security module is there
        label = ""
    return {
        "namespaces": {at.name: at.readlink() for at in folder.glob("ns/*")},
        "root": (root.st_dev, root.st_ino),
        "label": label,
        "capabilities": said["CapBnd"],
        "filters": (said["Seccomp"], said.get("Seccomp_filters")),
    }


def status(process: int) -> dict[str, str]:
    """What the system says of a process.

    Parameters
    ----------
    process : int

    Returns
    -------
    dict of str to str
    """
    lines = Path("/proc", str(process), "status").read_text().splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name: said.strip() for name, _, said in pairs}


def enter_control_groups(process: int) -> None:
    """Go where a process is held to its limits of memory and others.

    Parameters
    ----------
    process : int

    Raises
    ------
    OSError
        If that is not allowed.
    """
    mine, theirs = (
        set(Path("/proc", name, "cgroup").read_text().splitlines())
        for name in ("self", str(process))
    )
    for group in theirs - mine:
        _, controllers, path = group.split(":", 2)
        # Version 2 has all controllers in one tree, alone or beside version 1.
        top = CONTROL_GROUPS / (controllers.removeprefix("name=") or "unified")
        if not top.is_dir():
            top = CONTROL_GROUPS
        (top / path[1:] / "cgroup.procs").write_text(str(os.getpid()))


def is_over(process: int) -> bool:
    """Whether a process has ended.

    Parameters
    ----------
    process : int
        Its descriptor.

    Returns
    -------
    bool
    """
    waiting = select.poll()
    waiting.register(process, select.POLLIN)
    return bool(waiting.poll(0))


def _prctl(option: int, value: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")
