"""What the class's README says of machines is worked out as it says."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "classroom/README.md").read_text("utf-8")
SERVER = 130  # MB
CORES = 0.1  # of a learner at work
LOAD = r"^\| \d+ \| (\d\d) \| .* \| (\d+) MB \| (\d+) MB \|$"  # of forks


def test_the_table_of_machines_follows_from_the_other_two():
    readme = (ROOT / "README.md").read_text("utf-8")
    row = re.search(r"^\| MB \|(.*)\|$", readme, re.MULTILINE)[1]
    sizes = dict(enumerate(map(int, row.split("|")), start=1))
    light = max(sizes[4], sizes[6])
    loads = [map(int, row) for row in re.findall(LOAD, TEXT, re.MULTILINE)]
    forks = {page: (kernel, once) for page, kernel, once in loads}
    shared = max(once for _, once in forks.values())
    heavy_fork, light_fork = max(forks[1], forks[5])[0], forks[6][0]
    rows = re.findall(r"^\|((?: \d+ \|){6})$", TEXT, re.MULTILINE)
    rows = [[int(cell) for cell in row.split("|")[:-1]] for row in rows]
    assert [row[0] for row in rows] == [10, 30, 100, 300]
    for learners, *said in rows:
        expected = [
            (once + learners * (SERVER + kernel)) / 1000
            for once, kernel in (
                (shared, heavy_fork), (shared, light_fork),
                (0, max(sizes.values())), (0, light),
            )
        ]  # fmt: skip
        expected.append(max(2, learners * CORES))
        for number, worked_out in zip(said, expected, strict=True):
            assert worked_out - 1 <= number <= 1.05 * worked_out + 1


def test_the_files_that_it_names_are_there():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", TEXT):
        assert (ROOT / "classroom" / target).exists()
