"""Compiled functions that do many tiny operations."""

import os
from collections.abc import Callable
from typing import Any

from helpers.jit import cores

# Operations that call others. On one thread the function waits for them, and
# they wait for a thread: on a machine with one core, for ever.
BRANCHING = {
    *("If", "StatelessIf", "Case", "StatelessCase"),
    *("While", "StatelessWhile"),
    *("PartitionedCall", "StatefulPartitionedCall"),
}


def compiled(function: Callable) -> Callable:
    """Compile a function of tensors, to run on one thread where it can.

    TensorFlow hands every operation to a pool of threads. Where they are many
    and tiny, that takes longer than the work: training is two to three times
    as fast without.

    Parameters
    ----------
    function : callable
        Its first argument is `note`, which it calls with a tensor that
        depends on the model: models that branch or loop keep the pool.

    Returns
    -------
    callable
        Takes the other arguments of `function`, as tensors.
    """
    import tensorflow as tf

    kinds: set[str] = set()

    @tf.autograph.experimental.do_not_convert
    def note(tensor: Any) -> None:  # runs only while the function is traced
        operations = tensor.graph.get_operations()
        kinds.update(operation.type for operation in operations)

    @tf.function(reduce_retracing=True)
    def traced(*tensors: Any) -> Any:
        return function(note, *tensors)

    def run(*tensors: Any) -> Any:
        one_thread = tf.experimental.function_executor_type(
            "SINGLE_THREADED_EXECUTOR"
        )
        with one_thread:
            traced.get_concrete_function(*tensors)  # traces it, if it is new
            if not kinds & BRANCHING and _has_a_spare_thread():
                return traced(*tensors)
        return traced(*tensors)

    return run


def _has_a_spare_thread() -> bool:
    """Whether the pool has a thread in which nothing waits for another.

    What branches without having been seen would wait for ever without one.
    """
    import tensorflow as tf

    chosen = tf.config.threading.get_inter_op_parallelism_threads()
    told = int(os.environ.get("TF_NUM_INTEROP_THREADS") or 0)
    return (chosen or told or cores()) > 1
