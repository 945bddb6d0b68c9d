"""One source of dependencies: pyproject.toml; the other files follow it."""

import ast
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
PLATFORMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix",
              "platform_machine": "x86_64"},
    "windows": {"sys_platform": "win32", "os_name": "nt",
                "platform_machine": "AMD64"},
    "macos": {"sys_platform": "darwin", "os_name": "posix",
              "platform_machine": "arm64"},
}  # fmt: skip
PYTHONS = ("3.11.9", "3.12.9", "3.13.2", "3.14.2")


EXTRAS = PROJECT["optional-dependencies"]
ALWAYS = Marker("python_version >= '3'")
PLACES = sorted((ROOT / "tests" / "places").glob("*.txt"))


def declared(*extras):
    lines = PROJECT["dependencies"] + [x for e in extras for x in EXTRAS[e]]
    return [Requirement(line) for line in lines]


def names(requirements):
    return {canonicalize_name(r.name) for r in requirements}


def pins():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip()]


def test_every_pin_is_exact():
    for pin in pins():
        assert re.fullmatch(r"==[\w.!+]+", str(pin.specifier)), pin


def test_every_declared_package_is_pinned_once_within_its_range():
    for platform in PLATFORMS.values():
        for python in PYTHONS:
            here = platform | {
                "python_version": python.rpartition(".")[0],
                "python_full_version": python,
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
            }
            chosen = {}
            for pin in pins():
                if pin.marker is None or pin.marker.evaluate(here):
                    name = canonicalize_name(pin.name)
                    assert name not in chosen, f"{name} pinned twice: {here}"
                    chosen[name] = next(iter(pin.specifier)).version
            for requirement in declared(*EXTRAS):
                if not (requirement.marker or ALWAYS).evaluate(here):
                    continue
                name = canonicalize_name(requirement.name)
                assert name in chosen, f"{name} is not pinned: {here}"
                assert requirement.specifier.contains(chosen[name]), name


def test_no_file_names_an_address_to_install_from():
    for name in ("requirements.txt", "environment.yml", "pyproject.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "index-url" not in text.replace("--no-emit-index-url", "")


def test_conda_installs_the_same_versions_and_nothing_else():
    *packages, pip = ENVIRONMENT["dependencies"]
    python = next(p for p in packages if p.startswith("python"))
    assert sorted(packages) == sorted([python, "pip"])
    assert pip == {"pip": ["-c requirements.txt", "-e .[lab,keras]"]}
    assert ENVIRONMENT["channels"] == ["conda-forge"]


def test_condas_python_is_one_that_the_project_supports():
    (python,) = (
        p for p in ENVIRONMENT["dependencies"] if str(p).startswith("python=")
    )
    version = python.removeprefix("python=")
    supported = Requirement(f"x{PROJECT['requires-python']}").specifier
    assert re.fullmatch(r"3\.\d+", version)
    assert supported.contains(f"{version}.0")
    assert all(supported.contains(v) for v in PYTHONS)


def test_the_running_environment_is_the_pinned_one():
    for pin in pins():
        if pin.marker is None or pin.marker.evaluate():
            assert pin.specifier.contains(version(pin.name)), pin.name


def imported(path):
    """The packages that a module imports, other than Python's and ours."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.split(".")[0])
    foreign = found - set(sys.stdlib_module_names) - {"helpers"}
    return {canonicalize_name(name) for name in foreign}


def test_what_the_helpers_import_is_declared():
    """In the core; in an extra only what one part of the course asks for."""
    paths = {path: imported(path) for path in (ROOT / "helpers").rglob("*.py")}
    foreign = set().union(*paths.values())
    assert {"numpy", "numba", "keras", "matplotlib"} <= foreign
    core = names(declared())
    assert foreign - core == {
        *("keras", "tensorflow", "jupyter-server", "isal"),
        *("ipykernel", "jupyter-client"),
    }
    assert foreign <= names(declared("keras", "lab"))
    for path, packages in paths.items():
        if "jupyter-server" in packages:
            assert path.name == "server.py"
        if packages & {"ipykernel", "jupyter-client"}:
            assert path.parent.name == "warm"
        if "isal" in packages:
            assert "except ImportError:" in path.read_text("utf-8")


def test_no_extra_asks_again_for_what_the_core_has():
    for extra in EXTRAS:
        asked = [*map(Requirement, EXTRAS[extra])]
        assert not names(asked) & names(declared())


@pytest.mark.parametrize("place", PLACES, ids=lambda path: path.stem)
def test_a_plain_installation_is_content_with_what_a_place_has(place):
    """What `make places` tries with pip, asked of the ranges alone."""
    has = {
        canonicalize_name(r.name): next(iter(r.specifier)).version
        for r in map(Requirement, place.read_text("utf-8").splitlines())
    }
    for requirement in declared("keras"):
        name = canonicalize_name(requirement.name)
        assert requirement.specifier.contains(has[name]), name


def test_what_the_helpers_read_is_installed_with_them():
    data = PYPROJECT["tool"]["setuptools"]["package-data"]
    installed = {
        path
        for package, patterns in data.items()
        for pattern in patterns
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    assert installed == {
        path
        for path in (ROOT / "helpers").rglob("*.*")
        if path.is_file()
        and path.suffix != ".py"
        and "__pycache__" not in path.parts
    }
