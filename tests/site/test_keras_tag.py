"""What a page needs Keras for is tagged, and nothing else is."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from notebook_files import FOLDER, NOTEBOOKS, read
from website.pages import needs_keras

pytestmark = pytest.mark.skipif(
    "SITE" not in os.environ, reason="Takes some minutes: make test-site"
)
KERAS_FREE = Path(__file__).with_name("keras_free.py")


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_exactly_the_cells_that_fail_without_keras_are_tagged(page):
    done = subprocess.run(
        [sys.executable, KERAS_FREE, FOLDER / f"{page}.ipynb"],
        env=os.environ | {"PYTHONPATH": str(FOLDER.parent)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    failed = ast.literal_eval(done.stdout.splitlines()[-1])
    assert failed == [
        at for at, cell in enumerate(read(page).cells) if needs_keras(cell)
    ]
