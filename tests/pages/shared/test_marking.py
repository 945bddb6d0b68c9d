"""A question of which any number of options may be marked."""

import json
from itertools import product

import pytest
from notebook_files import FOLDER

from helpers import lab
from helpers.exercises import REVEALS, predict
from helpers.pages.shared import answers, memory
from helpers.pages.shared.marking import (
    GUESS,
    NONE,
    Marking,
    Several,
    as_text,
    marked_in,
)

PAGE = "05_the_fixes.ipynb"
(QUESTION,) = (q for q, o in REVEALS.items() if isinstance(o, Several))
REVEALED = REVEALS[QUESTION]
OPTIONS = list(REVEALED)
RIGHT = [o for o, said in REVEALED.items() if said.startswith("Yes.")]


def tick(asked, *options):
    for option in options:
        asked._boxes[option].value ^= True


def guess(*options):
    memory.forget()
    asked = predict(QUESTION)
    tick(asked, *options)
    asked._button.click()
    return asked


def ticked(asked):
    return [option for option, box in asked._boxes.items() if box.value]


def told(asked):
    """What stands on the page, without the boldness."""
    return asked._reveal.value


def test_what_is_marked_is_kept_as_a_text_and_read_again():
    options = ["a", "b: 2 in place of 1", "none"]
    texts = set()
    for chosen in product([False, True], repeat=3):
        marked = [o for o, c in zip(options, chosen, strict=True) if c]
        assert marked_in(as_text(marked), options) == marked
        texts.add(as_text(marked))
    assert len(texts) == 8


@pytest.mark.parametrize(
    "text",
    ["", "; ", "c", "a; c", "b; a", "a; a", "a;b", "a; none of them", "A"],
)
def test_what_nobody_can_mark_is_none(text):
    assert marked_in(text, ["a", "b"]) is None


def test_every_option_of_the_course_can_be_kept():
    for options in REVEALS.values():
        if isinstance(options, Several):
            assert NONE not in options
            assert not any(";" in option for option in options)


def test_at_least_one_is_right_and_not_all():
    assert 1 <= len(RIGHT) < len(OPTIONS)


def test_nothing_is_committed_or_revealed_before_the_button():
    asked = predict(QUESTION)
    assert isinstance(asked, Marking)
    tick(asked, *OPTIONS)
    tick(asked, OPTIONS[1])
    assert asked.choice is None and told(asked) == ""
    assert ticked(asked) == [o for o in OPTIONS if o != OPTIONS[1]]
    assert memory.choice_of(QUESTION) is None


@pytest.mark.parametrize("option", OPTIONS)
def test_each_mark_is_answered_with_its_own_reveal(option):
    asked = guess(option)
    assert asked.choice == option
    text = told(asked).replace("<i>", "*").replace("</i>", "*")
    for other, said in REVEALED.items():
        assert (said in text) == (other == option or other in RIGHT)
    wrong = 0 if [option] == RIGHT else 1 + (option not in RIGHT)
    assert f"right about {len(OPTIONS) - wrong} of {len(OPTIONS)}." in text


def test_all_and_none_may_be_marked():
    everything, nothing = guess(*OPTIONS), guess()
    assert marked_in(everything.choice, OPTIONS) == OPTIONS
    assert nothing.choice == NONE
    for asked, agree in (
        (everything, len(RIGHT)),
        (nothing, len(OPTIONS) - len(RIGHT)),
    ):
        assert f"right about {agree} of {len(OPTIONS)}." in told(asked)
    assert told(everything).count("<li>") == len(OPTIONS)
    assert told(nothing).count("<li>") == len(RIGHT)


def test_what_is_committed_stays_whatever_is_clicked_afterwards():
    asked = guess(OPTIONS[2])
    before = told(asked)
    tick(asked, OPTIONS[0])
    tick(asked, OPTIONS[2])
    asked._button.click()
    assert (asked.choice, ticked(asked)) == (OPTIONS[2], [OPTIONS[2]])
    assert told(asked) == before
    # What is disabled would lose the keyboard's focus.
    for widget in (asked._button, *asked._boxes.values()):
        assert not widget.disabled


def test_it_is_there_when_the_cell_is_run_again():
    asked = guess(OPTIONS[0], OPTIONS[3])
    again = predict(QUESTION)
    assert again.choice == asked.choice and told(again) == told(asked)
    assert ticked(again) == [OPTIONS[0], OPTIONS[3]]
    tick(again, OPTIONS[1])
    assert ticked(again) == [OPTIONS[0], OPTIONS[3]]


def test_boxes_that_were_not_committed_are_empty_again():
    tick(predict(QUESTION), OPTIONS[0])
    assert ticked(predict(QUESTION)) == []


def test_a_page_without_a_kernel_shows_the_boxes_and_no_answer():
    text = predict(QUESTION)._repr_mimebundle_()[0]["text/plain"]
    assert QUESTION in text
    assert all(f"☐ {option}" in text for option in OPTIONS)
    assert not any(said in text for said in REVEALED.values())
    assert GUESS not in text  # there is nothing to click


@pytest.fixture
def my(tmp_path, monkeypatch):
    """A learner's folder, with the page that is open in this kernel."""
    lab.make_copies([FOLDER / PAGE], tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / PAGE))
    monkeypatch.setattr(answers, "_waiting", [])
    return tmp_path


def test_it_is_there_the_next_day(my):
    before = guess(*OPTIONS[:2])
    memory.forget()  # as in a new kernel
    asked = predict(QUESTION)
    assert ticked(asked) == OPTIONS[:2] and told(asked) == told(before)
    asked._button.click()
    kept = json.loads((my / answers.NAME).read_text("utf-8"))
    entry = kept["questions"][QUESTION]
    assert entry["options"] == OPTIONS
    assert [one["choice"] for one in entry["tries"]] == [as_text(OPTIONS[:2])]


def test_that_nothing_was_marked_is_kept_too(my):
    guess()
    memory.forget()
    assert predict(QUESTION).choice == NONE


@pytest.mark.parametrize(
    "choice", ["an option of before", "", "x; y", 3, None, [], ["a"], {}]
)
def test_a_choice_that_is_none_today_is_as_if_not_made(my, choice):
    guess(OPTIONS[0])
    path = my / answers.NAME
    kept = json.loads(path.read_text("utf-8"))
    kept["questions"][QUESTION]["tries"][0]["choice"] = choice
    path.write_text(json.dumps(kept), "utf-8")
    memory.forget()
    asked = predict(QUESTION)
    assert asked.choice is None and ticked(asked) == []
    asked._button.click()
    assert asked.choice == NONE
