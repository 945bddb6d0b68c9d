"""The workflow for other machines: valid, safe, and about our commands."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml
from website.pages import BRANCH

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


def steps(workflow):
    """What the steps of a workflow run."""
    path = ROOT / ".github" / "workflows" / f"{workflow}.yml"
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return [
        step.get("run", "") for job in jobs.values() for step in job["steps"]
    ]


def test_the_site_that_is_published_is_that_of_make_site():
    assert any(run.startswith("make site") for run in steps("site"))
    assert any(
        f'/$GITHUB_REPOSITORY" {BRANCH}' in run for run in steps("site")
    )


def test_runs_every_command_of_the_readmes_start():
    runs = steps("course")
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
