"""Imports run one way, and only some rooms know Keras."""

import pkgutil
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

import helpers

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sysconfig.get_path("scripts"), "lint-imports")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = PYPROJECT["tool"]["importlinter"]["contracts"]

# Each breaks one of the contracts: a module, and what it must not import.
FORBIDDEN = {
    "upwards": ("run", "helpers.engine"),
    "a figure that knows a page": ("drawing/live", "helpers.pages.metric"),
    "another page": ("pages/question/live", "helpers.pages.fixes.live"),
    "a page from what pages share": (
        "pages/shared/controls", "helpers.pages.metric.live",
    ),
    "the checkup on a page": ("pages/fixes/live", "helpers.checkup.report"),
    "a page in the checkup": ("checkup/case", "helpers.pages.shared.controls"),
    "a probe in the lab": ("checkup/lab/units", "helpers.checkup.probes.data"),
    "Keras in the engine": ("engine", "keras"),
    "TensorFlow on a page": ("pages/your_turn/picture", "tensorflow"),
}  # fmt: skip


def lint(folder):
    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


def test_the_contracts_are_kept():
    code, said = lint(ROOT)
    assert code == 0, said
    assert f"{len(CONTRACTS)} kept, 0 broken" in said


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_contracts_forbid(what, tmp_path):
    module, imported = FORBIDDEN[what]
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "helpers",
        tmp_path / "helpers",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    path = tmp_path / "helpers" / f"{module}.py"
    path.write_text(f"{path.read_text('utf-8')}\nimport {imported}\n", "utf-8")
    code, said = lint(tmp_path)
    assert code == 1, said
    assert f"helpers.{module.replace('/', '.')} -> {imported}" in said


def test_keras_is_imported_by_nobody_before_it_is_needed():
    modules = [
        module.name
        for module in pkgutil.walk_packages(helpers.__path__, "helpers.")
    ]
    assert {"helpers.keras_tools.start", "helpers.sliders"} <= set(modules)
    code = f"import {', '.join(modules)}, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()
    assert "numba" in loaded
    assert not {"keras", "tensorflow"} & set(loaded)


def test_the_readme_shows_the_order_that_is_checked():
    (layers,) = (
        c["layers"] for c in CONTRACTS if c["name"] == "Imports run one way"
    )
    rows = [re.findall(r"helpers\.(\w+)", layer) for layer in layers]
    order = "\n".join(" · ".join(row) for row in rows)
    assert f"```\n{order}\n```" in (ROOT / "README.md").read_text("utf-8")
