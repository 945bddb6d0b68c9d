"""Keras is imported quietly, and on TensorFlow."""

import os
import subprocess
import sys

import pytest

from helpers.keras_tools import load_keras, start


def test_neither_importing_nor_training_writes_a_line():
    # Three short trainings: with them TensorFlow starts to warn of retracing.
    code = (
        "from helpers import keras_twin\n"
        "from helpers.experiment import Experiment\n"
        "from helpers.keras_tools import load_keras\n"
        "load_keras()\n"
        "for seed in range(3):\n"
        "    keras_twin.train(Experiment(9, epochs=1, seed=seed))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_written_during_a_failure_is_shown(capfd):
    with pytest.raises(ImportError), start._stderr_held_back():
        os.write(2, b"why it failed")
        raise ImportError
    assert capfd.readouterr().err == "why it failed"


def test_what_is_written_during_a_success_is_not_shown(capfd):
    with start._stderr_held_back():
        os.write(2, b"a log line")
    os.write(2, b"afterwards")
    assert capfd.readouterr().err == "afterwards"


def test_another_backend_is_answered_with_a_sentence(monkeypatch):
    keras = load_keras()
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(RuntimeError, match=r"\(jax\).*Restart the kernel"):
        load_keras()


def test_a_python_without_tensorflow_is_answered_with_a_sentence(monkeypatch):
    monkeypatch.setattr(start, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match=r"no TensorFlow.*3\.11.*3\.13"):
        load_keras()
