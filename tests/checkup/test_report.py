"""What a checkup says, and how: report, card, proof and progress."""

import re
import sys
from dataclasses import replace

import nbformat
import numpy as np
import pytest
from checkup.setups import healthy
from nbclient import NotebookClient

from helpers import progress
from helpers.checkup import checkup
from helpers.checkup.arguments import case_of
from helpers.checkup.examine import NAMES, rank
from helpers.checkup.lab.trials import Trials
from helpers.checkup.prove import prove
from helpers.checkup.report import Finding, Proof, Report
from helpers.checkup.search import Search
from helpers.keras_tools import load_keras
from helpers.progress import Progress

keras = load_keras()


def finding(name, **changes):
    parts = {
        "symptom": "It <hurts>.",
        "evidence": "1 < 2.",
        "why": "A & B.",
        "fix": 'Do this:\nmodel.fit(x, y, "<&>")',
    }
    return Finding(name, **parts | changes)


THREE = "lr_too_low", "bad_data", "relu_output"
REPORT = Report(
    sorted(map(finding, THREE), key=rank),
    "R² 0.1 < 1.",
    ["A note <b>."],
)


def test_the_one_that_holds_the_others_back_comes_first():
    names = ["bad_data", "relu_output", "lr_too_low"]
    assert [found.name for found in REPORT] == names
    assert [found.name for found in REPORT.findings] == names
    assert REPORT[0].name == "bad_data"
    assert len(REPORT) == 3


def test_every_name_has_its_rank():
    shuffled = [finding(name) for name in reversed(NAMES)]
    ranked = Report(sorted(shuffled, key=rank), "")
    assert [f.name for f in ranked] == list(NAMES)


def test_its_text_has_every_part():
    text = str(REPORT)
    assert text == repr(REPORT)
    assert text.startswith("Checkup: 3 findings; R² 0.1 < 1.")
    assert text.endswith("A note <b>.")
    for part in ("[bad_data]", "It <hurts>.", "1 < 2.", "A & B."):
        assert part in text
    assert "Fix: Do this:\n      model.fit" in text
    assert [f"\n{i}. " in text for i in (1, 2, 3, 4)] == [True] * 3 + [False]


def test_its_card_is_escaped():
    card = REPORT._repr_html_()
    tags = set(re.findall(r"</?(\w+)", card))
    assert tags <= {"div", "p", "b", "br", "i", "ol", "li", "code", "pre"}
    assert "model.fit(x, y, &quot;&lt;&amp;&gt;&quot;)</pre>" in card
    assert "It &lt;hurts&gt;." in card
    assert "A note &lt;b&gt;." in card
    assert card.count("<li") == 3


def test_one_finding_is_counted_in_words():
    report = Report([finding("bad_data")], "standing.")
    assert report.headline == "Checkup: one finding; standing."


def test_an_empty_report_says_so():
    report = Report([], "R² 0.98 against 0 for always answering the mean.")
    assert not report
    assert list(report) == []
    assert str(report) == (
        "Checkup: nothing found; R² 0.98 against 0 for always answering "
        "the mean."
    )
    assert "nothing found" in report._repr_html_()
    assert "<ol" not in report._repr_html_()
    assert report.prove().rows == []
    assert "Nothing was found" in str(report.prove())


def test_a_healthy_model_has_its_score_and_miss_in_the_headline():
    visit = healthy(1).train()
    says = checkup(*visit).headline
    miss = np.abs(visit.answers - visit.y).mean()
    mean = np.abs(visit.y - visit.y.mean()).mean()
    assert re.fullmatch(
        r"Checkup: nothing found; R² (above )?0\.9\d? against 0 for always "
        rf"answering the mean\. The typical miss is ± {miss:.2g}, "
        rf"the mean's ± {mean:.2g}\.",
        says,
    )


# The proof


@pytest.fixture(scope="module")
def question():
    """Model and data of the question, trained as it was."""
    keras.utils.set_random_seed(0)
    x = np.arange(1, 751)[:, None]
    model = keras.Sequential(
        [
            keras.Input((1,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(1, activation="relu"),
        ]
    )
    model.compile(loss="mse", optimizer="sgd", metrics=["accuracy"])
    history = model.fit(x, 2 * x, 100, 20, validation_split=0.2, verbose=0)
    return checkup(model, x, 2 * x, history)


def test_the_question_has_the_faults_of_the_course(question):
    names = {found.name for found in question}
    assert names >= {
        "accuracy_on_regression",
        "relu_output",
        "unnormalised_input",
        "unscaled_target",
    }


def test_the_question_needs_several_fixes(question):
    proof = question.prove()
    assert "The first fix alone is not enough" in proof.verdict
    assert "fixes together" in proof.verdict
    (name, before, _), *_, (_, after, score) = proof.rows
    assert name == "as it is"
    assert before in ("dead", "constant", "diverged")
    assert after in ("learning", "learned")
    assert score in ("R² 0.98", "R² 0.99", "R² above 0.99")


def search_of(case):
    return Search(case, Trials(lambda doing: None, 60), [])


def test_one_fix_that_is_enough_is_told():
    setup = replace(healthy(2), learning_rate=0.001)
    case, _ = case_of(setup.build(), *setup.data(), {"loss": [1.0]})
    fix = finding("too_few_epochs", repair={"epochs": 100})
    proof = prove(search_of(case), [fix])
    assert proof.verdict.startswith("The first fix helps: R² ")
    assert [name for name, *_ in proof.rows] == [
        "as it is",
        "+ too_few_epochs",
    ]


def test_a_fix_that_does_not_help_is_said_not_to_help():
    setup = healthy(2)
    case, _ = case_of(*setup.train())
    fix = finding("lr_too_low", repair={"learning_rate": 1e-7})
    proof = prove(search_of(case), [fix])
    assert "did not help" in proof.verdict
    assert len(proof.rows) == 2


def test_a_fix_that_no_training_shows_has_no_comparison():
    case, _ = case_of(healthy(2).build(), *healthy(2).data(), None)
    proof = prove(search_of(case), [finding("bad_data")])
    assert proof.rows == []
    assert "nothing to compare" in proof.verdict


def test_a_proof_is_text_and_a_table():
    proof = Proof([("as it is", "dead", "R² <0")], "It & that.")
    assert str(proof) == "as it is  dead      R² <0\nIt & that."
    card = proof._repr_html_()
    assert "<td>R² &lt;0</td>" in card
    assert "It &amp; that." in card
    assert "<table" not in Proof([], "Nothing.")._repr_html_()


# Progress


class Line:
    """Stands for an output of a notebook."""

    def __init__(self):
        self.shown = []

    def update(self, data, raw):
        assert raw
        self.shown.append(data["text/html"])


@pytest.mark.parametrize(("patience", "count"), [(0, 2), (60, 0)])
def test_a_notebook_shows_steps_once_they_take_long(
    monkeypatch, patience, count
):
    line = Line()
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setattr(progress, "_notebook_line", lambda: line)
    with Progress("Checkup") as say:
        say("asking")
        say("training <it>")
    *steps, last = line.shown
    assert last == '<span role="status"></span>'
    assert len(steps) == count
    if steps:
        assert "step 2: training &lt;it&gt; …" in steps[1]


def test_its_line_vanishes_after_an_interrupt(monkeypatch):
    line = Line()
    monkeypatch.setattr(progress, "_notebook_line", lambda: line)
    with pytest.raises(KeyboardInterrupt), Progress("Checkup"):
        raise KeyboardInterrupt
    assert line.shown == ['<span role="status"></span>']


def test_a_saved_notebook_has_one_empty_output():
    cell = (
        "from helpers import progress\n"
        "progress.PATIENCE = 0\n"
        "with progress.Progress('Checkup') as say:\n"
        "    say('this')"
    )
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell)]
    NotebookClient(notebook, timeout=60).execute()
    (output,) = notebook.cells[0].outputs
    assert output.data["text/plain"] == ""
    assert output.data["text/html"] == '<span role="status"></span>'


def test_a_terminal_has_a_line_that_vanishes(monkeypatch, capsys):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Progress("Checkup") as say:
        say("this")
    assert capsys.readouterr().err.split("\r\033[K")[1:] == [
        "Checkup, step 1: this …",
        "",
    ]
