"""The types of the helpers, as `make lint` checks them."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def mypy(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


def test_the_types_are_right():
    code, said = mypy()
    assert code == 0, said


def test_no_function_is_without_types(tmp_path):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert settings["tool"]["mypy"]["packages"] == ["helpers"]
    module = tmp_path / "untyped.py"
    module.write_text("def double(x):\n    return 2 * x\n", "utf-8")
    config = f"--config-file={ROOT / 'pyproject.toml'}"
    code, said = mypy(config, str(module))
    assert code == 1 and "missing a type annotation" in said
