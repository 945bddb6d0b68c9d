"""What the class's README says of machines is worked out as it says."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "classroom/README.md").read_text("utf-8")
SERVER = 0.13  # GB


def test_the_table_of_machines_follows_from_the_table_of_kernels():
    readme = (ROOT / "README.md").read_text("utf-8")
    row = re.search(r"^\| MB \|(.*)\|$", readme, re.MULTILINE)[1]
    sizes = dict(enumerate(map(int, row.split("|")), start=1))
    light = max(sizes[4], sizes[6]) / 1000
    heavy = max(sizes.values()) / 1000
    rows = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.M)
    assert [int(row[0]) for row in rows] == [10, 30, 100, 300]
    for learners, *said in [map(int, row) for row in rows]:
        expected = [
            learners * (SERVER + heavy), learners * (SERVER + light),
            max(2, learners * 0.09),
        ]  # fmt: skip
        for number, worked_out in zip(said, expected, strict=True):
            assert worked_out - 1 <= number <= 1.05 * worked_out + 1


def test_the_files_that_it_names_are_there():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", TEXT):
        assert (ROOT / "classroom" / target).exists()
