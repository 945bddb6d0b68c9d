"""JupyterLab in the browser: JupyterLite, with Pyodide and the course."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path

from website import pyodide
from website.wheels import write_wheel

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
HEAD = HERE / "head.html"
EARLY = HERE / "early.mjs"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
WIDGETS = ("@jupyter-widgets/jupyterlab-manager", "anywidget")
SETTINGS = {  # of JupyterLab, as `make lab` has them
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
}


def build(cache: Path, work: Path, site: Path) -> None:
    """Build it into a folder.

    Parameters
    ----------
    cache : Path
        As `pyodide.fetch` has left it.
    work : Path
        An empty folder, with the pages in its folder `files`.
    site : Path
        Where to.
    """
    wheels = work / "wheels"
    wheels.mkdir()
    own = [
        _helpers(wheels),
        # IPython can complete names without Jedi, and is asked to.
        write_wheel(wheels, "jedi", "0", {}),
        *_of_the_kernel(cache, work),
    ]
    packages = pyodide.install(cache, work / "static" / "pyodide", own)
    _write(
        work / "jupyter-lite.json",
        {
            "jupyter-lite-schema-version": 0,
            "jupyter-config-data": {
                "appName": "Accuracy 0",
                "exposeAppInBrowser": True,
                "litePluginSettings": {
                    f"{KERNEL}:kernel": {
                        "disablePyPIFallback": True,
                        "loadPyodideOptions": {"packages": packages},
                    }
                },
            },
        },
    )
    _write(work / "overrides.json", SETTINGS)
    extensions = [
        *map(_extension, WIDGETS),
        _share(work) / KERNEL,
        HERE / "extension",
    ]
    _write(
        work / "jupyter_lite_config.json",
        {
            "LiteBuildConfig": {
                "apps": ["lab"],
                "contents": [str(work / "files")],
                "federated_extensions": list(map(str, extensions)),
                "ignore_sys_prefix": True,
                "no_sourcemaps": True,
                "no_unused_shared_packages": True,
                "output_dir": str(site),
            }
        },
    )
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core", "build"],
        cwd=work,
        env=os.environ | {"PYTHONPATH": str(work / "tools")},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"JupyterLite said\n{done.stdout}{done.stderr}")
    head = HEAD.read_text("utf-8")
    _replace(site / "lab" / "index.html", "<head>", f"<head>{head}")
    shutil.copy(EARLY, site)
    (worker,) = (site / "extensions" / KERNEL).glob("static/comlink.worker.*")
    python = site / "static" / "pyodide"
    (python / "worker.mjs").write_text(
        f'import "../../{worker.relative_to(site).as_posix()}";\n'
        f'import "./{pyodide.START.name}";\n',
        "utf-8",
    )
    # JupyterLite itself would name Pyodide's own module.
    url = "./static/pyodide/"
    names = (f"{url}{name}" for name in ("pyodide.mjs", pyodide.START.name))
    _replace(site / "jupyter-lite.json", *names)


def _helpers(folder: Path) -> Path:
    """The helpers of this checkout as a wheel."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = project["project"]
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in sorted((ROOT / "helpers").rglob("*.*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    return write_wheel(folder, project["name"], project["version"], files)


def _share(work: Path) -> Path:
    """Where the unpacked tools have their extensions."""
    (data,) = (work / "tools").glob("jupyterlite_pyodide_kernel-*.data")
    return data / "data" / "share" / "jupyter" / "labextensions"


def _of_the_kernel(cache: Path, work: Path) -> Iterable[Path]:
    """The wheels that the kernel brings along and always loads."""
    pyodide.unpack_tools(cache, work / "tools")
    wheels = _share(work) / KERNEL / "static" / "pypi"
    for name in ("ipykernel", "piplite", "pyodide_kernel"):
        yield from wheels.glob(f"{name}-*.whl")


def _extension(name: str) -> Path:
    """Where the environment has an extension of JupyterLab."""
    places = [Path(p, name) for p in jupyter_path("labextensions")]
    return next(place for place in places if place.is_dir())


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old} in {path.name}"
    path.write_text(text.replace(old, new), "utf-8")


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1), "utf-8")
