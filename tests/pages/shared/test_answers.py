"""Answers are kept in a file of the learner's own, and never in ours."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from notebook_files import FOLDER

from helpers import exercises, lab
from helpers.exercises import PATIENT, REVEALS, TOPS_OUT, predict, self_test
from helpers.pages.shared import answers, memory

PAGE = "01_the_question.ipynb"
QUESTION, OPTIONS = next(iter(REVEALS.items()))
FIRST, SECOND, *_ = OPTIONS
OTHER = list(REVEALS)[1]
ANOTHER = next(iter(REVEALS[OTHER]))


@pytest.fixture
def my(tmp_path, monkeypatch):
    """A learner's folder, with the page that is open in this kernel."""
    lab.make_copies([FOLDER / PAGE], tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / PAGE))
    monkeypatch.setattr(answers, "_waiting", [])
    return tmp_path


def kept(folder):
    return json.loads((folder / answers.NAME).read_text("utf-8"))


def choose(option, question=QUESTION):
    asked = predict(question)
    asked._buttons[option].click()
    return asked


def test_a_choice_is_there_again_in_a_new_kernel(my):
    choose(SECOND)
    memory.forget()
    asked = predict(QUESTION)
    assert asked.choice == SECOND and asked._reveal.value
    choose(FIRST)  # it is committed
    entry = kept(my)["questions"][QUESTION]
    assert entry["options"] == list(OPTIONS)
    assert [a["choice"] for a in entry["tries"]] == [SECOND]
    assert entry["tries"][0]["time"].endswith("+00:00")


def test_the_first_lines_say_what_it_is_and_how_to_switch_it_off(my):
    choose(FIRST)
    text = (my / answers.NAME).read_text("utf-8").splitlines()
    assert "Nothing is sent" in text[1] and "write false" in text[1]
    assert text[2:4] == [' "keep": true,', ' "name": "",']


def test_switched_off_it_is_read_and_not_written(my):
    choose(FIRST)
    path = my / answers.NAME
    path.write_text(path.read_text("utf-8").replace("true", "false"), "utf-8")
    before = path.read_bytes()
    choose(ANOTHER, OTHER)
    exercises.check_fingerprint(0)
    assert path.read_bytes() == before
    memory.forget()
    assert predict(QUESTION).choice == FIRST


def test_nothing_is_kept_beside_the_pages_of_the_course(monkeypatch, tmp_path):
    """Nor where no Jupyter server opened the page, as in CI."""
    lab.make_copies([FOLDER / PAGE], tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    choose(FIRST)
    for name in (str(FOLDER / PAGE), "", "\n", str(tmp_path / "none.ipynb")):
        memory.forget()
        monkeypatch.setenv("JPY_SESSION_NAME", name)
        choose(FIRST)
    assert [path.name for path in tmp_path.iterdir()] == [PAGE]
    assert not (FOLDER / answers.NAME).exists()


def test_what_was_taken_back_stays_so(my):
    test = self_test()
    asked = test._asked[0]
    option = next(iter(asked._buttons))
    asked._buttons[option].click()
    memory.forget()
    again = self_test()
    assert again._asked[0].choice == option
    again._start_again()
    memory.forget()
    assert [asked.choice for asked in self_test()._asked] == [None] * 8
    tries = kept(my)["questions"][asked.question]["tries"]
    assert [a["choice"] for a in tries] == [option, None]
    assert list(kept(my)["questions"]) == [asked.question]


def test_tries_are_kept_and_what_is_no_try_is_not(my):
    for answer in (None, "nonsense", 0, 300.0, 100.0):
        exercises.check_fingerprint(answer)
    exercises.check_accuracy_inputs([0.5, 0, 0.5])
    exercises.check_repair(None)
    exercises.check_repair(replace(PATIENT, function="x²"))
    exercises.check_repair(replace(PATIENT, learning_rate=0.1, epochs=10))
    exercises.check_treatment(TOPS_OUT)
    exercises.check_treatment(replace(TOPS_OUT, epochs=10))
    tries = {
        name: [(a["answer"], a["right"]) for a in entry["tries"]]
        for name, entry in kept(my)["exercises"].items()
    }
    fingerprint = tries.pop("check_fingerprint")
    assert [answer for answer, _ in fingerprint] == ["0", "300", "100"]
    assert tries == {
        "check_accuracy_inputs": [("0, 0.5", True)],
        "check_repair": [("learning_rate=0.1, epochs=10", False)],
        "check_treatment: network 1": [("epochs=10", False)],
    }


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "[]", '{"keep": true}', "[" * 10**5, " " * 2 * 10**6],
    ids=lambda text: text[:9],
)
def test_a_file_that_was_broken_by_hand_is_left_alone(my, text, capfd):
    (my / answers.NAME).write_text(text, "utf-8")
    choose(FIRST)
    assert (my / answers.NAME).read_text("utf-8") == text
    assert predict(QUESTION).choice == FIRST  # in this kernel
    memory.forget()
    assert predict(QUESTION).choice is None
    assert capfd.readouterr() == ("", "")


def test_entries_that_were_broken_by_hand_are_no_reason_to_stop(my):
    choose(FIRST)
    broken = kept(my)
    broken["questions"][QUESTION] = {"tries": 1}
    (my / answers.NAME).write_text(json.dumps(broken), "utf-8")
    choose(ANOTHER, OTHER)
    memory.forget()
    assert predict(QUESTION).choice is None
    assert predict(OTHER).choice


def test_a_disk_that_is_full_costs_nothing_but_the_wait(
    my, monkeypatch, capfd
):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        choose(FIRST)
    assert [p.name for p in my.glob("*.json")] == []
    memory.forget()
    assert predict(QUESTION).choice == FIRST
    choose(ANOTHER, OTHER)  # there is room again
    assert set(kept(my)["questions"]) == {QUESTION, OTHER}
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_cannot_be_written(my, monkeypatch, capfd):
    # A folder in place of the file: not even root can write there.
    (my / answers.NAME).mkdir()
    (my / f".{answers.NAME}.lock").mkdir()
    choose(FIRST)
    exercises.check_fingerprint(0)
    assert predict(QUESTION).choice == FIRST
    assert capfd.readouterr() == ("", "")


KERNEL = """
import sys
from helpers.pages.shared import answers
for number in range(60):
    answers.keep_choice(f"{sys.argv[1]} {number}", ["a"], "a")
    answers.keep_try("same", sys.argv[1], False)
"""


def test_two_kernels_lose_nothing_of_each_other(my):
    kernels = [
        subprocess.Popen(
            [sys.executable, "-c", KERNEL, name],
            env=os.environ | {"PYTHONPATH": str(FOLDER.parent)},
        )
        for name in ("one", "two")
    ]
    assert [kernel.wait(timeout=120) for kernel in kernels] == [0, 0]
    assert len(kept(my)["questions"]) == 120
    tries = kept(my)["exercises"]["same"]["tries"]
    assert len(tries) == answers.MOST_TRIES
    assert {a["answer"] for a in tries} == {"one", "two"}
    rest = {path.name for path in my.iterdir()}
    assert rest == {PAGE, answers.NAME, f".{answers.NAME}.lock"}


def test_a_kernel_that_died_with_the_lock_holds_nobody_up(my):
    code = (
        "import os; from pathlib import Path\n"
        "from helpers.pages.shared import answers\n"
        f"with answers._alone(Path({str(my / answers.NAME)!r})): os._exit(1)"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(FOLDER.parent)},
    )
    choose(FIRST)
    assert kept(my)["questions"]
