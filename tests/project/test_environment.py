"""One source of dependencies: pyproject.toml; the other files follow it."""

import ast
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import yaml
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
PYTHONS = ("3.11.9", "3.12.9", "3.13.2")


def declared():
    extras = PROJECT["optional-dependencies"].values()
    lines = PROJECT["dependencies"] + [line for e in extras for line in e]
    return [Requirement(line) for line in lines]


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
            for requirement in declared():
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
    assert pip == {"pip": ["-r requirements.txt", "-e ."]}
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


def test_what_the_helpers_import_is_declared():
    known = {canonicalize_name(r.name) for r in declared()}
    found = set()
    for path in (ROOT / "helpers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module.split(".")[0])
    foreign = found - set(sys.stdlib_module_names) - {"helpers"}
    foreign = {canonicalize_name(name) for name in foreign}
    assert {"numpy", "numba", "keras", "matplotlib"} <= foreign
    assert foreign <= known


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
