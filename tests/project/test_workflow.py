"""The workflow for other machines: valid, safe, and about our commands."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LINTERS = {
    "schema": "check-jsonschema --builtin-schema vendor.github-workflows",
    "safety": "zizmor --offline --no-progress --persona pedantic",
}


@pytest.mark.parametrize("name", LINTERS)
def test_linters_have_nothing_to_say(name):
    program, *options = LINTERS[name].split()
    program = Path(sysconfig.get_path("scripts"), program)
    done = subprocess.run(
        [program, *options, *WORKFLOWS],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_runs_every_command_of_the_readmes_start():
    assert len(WORKFLOWS) == 1
    jobs = yaml.safe_load(WORKFLOWS[0].read_text("utf-8"))["jobs"]
    runs = [
        step.get("run", "") for job in jobs.values() for step in job["steps"]
    ]
    readme = (ROOT / "README.md").read_text("utf-8")
    start = readme.partition("## Start")[2].partition("\n## ")[0]
    commands = [
        line.partition("#")[0].strip()
        for block in re.findall(r"^```\n(.*?)^```", start, re.M | re.S)
        for line in block.splitlines()
    ]
    assert {"make lab", "make test"} < set(commands)
    for command in commands:
        assert any(command in run for run in runs), command
