"""Warm kernels: as good as others, a third of the memory, and safe."""

import json
import os
import re
import select
import socket
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

if sys.platform != "linux":
    pytest.skip("Warm kernels are for Linux.", allow_module_level=True)

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from helpers.warm import parent as warm_parent
from helpers.warm.address import LENGTH, VARIABLE, reachable
from helpers.warm.kernel import LARGEST, LAUNCHER
from helpers.warm.peer import Peer
from helpers.warm.provisioner import WarmProvisioner, ask

ROOT = Path(__file__).parents[2]
PROVISIONER = "accuracy-zero-warm"
STARTING = 120  # s; only what fails waits so long
SECRET = uuid.uuid4().hex
NOBODY = 65534
FILE = "-f", "{connection_file}"
TRAIN = """
import numpy as np
from helpers.keras_tools import load_keras

keras = load_keras()
x = np.arange(999.0).reshape(-1, 1)
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(128, "relu"),
                          keras.layers.Dense(1)])
model.compile(loss="mse", optimizer="sgd", metrics=["accuracy"])
model.fit(x, 2 * x, batch_size=100, epochs=3, validation_split=0.2, verbose=0)
print(len(model.history.history["loss"]))
"""
needs_keras = pytest.mark.skipif(
    find_spec("tensorflow") is None, reason="This Python has no TensorFlow."
)
needs_root = pytest.mark.skipif(
    os.getuid() != 0, reason="Only root can be somebody else."
)


def wait_until(done, what, seconds=STARTING):
    until = time.monotonic() + seconds
    while not (found := done()):
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return found


@contextmanager
def serve_parent(folder):
    """A parent in a folder whose name is longer than an address may be."""
    place = folder / f"Übungen 课 {'lang ' * 20}"
    place.mkdir()
    place.chmod(0o755)
    path = place / "warm"
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers.warm", path],
        env=os.environ | {"JUPYTERHUB_API_TOKEN": SECRET},
        cwd="/",
    )
    try:
        wait_until(path.exists, "the socket of the parent")
        yield process, path
    finally:
        process.kill()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def parent(tmp_path_factory):
    folder = tmp_path_factory.mktemp("warm")
    for outer in (folder, folder.parent, folder.parent.parent):
        outer.chmod(0o755)  # so that another user reaches the socket
    with serve_parent(folder) as (process, path):
        yield process.pid, path


@dataclass
class Kernel:
    """A kernel and its client."""

    manager: KernelManager
    client: object

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def ask(self, code, seconds=STARTING):
        """Run code, and collect what it prints and shows."""
        printed, shown = [], []

        def note(message):
            content = message["content"]
            printed.append(content.get("text", ""))
            shown.append(content.get("data", {}))

        reply = self.client.execute_interactive(
            code, timeout=seconds, output_hook=note, allow_stdin=False
        )["content"]
        assert reply["status"] == "ok", "\n".join(reply["traceback"])
        return "".join(printed).strip(), [data for data in shown if data]


@contextmanager
def start_kernel(**options):
    manager = KernelManager()
    manager.start_kernel(**options)
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=STARTING)
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture
def warm(parent, monkeypatch):
    """As a server of the hub that has this parent."""
    monkeypatch.setenv(VARIABLE, str(parent[1]))
    monkeypatch.setattr(
        "jupyter_client.provisioning.KernelProvisionerFactory."
        "default_provisioner_name",
        PROVISIONER,
    )
    return parent[0]


@pytest.fixture
def kernel(warm):
    with start_kernel() as kernel:
        assert psutil.Process(kernel.pid).ppid() == warm
        yield kernel


def test_jupyter_finds_the_provisioner():
    (found,) = entry_points(
        group="jupyter_client.kernel_provisioners", name=PROVISIONER
    )
    assert found.load() is WarmProvisioner


def test_the_parent_has_no_other_thread(kernel, warm):
    # Those of OpenBLAS end with the first fork, and come back when needed.
    assert psutil.Process(warm).num_threads() == 1


ALIKE = """
import os, resource, signal, sys, tempfile, threading
import matplotlib
print(os.getcwd(), tempfile.gettempdir(), sys.path, sys.argv[1:])
print(sorted(os.environ.items() - [("JPY_PARENT_PID", str(os.getppid()))]))
print([signal.getsignal(n) for n in (2, 13, 15, 17)], sys.stdin.read())
print(os.getsid(0) == os.getpid(), os.getresuid(), os.getgroups())
print(threading.active_count())
print(resource.getrlimit(resource.RLIMIT_NOFILE), os.sched_getaffinity(0))
print(matplotlib.get_backend())
with open("/proc/self/status") as file:
    print([line for line in file if line.startswith(
        ("Umask", "Sig", "Cap", "NoNewPrivs", "Seccomp"))])
"""


def test_a_kernel_is_as_if_it_was_started(warm, tmp_path, monkeypatch):
    environment = os.environ | {"MINE": "ü", "TMPDIR": str(tmp_path)}
    options = {"cwd": str(tmp_path), "env": environment}
    with start_kernel(**options) as kernel:
        file = kernel.manager.connection_file
        mine = kernel.ask(ALIKE)[0].replace(file, "file").splitlines()
        process = psutil.Process(kernel.pid)
        assert process.name() == "ipykernel"
        assert SECRET not in str(process.environ())
    monkeypatch.delenv(VARIABLE)
    options["env"] = environment
    with start_kernel(**options) as kernel:
        file = kernel.manager.connection_file
        ordinary = kernel.ask(ALIKE)[0].replace(file, "file").splitlines()
    assert mine == ordinary


@needs_keras
def test_it_trains_a_keras_model_and_writes_no_line_of_a_log(kernel):
    assert kernel.ask(TRAIN) == ("3", [])


@needs_keras
def test_it_takes_less_than_half_of_what_its_own_would(kernel, monkeypatch):
    def own():
        return psutil.Process(kernel.pid).memory_full_info().uss

    kernel.ask(TRAIN)
    shared = own()
    monkeypatch.delenv(VARIABLE)
    with start_kernel() as kernel:
        kernel.ask(TRAIN)
        assert shared < own() / 2


def test_it_is_interrupted_and_restarted(kernel):
    sent = kernel.client.execute("import time\nmine = 1\ntime.sleep(600)")
    time.sleep(1)
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=30)
    while reply["parent_header"].get("msg_id") != sent:
        reply = kernel.client.get_shell_msg(timeout=30)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    before = kernel.pid
    assert kernel.ask("print(mine)")[0] == "1"
    kernel.manager.restart_kernel()
    kernel.client.wait_for_ready(timeout=STARTING)
    assert kernel.pid != before
    wait_until(lambda: not psutil.pid_exists(before), "its end", 10)
    assert kernel.ask("print('mine' in globals())")[0] == "False"


def test_who_manages_it_sees_that_it_has_died(kernel):
    assert kernel.manager.is_alive()
    os.kill(kernel.pid, 9)
    wait_until(lambda: not kernel.manager.is_alive(), "it has died", 10)
    process = kernel.manager.provisioner.process
    assert process.poll() == process.wait() == 255
    process.kill()  # hits nobody


def test_it_ends_when_it_is_told(kernel):
    pid = kernel.pid
    kernel.manager.shutdown_kernel()
    assert not kernel.manager.has_kernel
    wait_until(lambda: not psutil.pid_exists(pid), "that it is gone", 10)


SERVER = """
import os, sys, time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(startup_timeout=120)
print(manager.provisioner.pid, flush=True)
client.execute_interactive(
    sys.stdin.readline().encode().decode("unicode_escape"),
    timeout=120, allow_stdin=False,
    output_hook=lambda m: print(m["content"].get("text", ""), end=""))
print("done", flush=True)
sys.stdin.readline()
manager.shutdown_kernel(now=True)
"""


@contextmanager
def serve_elsewhere(path, code="", command=(), environment=(), **options):
    """A process of its own with a kernel, as a server of the hub.

    Yields
    ------
    Popen, int, str
        The process, that of the kernel, and what the code printed there.
    """
    process = subprocess.Popen(
        [*command, sys.executable, "-c", SERVER],
        env=os.environ
        | {
            VARIABLE: str(path),
            "JUPYTER_DEFAULT_PROVISIONER_NAME": PROVISIONER,
        }
        | dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )
    try:
        pid = int(_line(process))
        process.stdin.write(code.encode("unicode_escape").decode() + "\n")
        process.stdin.flush()
        said = []
        while (line := _line(process)) != "done":
            said.append(line)
        yield process, pid, said
    finally:
        with suppress(subprocess.TimeoutExpired, BrokenPipeError):
            process.communicate("\n", timeout=30)
        process.kill()
        process.wait(timeout=30)


def _line(process):
    assert select.select([process.stdout], [], [], STARTING)[0], "no answer"
    line = process.stdout.readline()
    assert line, "it ended"
    return line.strip()


def test_it_ends_with_its_server(parent):
    pid, path = parent
    with serve_elsewhere(path) as (server, kernel, _):
        assert psutil.Process(kernel).ppid() == pid
        server.kill()
        wait_until(lambda: not psutil.pid_exists(kernel), "its end", 15)


@needs_keras
def test_two_kernels_have_different_random_numbers(warm):
    code = (
        "import random, tempfile, uuid\nimport numpy as np\n"
        "from helpers.keras_tools import load_keras\n"
        "keras = load_keras()\nimport tensorflow as tf\n"
        "print(random.random(), np.random.rand(), uuid.uuid4(),\n"
        "  uuid.uuid1(), np.random.default_rng().random(),\n"
        "  tempfile.mktemp(),\n"
        "  float(keras.random.normal(())), float(tf.random.normal(())),\n"
        "  float(keras.layers.Dense(1)(np.ones((1, 1)))[0, 0]), sep='|')"
    )
    with start_kernel() as one, start_kernel() as other:
        assert one.pid != other.pid
        pairs = zip(
            *(k.ask(code)[0].split("|") for k in (one, other)), strict=True
        )
        assert [pair for pair in pairs if len(set(pair)) == 1] == []


def test_figures_are_drawn_and_widgets_come_back(kernel):
    _, shown = kernel.ask("from helpers import sliders\nsliders.question()")
    assert any("image/png" in data for data in shown)
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    _, shown = kernel.ask(plot)
    assert any("image/png" in data for data in shown)
    # A page that is loaded once more asks what widgets there are.
    comm = {
        "comm_id": uuid.uuid4().hex,
        "target_name": "jupyter.widget.control",
        "data": {},
    }
    header = {"metadata": {"version": "1.0.0"}}
    session, channel = kernel.client.session, kernel.client.shell_channel
    session.send(channel.socket, "comm_open", comm, **header)
    ask = {
        "comm_id": comm["comm_id"],
        "data": {"method": "request_states"},
    }
    session.send(channel.socket, "comm_msg", ask)
    while True:
        message = kernel.client.get_iopub_msg(timeout=30)
        data = message["content"].get("data", {})
        if data.get("method") == "update_states":
            assert len(data["states"]) > 10
            return


def test_what_works_in_threads_does_so_after_a_fork(kernel):
    said, _ = kernel.ask(
        "import numba, numpy as np\n"
        "from dataclasses import replace\n"
        "from helpers import engine\n"
        "from helpers.experiment import QUESTION\n"
        "many = [replace(QUESTION, seed=seed) for seed in range(64)]\n"
        "print(len(list(engine.train_many(many))))\n"
        "a = np.ones((900, 900))\n"
        "print((a @ a)[0, 0])\n"
        "@numba.njit(parallel=True)\n"
        "def total(n):\n"
        "    t = 0\n"
        "    for i in numba.prange(n):\n"
        "        t += i\n"
        "    return t\n"
        "print(total(100))"
    )
    assert said.split() == ["64", "900.0", "4950"]


def memory(process):
    """What a process could read of its own memory, in pieces."""
    maps = Path(f"/proc/{process}/maps").read_text().splitlines()
    with open(f"/proc/{process}/mem", "rb") as file:
        for line in maps:
            span, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(n, 16) for n in span.split("-"))
                file.seek(start)
                with suppress(OSError):
                    yield file.read(end - start)


def test_what_a_learner_or_the_hub_has_told_is_in_no_other_kernel(warm):
    token = uuid.uuid4().hex
    with start_kernel(env=os.environ | {"TOKEN": token}) as one:
        one.ask(f"mine = {token!r}")
        assert any(token.encode() in part for part in memory(one.pid))
    with start_kernel() as other:
        for part in memory(other.pid):
            assert token.encode() not in part
            assert SECRET.encode() not in part


# Whatever comes in place of a request.

REQUEST = {"command": [*LAUNCHER, "-f", "x"], "environment": {}, "folder": "/"}


def framed(content):
    data = (
        content if isinstance(content, bytes) else json.dumps(content).encode()
    )
    return LENGTH.pack(len(data)) + data


HOSTILE = {
    "nothing": b"",
    "a piece of a length": b"\0",
    "too long": LENGTH.pack(LARGEST + 1) + b"{}",
    "cut off": framed(REQUEST)[:-9],
    "no JSON": framed(b"\xff\xfe"),
    "deep": framed(b"[" * 100_000),
    "a number": framed(1),
    "no command": framed({}),
    "a word for a command": framed(REQUEST | {"command": "rm"}),
    "another program": framed(REQUEST | {"command": ["/bin/sh", "-c", "id"]}),
    "another module": framed(
        REQUEST | {"command": [sys.executable, "-m", "this"]}
    ),
    "an environment of numbers": framed(REQUEST | {"environment": {"A": 1}}),
    "a list for an environment": framed(REQUEST | {"environment": [1]}),
    "a variable with a zero": framed(REQUEST | {"environment": {"A": "\0"}}),
    "a name with =": framed(REQUEST | {"environment": {"A=B": "1"}}),
    "no such folder": framed(REQUEST | {"folder": "/nowhere"}),
    "a folder of none": framed(REQUEST | {"folder": None}),
}


@contextmanager
def connected(path):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        with reachable(path) as address:
            connection.connect(address)
        yield connection


@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_request_gets_no_kernel(parent, sent):
    pid, path = parent
    with connected(path) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = json.loads(connection.recv(1 << 16))
    assert answer.keys() == {"refused"}
    assert psutil.pid_exists(pid)


def test_who_does_not_take_a_kernel_leaves_none_behind(parent):
    pid, path = parent
    for last_word in (b"", None):
        with connected(path) as connection:
            connection.sendall(framed(REQUEST))
            if last_word is not None:
                assert "process" in json.loads(connection.recv(1 << 16))
    wait_until(lambda: not psutil.Process(pid).children(), "no kernel", 30)


def test_who_says_nothing_is_in_nobodys_way(parent, warm):
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(connected(parent[1]))
        with start_kernel() as kernel:
            assert psutil.Process(kernel.pid).ppid() == warm
    wait_until(lambda: not psutil.Process(warm).children(), "no kernel", 30)


def test_root_gives_another_user_so_many(monkeypatch):
    theirs = dict.fromkeys(range(warm_parent.MOST), 1000)
    for user, mine, allowed in [
        (1000, 0, False), (1001, 0, True), (0, 0, True), (1000, 1000, True),
        (1001, 1000, False), (0, 1000, False),
    ]:  # fmt: skip
        monkeypatch.setattr("os.getuid", lambda mine=mine: mine)
        peer = Peer(process=1, user=user, group=user)
        assert warm_parent.may_have_one(peer, theirs) == allowed


# Without a warm kernel there is an ordinary one.


def starts_its_own(caplog, manager, why):
    manager.start_kernel()
    try:
        assert psutil.Process(manager.provisioner.pid).ppid() == os.getpid()
        assert why in caplog.text
    finally:
        manager.shutdown_kernel(now=True)


def test_without_a_parent_a_kernel_starts_as_ever(
    warm, monkeypatch, tmp_path, caplog
):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nobody"))
    starts_its_own(caplog, KernelManager(), "shares nothing")
    (tmp_path / "nobody").touch()
    starts_its_own(caplog, KernelManager(), "shares nothing")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"env": {"KERAS_BACKEND": "jax"}}, "options of its own"),
        ({"argv": [sys.executable, "-s", *LAUNCHER[1:], *FILE]}, "by a fork"),
    ],
)
def test_another_kind_of_kernel_starts_as_ever(warm, caplog, changes, why):
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(
        **{
            "argv": [*LAUNCHER, *FILE],
            "display_name": "",
            "language": "python",
        }
        | changes
    )
    starts_its_own(caplog, manager, why)


# The parent itself.


def test_it_does_not_start_where_somebody_may_have_laid_code():
    told = subprocess.run(
        [sys.executable, "-m", "helpers.warm", "warm"],
        cwd=ROOT, timeout=60, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, "Start it in /" in told.stderr) == (2, True)


def test_it_ends_with_who_started_it_and_leaves_its_kernels(tmp_path):
    path = tmp_path / "warm"
    start = (
        "import subprocess, sys, time\n"
        "command = [sys.executable, '-m', 'helpers.warm', sys.argv[1]]\n"
        "print(subprocess.Popen(command, cwd='/').pid, flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", start, path], stdout=subprocess.PIPE
    ) as starter:
        pid = int(starter.stdout.readline())
        wait_until(path.exists, "the socket of the parent")
        with serve_elsewhere(path) as (_, kernel, _):
            starter.kill()
            wait_until(lambda: not psutil.pid_exists(pid), "its end", 15)
            assert psutil.pid_exists(kernel)
            # The next one takes its place.
            process = subprocess.Popen(
                [sys.executable, "-m", "helpers.warm", path], cwd="/"
            )
            try:
                next_one = ask_again(path)
                next_one.kill()
            finally:
                process.kill()
                process.wait(timeout=30)


def ask_again(path):
    def try_it():
        with suppress(OSError):  # it is the old one's socket, perhaps
            return ask(path, [*LAUNCHER, "-f", "x"], dict(os.environ), "/")

    return wait_until(try_it, "the next parent")


# Of root: every learner is a user of their own.


@pytest.fixture
def nobody(tmp_path):
    """How to start a process of another user, who can read the course."""
    options = {"user": NOBODY, "group": NOBODY, "extra_groups": [NOBODY - 1]}
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    for outer in tmp_path.parents[:2]:  # which pytest made
        outer.chmod(0o755)
    tmp_path.chmod(0o755)
    try:
        subprocess.run(
            [sys.executable, "-c", "import helpers.warm.kernel"],
            env=os.environ | {"HOME": str(home)},
            cwd=home, check=True, timeout=STARTING, **options,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("Another user cannot read this checkout.")
    return options | {"cwd": home, "environment": {"HOME": str(home)}}


@needs_root
def test_a_learners_kernel_is_the_learners(parent, nobody):
    code = (
        "import os, resource, tempfile\n"
        "from dataclasses import replace\n"
        "from helpers import engine\n"
        "from helpers.experiment import QUESTION\n"
        "print(os.getresuid(), os.getresgid(), os.getgroups())\n"
        "print(os.access('/etc/shadow', 4))\n"
        "print(os.getcwd() == os.environ['HOME'])\n"
        "print(resource.getrlimit(resource.RLIMIT_NOFILE), os.umask(0))\n"
        "print(os.nice(0), len(os.sched_getaffinity(0)))\n"
        "print(engine.train(replace(QUESTION, seed=3)).outcome)\n"
        "print(open('/proc/self/environ', 'rb').read(0))\n"
    )
    limits = ("prlimit", "--nofile=512:600", "nice", "-n", "3")
    with serve_elsewhere(
        parent[1], code, command=(*limits, "taskset", "-c", "0"),
        umask=0o027, **nobody,
    ) as (_, kernel, said):  # fmt: skip
        assert psutil.Process(kernel).ppid() == parent[0]
        assert said == [
            f"{(NOBODY,) * 3} {(NOBODY,) * 3} {[NOBODY - 1]}",
            "False",
            "True",
            f"(512, 600) {0o027}",
            "3 1",
            "dead",
            "b''",
        ]
    cached = Path(nobody["environment"]["HOME"], ".cache", "numba")
    assert not any(p.stat().st_uid == 0 for p in cached.rglob("*"))


@needs_root
def test_it_keeps_what_takes_rights_away_and_stays_out_of_what_it_cannot(
    parent, nobody
):
    pid, path = parent
    code = "print(open('/proc/self/status').read())"
    rights = ("setpriv", "--no-new-privs")
    with serve_elsewhere(path, code, rights, **nobody) as (_, kernel, said):
        assert psutil.Process(kernel).ppid() == pid
        assert "NoNewPrivs:\t1" in "\n".join(said)
    for command in (
        ("unshare", "--uts"),
        ("setpriv", "--bounding-set=-chown"),
    ):
        with serve_elsewhere(path, command=command) as (server, kernel, _):
            assert psutil.Process(kernel).ppid() == server.pid


@needs_root
def test_its_memory_is_counted_where_the_learners_is(parent, nobody):
    group = Path(f"/proc/{os.getpid()}/cgroup").read_text()
    found = re.search(r"^\d+:(memory)?:(/.*)$", group, re.M)
    tops = [Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")]
    top = next(t for t in tops if t.is_dir())
    folder = top / found[2][1:] / f"warm-{uuid.uuid4().hex}"
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("No control group can be made here.")
    try:
        enter = f'echo $$ > {folder}/cgroup.procs && exec "$@"'
        ids = f"--reuid={NOBODY}", f"--regid={NOBODY}"
        reuid = ("setpriv", *ids, "--clear-groups")
        others = ("environment", "cwd")
        with serve_elsewhere(
            parent[1], command=("sh", "-c", enter, "sh", *reuid),
            **{name: nobody[name] for name in others},
        ) as (server, kernel, _):  # fmt: skip
            assert psutil.Process(kernel).ppid() == parent[0]
            inside = (folder / "cgroup.procs").read_text().split()
            assert {str(server.pid), str(kernel)} <= {*inside}
    finally:
        wait_until(
            lambda: not (folder / "cgroup.procs").read_text(), "all out"
        )
        folder.rmdir()


@needs_root
def test_another_users_parent_gives_root_none(tmp_path, nobody):
    place = tmp_path / "theirs"
    place.mkdir()
    os.chown(place, NOBODY, NOBODY)
    path = place / "warm"
    ids = {n: nobody[n] for n in ("user", "group", "extra_groups")}
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers.warm", path],
        env=os.environ | nobody["environment"], cwd="/", **ids,
    )  # fmt: skip
    try:
        wait_until(path.exists, "the socket of the parent")
        with pytest.raises(OSError, match="somebody else's"):
            ask(path, [*LAUNCHER, "-f", "x"], {}, "/")
        assert process.poll() is None
    finally:
        process.kill()
        process.wait(timeout=30)
