"""Keras on TensorFlow, imported when it is needed, and without a word."""

import contextlib
import functools
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from helpers.wording.errors import WrongState


def load_keras() -> Any:
    """Import Keras on TensorFlow, and start TensorFlow, without a log line.

    Returns
    -------
    module
        `keras`, as ``import keras`` gives it.

    Raises
    ------
    RuntimeError
        If there is no TensorFlow, or if Keras was already imported with
        another backend.
    """
    if find_spec("tensorflow") is None:
        raise WrongState(
            "This Python has no TensorFlow, which Keras needs here. Install "
            "accuracy-zero[keras] in place of accuracy-zero, with Python "
            "3.11, 3.12 or 3.13: for others there is no TensorFlow yet."
        )
    keras = import_keras()
    if keras.backend.backend() != "tensorflow":
        raise WrongState(
            "Keras is already running on another backend "
            f"({keras.backend.backend()}), and this course needs TensorFlow. "
            "Restart the kernel (menu Kernel → Restart) and try again."
        )
    _run_first_operation()
    # Every new model is compiled anew, and TensorFlow warns of that.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return keras


def import_keras() -> Any:
    """Import Keras on TensorFlow, and run nothing: no thread starts.

    Returns
    -------
    module
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = "tensorflow"
        with _stderr_held_back():
            import keras
    import keras

    return keras


@functools.cache
def _run_first_operation() -> None:
    """The one that logs lines, once in a process."""
    import keras

    with _stderr_held_back():
        keras.ops.zeros(1) + 1


@contextlib.contextmanager
def _stderr_held_back() -> Iterator[None]:
    """Hold back what C++ code writes to stderr; show it after a failure.

    TensorFlow logs before its log level is read, from C++, so only the file
    descriptor itself can be redirected. Warnings are ignored meanwhile: they
    are of Keras, not of a learner.
    """
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.dup2(log.fileno(), 2)
        try:
            yield
        except BaseException:
            log.seek(0)
            os.write(saved, log.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)
