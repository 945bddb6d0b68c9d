"""A learner's verdicts beside the checkup's findings, on page 07."""

from types import SimpleNamespace

import pytest

from helpers.checkup.examine import NAMES
from helpers.exercises import second_opinions
from helpers.pages.shared import memory
from helpers.pages.your_turn.exercise import REVEALS
from helpers.pages.your_turn.hypotheses import LONG, NOTHING, OUTPUT
from helpers.pages.your_turn.opinions import (
    AGREED,
    HEAD,
    NO_VERDICT,
    SAME,
    TRIED,
    VISITS,
)
from helpers.wording.errors import WrongType, WrongValue

FOUND = [
    ["bounded_output"],
    ["unscaled_target", "lr_too_low"],
    ["relu_output", "dead_relu"],
    ["exploding"],
    [],
    ["overfitting"],
]


@pytest.fixture(autouse=True)
def forget():
    memory.forget()
    yield
    memory.forget()


def verdict(number, choice):
    question = [*REVEALS][number - 1]
    memory.choose(question, [*REVEALS[question]], choice)


def rows(found=FOUND):
    reports = [[SimpleNamespace(name=n) for n in names] for names in found]
    return second_opinions(reports)


def test_before_any_verdict_only_the_checkup_speaks():
    table = rows()
    assert [row[1] for row in table.rows] == [NO_VERDICT] * 6
    assert [row[2] for row in table.rows][1] == "unscaled_target, lr_too_low"
    assert {row[3] for row in table.rows} == {""}
    assert repr(table).splitlines()[4] == (
        "Network 5: none yet; the checkup: none"
    )


def test_who_says_the_same_agrees():
    verdict(1, OUTPUT)
    verdict(3, OUTPUT)
    verdict(5, "Nothing.")
    assert [row[3] for row in rows().rows] == [
        AGREED,
        "",
        AGREED,
        "",
        AGREED,
        "",
    ]


def test_where_they_differ_a_trial_of_each_decides():
    verdict(2, LONG)
    verdict(3, NOTHING)
    *_, second = rows().rows[1]
    assert "check_treatment(replace(FLATTENS, …))" in second
    assert "checkup(*second).prove()" in second
    assert "checkup(*third).prove()" in rows().rows[2][3]
    assert "FLATTENS" in rows()._repr_html_()


@pytest.mark.parametrize("choice", TRIED)
def test_of_the_sound_network_the_change_is_tried(choice):
    verdict(5, choice)
    (change,) = TRIED[choice]
    assert f"replace(SUSPICIOUS, {change}=" in rows().rows[4][3]


def test_a_choice_of_other_pages_is_no_verdict():
    verdict(1, "Half of them.")
    assert rows().rows[0][1] == NO_VERDICT


def test_every_verdict_and_every_finding_has_a_name_that_exists():
    assert set().union(*SAME.values()) <= {*NAMES}
    every = {choice for reveals in REVEALS.values() for choice in reveals}
    assert every == {*SAME, NOTHING, "Nothing."}
    assert len(REVEALS) == len(VISITS) and len(HEAD) == 4


@pytest.mark.parametrize("nonsense", [None, 5, "six", [1] * 6, print])
def test_what_is_no_report_gets_a_sentence(nonsense):
    with pytest.raises(WrongType, match="six reports of the checkup"):
        second_opinions(nonsense)


@pytest.mark.parametrize(("count", "word"), [(5, "fewer"), (7, "more")])
def test_six_reports_are_needed(count, word):
    with pytest.raises(WrongValue, match=f"and there are {word}"):
        second_opinions([[]] * count)
