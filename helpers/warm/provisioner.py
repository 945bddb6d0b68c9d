"""How a Jupyter server gets a warm kernel."""

import asyncio
import json
import os
import select
import signal
import socket
import weakref
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from helpers.warm.address import LENGTH, VARIABLE, reachable
from helpers.warm.peer import Peer

PATIENCE = 60  # s: a parent that has just started imports for some
LONGEST = 1 << 16  # bytes of an answer


class WarmProvisioner(LocalProvisioner):
    """Has kernels forked by a parent, see `helpers.warm.parent`.

    Without a parent, or for a kernel that it cannot fork, as ever.
    """

    process: Any
    pid: Any
    pgid: Any
    cwd: Any

    async def launch_kernel(
        self, cmd: list[str], **kwargs: Any
    ) -> KernelConnectionInfo:
        """Start a kernel, a warm one if it can be had.

        Parameters
        ----------
        cmd : list of str
        **kwargs
            Of a process: `env`, `cwd` and others.

        Returns
        -------
        dict
            How to connect to it.
        """
        path = os.environ.get(VARIABLE)
        folder = str(kwargs.get("cwd") or Path.cwd())
        if path is None:
            return await super().launch_kernel(cmd, **kwargs)
        try:
            options = self._scrub_kwargs(kwargs)
            if self.kernel_spec.env or options.keys() - {"env", "cwd"}:
                raise OSError("It is to be started with options of its own.")
            kernel = await asyncio.to_thread(
                ask, Path(path), cmd, kwargs["env"], folder
            )
        except (OSError, ValueError, LookupError) as error:
            self.log.warning("This kernel shares nothing: %s", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.cwd = kernel, folder
        self.pid = self.pgid = kernel.pid
        return self.connection_info


class WarmKernel:
    """A process that is no child of this one, much as `subprocess.Popen`.

    Parameters
    ----------
    pid : int
    descriptor : int
        Of the process (pidfd).

    Attributes
    ----------
    returncode : int or None
        255 when it has ended; how, its parent alone is told.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._descriptor = descriptor
        self._close = weakref.finalize(self, os.close, descriptor)

    def poll(self) -> int | None:
        """Whether it has ended: the exit code, or None."""
        return self._wait(0)

    def wait(self) -> int | None:
        """Wait until it has ended."""
        return self._wait(None)

    def _wait(self, milliseconds: int | None) -> int | None:
        if self.returncode is None:
            waiting = select.poll()
            waiting.register(self._descriptor, select.POLLIN)
            if waiting.poll(milliseconds):
                self.returncode = 255
                self._close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._descriptor, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def ask(
    path: Path, command: list[str], environment: dict[str, str], folder: str
) -> WarmKernel:
    """Ask the parent for a kernel.

    Parameters
    ----------
    path : Path
        Of its socket.
    command : list of str
    environment : dict of str to str
    folder : str

    Returns
    -------
    WarmKernel

    Raises
    ------
    OSError
        If there is no parent, or it has no kernel for this one.
    ValueError
        If it answers nonsense.
    """
    request = {
        "command": command, "environment": environment, "folder": folder,
    }  # fmt: skip
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(PATIENCE)
        with reachable(path) as address:
            connection.connect(address)
        if Peer.of(connection).user not in (0, os.getuid()):
            raise OSError("The parent of warm kernels is somebody else's.")
        data = json.dumps(request).encode()
        socket.send_fds(connection, [LENGTH.pack(len(data))], [1, 2])
        connection.sendall(data)
        answer, processes, _, _ = socket.recv_fds(connection, LONGEST, 1)
        said = json.loads(answer or b"{}")
        if not processes:
            raise OSError(said.get("refused", "The parent did not answer."))
        kernel = WarmKernel(said["process"], processes[0])
        connection.sendall(b"!")
    return kernel
