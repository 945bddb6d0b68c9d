"""A hub for one class on one machine: `make class`.

To try it, everybody signs in with a name and no password, and only from this
machine. For a real class take another way to sign in and a spawner that keeps
learners apart and limits their memory: see README.md.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821

ROOT = Path(__file__).resolve().parents[1]
PLACE = Path(os.environ.get("CLASS_FOLDER", ROOT / "build" / "class"))
PROXY = ROOT / "build" / "hub" / "node_modules" / ".bin"
PORT = int(os.environ.get("CLASS_PORT", "8000"))  # and the two after it
LEARNERS = 30

# How long something may be idle, in seconds: a kernel, which needs up to
# 1 GB, and a learner's server, which needs a tenth of that. Both start anew
# by a click, and what was chosen is still there.
KERNEL_IDLE = 30 * 60
SERVER_IDLE = 2 * 60 * 60

# Learners, each with a folder of their own.
names = [f"learner{number:02}" for number in range(1, LEARNERS + 1)]
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allowed_users = set(names)
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(PLACE / "{username}")

# Each lands in their own copy of the first page.
c.Spawner.cmd = [sys.executable, "-m", "helpers.singleuser"]
c.Spawner.args = [
    f"--MappingKernelManager.cull_idle_timeout={KERNEL_IDLE}",
    "--MappingKernelManager.cull_interval=60",
    "--MappingKernelManager.cull_connected=True",  # a tab that is forgotten
]
c.Spawner.environment = {"PYTHONPATH": str(ROOT)}

# Kernels share what they import; without this each has all of it for itself.
WARM = sys.platform == "linux" and os.environ.get("CLASS_WARM") != "0"
SOCKET = str(PLACE / "warm")
parent = {
    "name": "warm",
    "command": [sys.executable, "-m", "helpers.warm", SOCKET],
    "cwd": "/",
    "environment": {"PYTHONPATH": str(ROOT)},
}
if WARM:
    c.Spawner.environment |= {
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "accuracy-zero-warm",
        "ACCURACY_ZERO_WARM": SOCKET,
    }

# A class comes at once: nobody is sent away, and the last may wait.
c.JupyterHub.concurrent_spawn_limit = LEARNERS
c.Spawner.start_timeout = c.Spawner.http_timeout = 180

# The installation is shared; spawners that can will hold to these.
c.Spawner.mem_limit = "2G"
c.Spawner.cpu_limit = 2

# Servers that nobody uses end.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *(sys.executable, "-m", "jupyterhub_idle_culler"),
            f"--timeout={SERVER_IDLE}",
        ],
    },
    *([parent] if WARM else []),
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers",
                   "delete:servers"],
        "services": ["idle-culler"],
    }
]  # fmt: skip

# This machine only; what the hub writes is in one folder.
PLACE.mkdir(parents=True, exist_ok=True)
c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{PORT + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"
c.ConfigurableHTTPProxy.command = [
    os.environ.get("CLASS_PROXY", str(PROXY / "configurable-http-proxy"))
]
c.ConfigurableHTTPProxy.pid_file = str(PLACE / "proxy.pid")
c.JupyterHub.db_url = f"sqlite:///{PLACE / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(PLACE / "cookie_secret")
