"""Notebook 05's helpers: combinations, pictures, live figure, exercise."""

import ast
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from notebook_files import code_cells, read

from helpers import advice, engine, fixes, keras_twin, plots, sliders
from helpers.advice import ADVICE, Result, Trial
from helpers.diagnosis import OUTCOMES
from helpers.drawing.palette import BLUE, MARKERS
from helpers.exercises import PATIENT, SUSPICIOUS, check_repair
from helpers.experiment import QUESTION, Experiment
from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import fit
from helpers.pages.fixes.exercise import LARGEST, SMALLEST_BATCH
from helpers.pages.fixes.picture import IN_A_STRIP, NOT_ONLY, ONLY_ALL
from helpers.scores import r_squared
from helpers.wording.numbers import number

PAGE = "05_the_fixes"
ALL = ("inputs", "targets", "output")


@pytest.fixture(scope="module")
def grid():
    return fixes.train_grid(epochs=100, starts=12)


# The combinations


def test_a_fix_changes_its_own_switch_and_nothing_else():
    fixed = fixes.fix(QUESTION, "targets")
    assert fixed == replace(QUESTION, standardise_targets=True)
    assert fixes.fix(QUESTION) == QUESTION
    assert fixes.fix(fixed, "targets") == fixed


def test_an_unknown_fix_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match=r"one of 'inputs'.* not 'epochs'"):
        fixes.fix(QUESTION, "inputs", "epochs")


def test_there_are_eight_combinations_from_no_fix_to_all_three():
    found = fixes.combinations()
    assert len(set(found.values())) == 8
    assert list(found)[:: len(found) - 1] == ["no fix", "all three"]
    assert found["no fix"] == QUESTION
    assert found["all three"] == fixes.fix(QUESTION, *ALL)
    assert found["inputs + output"] == fixes.fix(QUESTION, "inputs", "output")
    counts = [0 if n == "no fix" else n.count("+") + 1 for n in found]
    assert counts[:-1] == [0, 1, 1, 1, 2, 2, 2]


def test_combinations_keep_the_other_knobs_whatever_was_fixed_before():
    slow = replace(QUESTION, learning_rate=1e-3, hidden_units=7)
    from_fixed = fixes.combinations(fixes.fix(slow, *ALL))
    assert from_fixed == fixes.combinations(slow)
    assert all(e.learning_rate == 1e-3 for e in from_fixed.values())


def test_each_combination_has_its_name():
    for name, experiment in fixes.combinations().items():
        assert fixes.name(experiment) == name


def test_the_grid_holds_the_runs_of_its_experiments(grid):
    for name, experiment in fixes.combinations().items():
        runs = grid[name]
        assert [run.experiment for run in runs] == [
            replace(experiment, epochs=100, seed=seed) for seed in range(12)
        ]
    again = engine.train(grid["all three"][7].experiment)
    np.testing.assert_array_equal(again.loss, grid["all three"][7].loss)


def test_a_tally_counts_every_run_the_most_frequent_first(grid):
    assert fixes.tally(grid["no fix"]) == "12 dead"
    mixed = grid["all three"][:2] + grid["no fix"][:3]
    assert fixes.tally(mixed) == "3 dead, 2 learned"
    assert fixes.tally([]) == ""


def test_it_is_known_in_which_epoch_a_training_got_good():
    run = engine.train(replace(fixes.combinations()["all three"], epochs=100))
    epoch = fixes.epochs_to_learn(run)
    variance = run.experiment.data.targets[:600].var()
    assert run.loss[int(epoch) - 1] < 0.01 * variance
    assert (run.loss[: int(epoch) - 1] >= 0.01 * variance).all()
    assert 10 < epoch < 40


@pytest.mark.parametrize("name", ["no fix", "inputs + output"])
def test_a_training_that_never_gets_good_has_no_such_epoch(grid, name):
    assert math.isnan(fixes.epochs_to_learn(grid[name][0]))


# The pictures


def tiles(still):
    return {axes.get_title(loc="left"): axes for axes in still.figure.axes}


def test_each_combination_has_a_tile_with_a_mark_for_every_start(grid):
    still = plots.fix_outcomes(grid)
    assert list(sorted(tiles(still))) == sorted(grid)
    for name, axes in tiles(still).items():
        marks = {}
        places = set()
        for line in axes.lines:
            xy = line.get_xydata()
            marks[line.get_label()] = len(xy)
            places |= set(map(tuple, xy))
            assert line.get_marker() == MARKERS[line.get_label()]
        words = [run.outcome for run in grid[name]]
        assert marks == {word: words.count(word) for word in set(words)}
        assert len(places) == len(words)  # no mark covers another
        assert axes.get_xlabel() == fixes.tally(grid[name])


def test_every_outcome_has_a_mark_of_its_own():
    assert set(MARKERS) == set(OUTCOMES)
    assert len(set(MARKERS.values())) == len(MARKERS)


def test_tiles_with_a_final_relu_are_above_the_others(grid):
    for name, axes in tiles(plots.fix_outcomes(grid)).items():
        upper = axes.get_position().y0 > 0.5
        assert upper == grid[name][0].experiment.final_relu


def test_only_a_tile_in_which_all_learn_is_framed(grid):
    for name, axes in tiles(plots.fix_outcomes(grid)).items():
        edge = axes.spines["top"].get_edgecolor()
        framed = edge == pytest.approx(_rgba(BLUE))
        assert framed == (name == "all three")


def _rgba(color):
    return [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)] + [1]


def test_the_title_says_the_finding_only_where_it_holds(grid):
    assert plots.fix_outcomes(grid).text.startswith(ONLY_ALL)
    assert "all three: 12 learned" in plots.fix_outcomes(grid).text
    one_more = grid | {"output": [*grid["output"], grid["all three"][0]]}
    assert plots.fix_outcomes(one_more).text.startswith(NOT_ONLY)
    not_all = grid | {"all three": grid["no fix"]}
    assert plots.fix_outcomes(not_all).text.startswith(NOT_ONLY)


# Of each outcome that a start can have, with an R² that goes with it.
WORST = [
    Result("diverged", math.nan), Result("dead", -3.01),
    Result("constant", -1.7e8), Result("learned", 0.9999),
    Result("learning", 0.5), Result("worse", -10.0),
]  # fmt: skip


def on_trial(alone=("dead",), linear=("constant",), **others):
    """A trial of every advice, with results of which some are given."""
    r_squared = {result.outcome: result.r_squared for result in WORST}

    def results(words, in_keras):
        words = list(words) * (12 if in_keras else 60)
        words = words[: 12 if in_keras else 60]
        return [Result(word, r_squared[word]) for word in words]

    trials = {}
    for one in ADVICE:
        both = others.get(one.name.replace(" ", "_"), (alone, linear))
        pair = (results(words, one.in_keras) for words in both)
        trials[one.name] = Trial(one, *pair)
    return trials


ADAM_WORKS = {"another_optimizer": (["dead", "learned"], ["learned"])}


def strips(still):
    """The two axes of each advice, by its name."""
    axes = still.figure.axes
    pairs = zip(axes[::2], axes[1::2], strict=True)
    return dict(zip([one.name for one in ADVICE], pairs, strict=True))


def test_each_start_with_advice_has_a_mark():
    trials = on_trial(OUTCOMES, **ADAM_WORKS)
    found = strips(plots.advice_outcomes(trials))
    for name, both in found.items():
        kept = trials[name].both.values()
        for axes, results in zip(both, kept, strict=True):
            places, words = set(), []
            for line in axes.lines:
                xy = line.get_xydata()
                places |= set(map(tuple, xy))
                words += [line.get_label()] * len(xy)
                assert line.get_marker() == MARKERS[line.get_label()]
                x, y = xy.T
                assert axes.get_xlim()[0] < x.min() and x.max() < IN_A_STRIP
                low, high = sorted(axes.get_ylim())
                assert low < y.min() and y.max() < high
            assert len(places) == len(results)  # no mark covers another
            assert sorted(words) == sorted(r.outcome for r in results)
            said = axes.get_xlabel()
            assert said.startswith(f"{advice.summary(results)}; median R² ")


def test_each_advice_stands_beside_its_strips_with_what_it_means():
    still = plots.advice_outcomes(on_trial())
    written = [text.get_text() for text in still.figure.texts]
    for one in ADVICE:
        assert one.name in written
        means = f"{one.means}\n(12 starts, in Keras)"
        assert (means if one.in_keras else one.means) in written
    for alone, linear in strips(still).values():
        assert alone.get_position().x1 < linear.get_position().x0
    titles = [axes.get_title(loc="left") for axes in still.figure.axes]
    assert titles[:2] == ["alone", "with a linear output"]
    assert not any(titles[2:])


def test_only_what_works_is_framed():
    still = plots.advice_outcomes(on_trial(**ADAM_WORKS))
    framed = [
        axes.spines["top"].get_edgecolor() == pytest.approx(_rgba(BLUE))
        for axes in still.figure.axes
    ]
    works = [name == "another optimizer" for name in map(str, on_trial())]
    assert framed == [w for work in works for w in (False, work)]


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "0 of 8 work"),
        (ADAM_WORKS, "1 of 8 works: another optimizer with a linear output"),
        (
            {
                **ADAM_WORKS,
                "more_units": (["learned"], ["dead"]),
            },
            "2 of 8 work: more units alone, another optimizer with a linear "
            "output",
        ),
    ],
)
def test_the_title_says_what_works(changes, title):
    still = plots.advice_outcomes(on_trial(**changes))
    assert still.figure.texts[0].get_text() == title
    assert still.text.startswith(f"{title}. ")


def test_the_alternative_text_has_every_count_and_who_trained():
    trials = on_trial(**ADAM_WORKS)
    text = plots.advice_outcomes(trials).text
    assert "; more units 60 dead | 60 constant; " in text
    assert " another optimizer 30 dead, 30 learned | 60 learned; " in text
    assert " more layers (in Keras) 12 dead | 12 constant; " in text
    assert 40 < len(text) < 600


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dead"], "60 dead; median R² −3"),
        (["diverged"], "60 diverged; median R² is no number"),
        (["learned"], "60 learned; median R² 1"),
        (["constant"], "60 constant; median R² −2·10⁸"),
    ],
)
def test_a_median_is_written_in_short(words, said):
    still = plots.advice_outcomes(on_trial(alone=words))
    (alone, _) = strips(still)[ADVICE[1].name]
    assert alone.get_xlabel() == said


def test_a_share_that_is_nearly_0_is_0():
    nearly = [Result("constant", -7e-8)] * 60
    still = plots.advice_outcomes({"a": Trial(ADVICE[1], nearly, nearly)})
    assert still.figure.axes[0].get_xlabel() == "60 constant; median R² 0"


def before_after(grid):
    data = QUESTION.data
    answers = (grid[n][0].predictions for n in ("no fix", "all three"))
    return plots.before_after(data.x, data.y, *answers, trained=750)


def test_before_and_after_are_drawn_as_they_are(grid):
    still = before_after(grid)
    for axes, name in zip(
        still.figure.axes, ("no fix", "all three"), strict=True
    ):
        truth, answers = axes.lines
        np.testing.assert_array_equal(truth.get_ydata(), QUESTION.data.y)
        np.testing.assert_array_equal(
            answers.get_ydata(), grid[name][0].predictions
        )
        assert "no unit" in axes.get_xlabel()


def test_before_and_after_tell_the_error_within_and_beyond(grid):
    text = before_after(grid).text
    # Always 0: the mean of 2x over 1…750, and over 751…999.
    assert "Before: the answers miss y by 751 on average" in text
    assert "and by 1,750 beyond. After" in text
    miss = np.abs(grid["all three"][0].predictions - QUESTION.data.y)
    assert f"After: the answers miss y by {miss[:750].mean():.0f} on" in text


def test_before_and_after_take_columns_as_keras_gives_them(grid):
    data = QUESTION.data
    column = grid["all three"][0].predictions[:, None].astype(np.float32)
    still = plots.before_after(
        data.x[:, None], data.y[:, None], 0 * column, column, trained=750
    )
    assert still.text == before_after(grid).text


STILLS = {
    "grid": plots.fix_outcomes,
    "before and after": before_after,
    "advice": lambda _: plots.advice_outcomes(on_trial(**ADAM_WORKS)),
    "advice with mixed outcomes": lambda _: plots.advice_outcomes(
        on_trial(["dead", "constant", "learning"], ["diverged", "learned"])
    ),
}


@pytest.mark.parametrize("kind", STILLS)
def test_no_text_of_a_still_figure_leaves_it_or_covers_another(grid, kind):
    figure = STILLS[kind](grid).figure
    figure.canvas.draw()
    texts = [*figure.texts]
    for axes in figure.axes:
        texts += [*axes.texts, axes.xaxis.label, axes.yaxis.label]
        texts += [t.label1 for t in axes.xaxis.get_major_ticks()]
        texts += [axes._left_title]
    boxes = [
        (t.get_text(), t.get_window_extent()) for t in texts if t.get_text()
    ]
    assert len(boxes) > 10
    for i, (text, box) in enumerate(boxes):
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1, text
        for other, place in boxes[i + 1 :]:
            assert not box.overlaps(place), (text, other)


# The live figure


@pytest.fixture(scope="module")
def live():
    return sliders.fixes()


@pytest.fixture
def reset(live):
    live.set_controls(
        standardise_inputs=False,
        standardise_targets=False,
        linear_output=False,
        learning_rate=0.01,
        epochs=20,
        seed=0,
    )
    return live


def test_the_live_figure_starts_at_the_question(reset):
    assert reset.text == sliders.fixes().text
    assert reset.text.startswith("dead: ")
    assert "(fixed: nothing; " in reset.text
    assert "learning rate 0.01" in reset.text
    assert "start 0, 20 epochs)" in reset.text


@pytest.mark.parametrize("name", fixes.combinations())
def test_ticking_boxes_trains_that_combination(reset, name):
    experiment = fixes.combinations()[name]
    reset.set_controls(
        standardise_inputs=experiment.standardise_inputs,
        standardise_targets=experiment.standardise_targets,
        linear_output=not experiment.final_relu,
    )
    assert reset.text.startswith(f"{engine.train(experiment).outcome}: ")
    named = "nothing" if name == "no fix" else name
    assert f"(fixed: {named}; " in reset.text


def test_all_three_boxes_and_a_hundred_epochs_learn(reset):
    reset.set_controls(
        standardise_inputs=True,
        standardise_targets=True,
        linear_output=True,
        epochs=100,
    )
    assert reset.text.startswith("learned: ")
    reset.set_controls(linear_output=False)
    assert not reset.text.startswith("learned: ")


def test_a_tick_moves_the_picture(reset):
    before = reset.image.widget.value
    reset.controls["linear_output"].value = True
    assert reset.image.widget.value != before


@pytest.mark.parametrize("epochs", [1, 1000])
@pytest.mark.parametrize("rate", [1e-9, 1])
@pytest.mark.parametrize("ticked", [False, True])
def test_the_ends_of_all_controls_give_a_sentence(reset, ticked, rate, epochs):
    reset.set_controls(
        standardise_inputs=ticked,
        standardise_targets=ticked,
        linear_output=ticked,
        learning_rate=rate,
        epochs=epochs,
    )
    assert reset.text.split(":")[0] in OUTCOMES
    plural = "s" if epochs > 1 else ""
    assert f", {number(epochs)} epoch{plural})" in reset.text


def test_reset_and_new_start_do_what_they_say(live):
    seed, new_start, reset = live.children[3].children
    before = seed.value
    new_start.click()
    assert seed.value == before + 1
    assert f"start {seed.value}" in live.text
    live.set_controls(linear_output=True, epochs=500)
    reset.click()
    assert live.values() == sliders.fixes().values()
    assert "(fixed: nothing; " in live.text


# The exercise

RIGHT = {
    "a linear output and a smaller rate": {"learning_rate": 0.1},
    "the question's rate": {"learning_rate": 0.01},
    "Adam": {"learning_rate": 0.01, "optimizer": "adam"},
    "all three fixes and a smaller rate": {
        "learning_rate": 0.1,
        "standardise_inputs": True,
        "standardise_targets": True,
    },
    "fewer units": {"learning_rate": 0.1, "hidden_units": 64},
    "another start": {"learning_rate": 0.1, "seed": 99},
}
WRONG = {
    "as it came": ({}, "as it came"),
    "another start": ({"seed": 3}, "as it came"),
    "more epochs": ({"epochs": 400}, "gradient is 0"),
    "more units": ({"hidden_units": 256}, "gradient is 0"),
    "larger batches": ({"batch_size": 600}, "gradient is 0"),
    "only the rate": ({"learning_rate": 0.1}, "smallest target"),
    "only the output": ({"final_relu": False}, "length of a step"),
    "Adam only": ({"optimizer": "adam"}, "last layer"),
    "inputs scaled": ({"standardise_inputs": True}, "PATIENT.data.x"),
    "the three fixes": (
        {
            "final_relu": False,
            "standardise_inputs": True,
            "standardise_targets": True,
        },
        "PATIENT.data.x",
    ),
    "rate still a little high": (
        {"final_relu": False, "learning_rate": 0.3},
        "depends on the start",
    ),
    "rate far too low": (
        {"final_relu": False, "learning_rate": 1e-4},
        "too short, or too few",
    ),
    "one unit": (
        {"final_relu": False, "learning_rate": 0.1, "hidden_units": 1},
        "units back",
    ),
}
EASIER_DATA = {
    "inputs": "spread",
    "input_max": 0.1,
    "function": "|x|",
}
HEALTHY = replace(PATIENT, final_relu=False, learning_rate=0.1)


@pytest.mark.parametrize("name", RIGHT)
def test_every_valid_repair_is_right(name):
    repaired = replace(PATIENT, **{"final_relu": False} | RIGHT[name])
    assert check_repair(repaired).startswith("Right: all 20 starts learn.")


def test_needless_scaling_is_right_and_said():
    scaled = replace(HEALTHY, standardise_targets=True)
    assert "not needed" in check_repair(scaled)
    assert "not needed" not in check_repair(HEALTHY)


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_repair_gets_its_own_hint(name):
    changes, hint = WRONG[name]
    feedback = check_repair(replace(PATIENT, **changes))
    assert not feedback.startswith("Right")
    assert re.match(r"20 starts: \d+ \w+", feedback)
    assert hint in feedback


def test_no_hint_gives_the_solution_away():
    for changes, _ in WRONG.values():
        feedback = check_repair(replace(PATIENT, **changes))
        for solution in ("final_relu", "learning_rate", "0.1", "linear"):
            assert solution not in feedback


def test_each_bug_alone_is_enough_to_stop_the_patient():
    for changes in ({"final_relu": False}, {"learning_rate": 0.1}):
        runs = engine.train_starts(replace(PATIENT, **changes), 20)
        assert not any(run.outcome == "learned" for run in runs)


@pytest.mark.parametrize("field", EASIER_DATA)
def test_other_data_are_no_repair(field):
    other = replace(HEALTHY, **{field: EASIER_DATA[field]})
    feedback = check_repair(other)
    assert feedback.startswith(f"You changed {field}")


def test_a_lucky_start_is_not_enough():
    half = replace(PATIENT, final_relu=False, learning_rate=0.3)
    lucky = next(
        run.experiment
        for run in engine.train_starts(half, 20)
        if run.outcome == "learned"
    )
    assert "depends on the start" in check_repair(lucky)


@pytest.mark.parametrize("field", LARGEST)
def test_what_would_take_long_is_refused_with_a_sentence(field):
    large = replace(HEALTHY, **{field: LARGEST[field] + 1})
    assert f"try {field} up to {LARGEST[field]}" in check_repair(large)


def test_tiny_batches_are_refused_with_a_sentence():
    tiny = replace(HEALTHY, batch_size=SMALLEST_BATCH - 1)
    assert f"batch_size of {SMALLEST_BATCH}" in check_repair(tiny)


@pytest.mark.parametrize(
    "nonsense",
    [None, "", "linear", 0.1, True, float("nan"), [HEALTHY], (), {}, print,
     Experiment, np.zeros(3)],
)  # fmt: skip
def test_nonsense_gets_a_sentence(nonsense):
    assert check_repair(nonsense).startswith("Not yet: ")


def test_keras_confirms_patient_and_repair():
    assert keras_twin.train(PATIENT).outcome == "dead"
    assert keras_twin.train(HEALTHY).outcome == "learned"


# The page: its checklist, its program and its remedies


def checklist(kind=None, page=PAGE):
    """(question, test) of the rows of the page's table of tests.

    All of them, or those for one kind of network.
    """
    cell = next(c for c in read(page).cells if "| ask | test |" in c.source)
    row = re.compile(r"^\| (.+?) \| `(.+?)` \|", re.MULTILINE)
    parts = re.split(r"^\| \*\*(.+?)\*\* \| \| \|$", cell.source, flags=re.M)
    assert parts[1::2] == KINDS
    rows = {
        name: row.findall(part)
        for name, part in zip(KINDS, parts[2::2], strict=True)
    }
    assert sum(map(len, rows.values())) == len(row.findall(cell.source)) == 10
    return dict(rows[kind] if kind else row.findall(cell.source))


ANY, NUMBERS, WITH_SGD = KINDS = [
    "any network",
    "y is a number, not a class; MSE",
    "trained with SGD at its default rate",
]


def patients(which):
    """What the names of the checklist mean for two networks.

    Keras models, built as on the page and as in the question.
    """
    keras = load_keras()
    sound = fixes.combinations()["all three"]
    experiment = {
        "question": QUESTION,
        "diverged": fixes.combinations()["inputs + output"],
        "repaired": replace(sound, learning_rate=0.1),
    }[which]
    run = engine.train(experiment)
    data = experiment.data
    seen = data.train
    y = data.y
    judged = {
        "question": (keras.metrics.BinaryAccuracy(), 1),
        "diverged": (keras.metrics.MeanAbsoluteError(), 0),
        "repaired": (keras.metrics.MeanAbsoluteError(), 0),
    }
    metric, best_value = judged[which]
    return {
        "np": np,
        "keras": keras,
        "metric": metric,
        "best_value": best_value,
        "y": y[data.validation],
        "y_train": y[seen],
        "x_train": data.x[seen],
        "x_new": data.x[data.test],
        "t": data.targets[seen],
        "z": data.inputs[seen],
        "loss": run.loss[-1],
        "answers": run.predictions[seen],
        "mae": np.abs(run.predictions - y)[data.validation].mean(),
        "last": keras_twin.build(experiment).layers[-1],
        "learns": lambda seed: (
            engine.train(replace(experiment, seed=seed)).outcome == "learned"
        ),
    }


def network_5():
    """The sound network of page 07: Adam, and x up to 100."""
    visit = SUSPICIOUS.train()
    x, y, answers = visit.x, visit.y, visit.answers

    def learns(seed):
        other = replace(SUSPICIOUS, seed=seed).train()
        return r_squared(other.y, other.answers) > 0.99

    return {
        "metric": load_keras().metrics.MeanAbsoluteError(),
        "best_value": 0,
        "y": y[::5],
        "y_train": y,
        "x_train": x,
        "x_new": x[::5],
        "t": y,
        "z": x,
        "loss": visit.history.history["loss"][-1],
        "answers": answers,
        "mae": np.abs(answers - y)[::5].mean(),
        "last": visit.model.layers[-1],
        "learns": learns,
    }


def classifier(seed=0):
    """A sound network that says for a number whether it is above 0."""
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    x = np.linspace(-1.5, 1.5, 100)[:, None]
    y = (x > 0).astype(float)
    hidden = keras.layers.Dense(8, activation="relu")
    last = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((1,)), hidden, last])
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    history = fit(model, x, y, 32, 30, seed).history
    answers = np.asarray(model(x))
    return {
        "metric": keras.metrics.BinaryAccuracy(),
        "best_value": 1,
        "y": y[::5],
        "x_train": x,
        "x_new": x[::5],
        "loss": history["loss"][-1],
        "answers": answers,
        "last": last,
        "learns": lambda seed: (
            np.mean((classifier(seed)["answers"] > 0.5) == y) > 0.95
        ),
    }


def passed(names, kind=None):
    """What each test says, for names that mean something in it."""
    names = {"np": np, "keras": load_keras()} | names
    return {
        ask: bool(eval(test, dict(names)))
        for ask, test in checklist(kind).items()
    }


def healthy(which):
    return passed(patients(which))


BEYOND = "asked inside its points?"


def test_the_checklist_finds_the_repaired_network_healthy():
    # The asker's test part lies beyond the training points, for any network.
    assert [ask for ask, fine in healthy("repaired").items() if not fine] == [
        BEYOND
    ]


def test_the_checklist_finds_what_is_wrong_with_the_question():
    found = healthy("question")
    assert [ask for ask, fine in found.items() if fine] == [
        "is the loss a number?"
    ]


def test_the_checklist_finds_what_is_wrong_with_a_diverged_network():
    found = healthy("diverged")
    assert not found["is the loss a number?"]
    assert not found["are the targets scaled?"]
    assert found["are the inputs scaled?"]
    assert found["is the output free?"]


def test_each_test_is_true_for_a_sound_network_of_the_kind_it_names():
    sound = network_5()
    assert all(passed(sound, ANY).values())
    assert all(passed(sound, NUMBERS).values())
    assert not any(passed(sound, WITH_SGD).values())  # it has Adam
    classes = classifier()
    assert all(passed(classes, ANY).values())
    assert classes["last"].activation is not load_keras().activations.linear


def test_page_07_has_the_same_checklist():
    assert checklist(page="07_your_turn") == checklist()


def test_the_checklist_is_valid_python():
    for test in checklist().values():
        ast.parse(test, mode="eval")


def test_the_program_works_from_other_starts_in_keras():
    """The page's own cells, from the data on, with other seeds."""
    cells = [cell.source for cell in code_cells(read(PAGE))]
    first = next(i for i, c in enumerate(cells) if c.startswith("import num"))
    program = "\n".join(cells[first : first + 4])
    assert "set_random_seed(0)" in program
    assert program.count("print(") == 2
    for seed in (1, 2):
        names = {}
        exec(
            program.replace("set_random_seed(0)", f"set_random_seed({seed})"),
            names,
        )
        x, y, model = (names[n] for n in ("x", "y", "model"))
        miss = np.abs(np.asarray(model(x)) - y)
        mean = y[names["train"]].mean()
        for part in ("validation", "test"):
            rows = names[part]
            assert miss[rows].mean() < np.abs(y[rows] - mean).mean() / 5
        assert miss[names["validation"]].mean() < 0.02 * y[:750].max()
        # No row is used twice, and the test part was never seen.
        rows = [*names["train"], *names["validation"], *names["test"]]
        assert sorted(rows) == list(range(999))


REMEDIES = {
    "9 points, dead at birth": (
        Experiment(input_max=9, hidden_units=12, seed=3), "dead",
    ),
    "9 points, another start": (
        Experiment(input_max=9, hidden_units=12, seed=0), "learned",
    ),
    "randn": (
        Experiment(inputs="randn", input_max=1, final_relu=False), "learning",
    ),
    "Adam": (
        Experiment(final_relu=False, optimizer="adam", learning_rate=0.01),
        "learned",
    ),
    "Adam, as in the thread": (
        Experiment(
            final_relu=False, optimizer="adam", learning_rate=1e-4, epochs=200
        ),
        "learning",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REMEDIES)
def test_keras_says_the_same_of_the_remedies(name):
    experiment, outcome = REMEDIES[name]
    for run in (engine.train(experiment), keras_twin.train(experiment)):
        assert run.outcome == outcome
