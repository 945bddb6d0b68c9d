"""What was chosen on page 01 is there again when it is opened anew."""

import json
import os

from notebook_files import FOLDER

from helpers.exercises import REVEALS
from helpers.lab import make_copies
from helpers.pages.shared import answers

PAGE = "01_the_question.ipynb"
QUESTION, OPTIONS = next(iter(REVEALS.items()))
OPTION = list(OPTIONS)[1]
TOLD = "([element, text]) => element.innerText === text"


def test_a_choice_is_there_in_the_next_kernel(lab, lab_page):
    make_copies([FOLDER / PAGE], lab.root / "my")
    said = OPTIONS[OPTION].replace("*", "")

    def ask():
        lab_page.open(f"my/{PAGE}")
        lab_page.start_cell(f'"{QUESTION}"')
        lab_page.settle()
        root = lab_page.figure(f'"{QUESTION}"').root
        return root, root.locator("[role=status]").element_handle()

    root, reveal = ask()
    kernel = lab_page.ask_kernel("__import__('os').getpid()")
    assert reveal.inner_text() == ""
    root.get_by_role("button", name=OPTION, exact=True).click()
    lab_page.wait_until(TOLD, [reveal, said])
    _, reveal = ask()
    assert lab_page.ask_kernel("__import__('os').getpid()") != kernel
    lab_page.wait_until(TOLD, [reveal, said])
    kept = json.loads((lab.root / "my" / answers.NAME).read_text("utf-8"))
    (entry,) = kept["questions"].values()
    assert [one["choice"] for one in entry["tries"]] == [OPTION]
    # The pages of the course themselves leave no file behind.
    assert answers.NAME not in os.listdir(lab.root)
    assert lab_page.error_outputs() == [] == lab_page.console_errors
