"""The self-test in its three forms, and what is kept of it."""

import base64
import re
from html import unescape

import pytest
from notebook_files import NOTEBOOKS, code_cells, read

from helpers.exercises import self_test
from helpers.pages.shared import memory
from helpers.pages.shared.ideas import (
    AFTER,
    BEFORE,
    FORMS,
    IDEAS,
    LATER,
    UNSURE,
)
from helpers.pages.shared.self_test import ALL_NOTED, FOLDED, NOTED

COUNT = len(IDEAS)
PAGES = sorted({idea.page for idea in IDEAS})


def right(question):
    return question.right


def wrong(question):
    return next(a for a in question.answers if a != question.right)


def unsure(question):
    return next(iter(UNSURE))


def answer(test, choose):
    for asked, idea in zip(test._asked, IDEAS, strict=True):
        asked._buttons[choose(idea.form(test.form))].click()
    return test


def kept(test):
    (data,) = re.findall(r"base64,([^\"]+)", test._line.value)
    return base64.b64decode(data).decode()


def test_it_is_asked_before_page_01_and_at_the_end():
    asked = {
        page: re.findall(r"self_test\(.*?\)", cell.source)
        for page in NOTEBOOKS
        for cell in code_cells(read(page))
        if "self_test(" in cell.source
    }
    assert asked == {
        NOTEBOOKS[0]: ['self_test("before")'],
        NOTEBOOKS[-1]: ["self_test()"],
    }
    first = code_cells(read(NOTEBOOKS[0]))[0]
    assert first.source.endswith('self_test("before")')
    end = read(NOTEBOOKS[-1]).cells[-1].source
    assert 'self_test("later")' in " ".join(end.split())


@pytest.mark.parametrize("form", [AFTER, LATER])
def test_all_right_can_be_kept(form):
    test = self_test(form)
    assert test._line.value == ""
    answer(test, right)
    assert f"<b>{COUNT} of {COUNT} right.</b>" in test._line.value
    assert kept(test).count("(right)") == COUNT


@pytest.mark.parametrize("choose", [wrong, unsure])
@pytest.mark.parametrize("form", [AFTER, LATER])
def test_what_was_not_right_is_to_be_read_again(form, choose):
    test = answer(self_test(form), choose)
    assert f"Read again: {', '.join(PAGES)}." in test._line.value
    assert f"<b>0 of {COUNT} right" in test._line.value
    assert kept(test).count("(read again: ") == COUNT
    assert [row[-1] for row in test.table[1:]] == [i.page for i in IDEAS]


def test_it_counts_down():
    test = self_test()
    next(iter(test._asked[0]._buttons.values())).click()
    assert test._line.value == f"{COUNT - 1} to go."


@pytest.mark.parametrize("form", [AFTER, LATER])
def test_it_calls_a_wrong_answer_wrong(form):
    test = self_test(form)
    for asked, idea in zip(test._asked, IDEAS, strict=True):
        question = idea.form(form)
        for option, button in asked._buttons.items():
            asked.take_back()
            button.click()
            said = asked._reveal.value
            is_wrong = option in question.answers and option != question.right
            assert said.count("Not quite. ") == is_wrong
            assert said.count("Yes. ") == (option == question.right)


@pytest.mark.parametrize("form", FORMS)
def test_it_gives_nothing_away_without_a_kernel(form):
    text = self_test(form)._repr_mimebundle_()[0]["text/plain"]
    asked = [idea.form(form).text in text for idea in IDEAS]
    assert not any(asked) if form == BEFORE else all(asked)
    assert (FOLDED in text) == (form == BEFORE)
    assert "Yes." not in text and "answer too" not in text


@pytest.mark.parametrize("choose", [right, wrong, unsure])
def test_before_the_course_it_only_takes_note(choose):
    """What is right would tell what the pages are about to ask."""
    test = answer(self_test(BEFORE), choose)
    for asked in test._asked:
        assert re.sub("<.*?>", "", asked._reveal.value) == NOTED
    assert test._line.value == ALL_NOTED


def test_before_the_course_it_is_folded_until_somebody_wants_it():
    test = self_test(BEFORE)
    fold = test.children[1]
    assert test._rows.layout.display == "none"
    fold.click()
    assert test._rows.layout.display == ""
    fold.click()
    assert test._rows.layout.display == "none"
    fold.click()
    test._asked[0]._buttons[unsure(None)].click()
    again = self_test(BEFORE)  # as it was left
    assert again._rows.layout.display == ""
    assert again._line.value == f"{COUNT - 1} to go."


def test_the_end_says_what_was_known_before_and_what_is_now():
    before, after = self_test(BEFORE), self_test()
    for at, asked in enumerate(before._asked):
        choose = right if at < 2 else wrong if at < 4 else unsure
        if at < 6:
            asked._buttons[choose(IDEAS[at].before)].click()
    for at, asked in enumerate(after._asked):
        choose = wrong if at in (1, 7) else right
        asked._buttons[choose(IDEAS[at].after)].click()
    again = sorted({IDEAS[1].page, IDEAS[7].page})
    assert after.score == (
        f"6 of 8 right. Before: 2. Read again: {', '.join(again)}."
    )
    head, *rows = after.table
    assert head == ["idea", "before", "at the end", "read again"]
    assert [row[1] for row in rows] == (
        ["right"] * 2 + ["not right"] * 4 + ["no answer"] * 2
    )
    assert rows[1] == [IDEAS[1].name, "right", "not right", IDEAS[1].page]
    assert rows[2] == [IDEAS[2].name, "not right", "right", ""]
    shown = unescape(re.sub("<.*?>", " ", after._line.value))
    for row in rows:
        assert " ".join(filter(None, row)) in " ".join(shown.split())
    assert f"{IDEAS[2].name}: before not right, at the end right" in (
        kept(after)
    )


def test_weeks_later_all_three_stand_side_by_side():
    for form, choose in zip(FORMS, (unsure, right, wrong), strict=True):
        test = answer(self_test(form), choose)
    assert test.score.startswith(
        "0 of 8 right. Before: 0. At the end: 8. Read again: "
    )
    assert test.table[1] == [
        *(IDEAS[0].name, "not right", "right", "not right", IDEAS[0].page)
    ]


def test_the_file_to_keep_has_the_questions_for_later_without_their_key():
    text = kept(answer(self_test(), right))
    assert 'self_test("later")' in text
    for idea in IDEAS:
        assert idea.later.text in text
        for option, said in idea.later.options.items():
            assert f"○ {option}" in text and said not in text
    assert "In three weeks" not in kept(answer(self_test(LATER), right))


def test_it_is_as_it_was_left_until_it_starts_again():
    answer(self_test(), right)
    test = self_test()
    assert f"<b>{COUNT} of {COUNT} right.</b>" in test._line.value
    test._start_again()
    assert test._line.value == "" and not any(a.choice for a in test._asked)
    assert self_test()._line.value == ""


def test_an_answer_that_is_none_of_the_options_counts_as_none():
    answer(self_test(), right)
    memory.choices[IDEAS[0].before.text] = "something that was an option"
    assert self_test().table[1][1] == "no answer"


@pytest.mark.parametrize("form", ["", "now", None, 3, ["later"]])
def test_a_form_that_is_none_is_refused_with_a_sentence(form):
    with pytest.raises((TypeError, ValueError), match="form must be one of"):
        self_test(form)
