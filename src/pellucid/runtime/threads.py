"""How many threads compiled programs use; set before the first one runs."""

from __future__ import annotations

import os
import sys

_threads = {"intra": 0, "inter": 0}


def set_intra_op_parallelism_threads(num_threads: int) -> None:
    """Let one operation use at most `num_threads` threads; 0 lets the runtime choose.

    XLA's CPU backend takes its thread count from the CPUs that the process may run on, so the
    process is limited to that many of them.

    Raises:
        RuntimeError: compiled programs have run already.
        ValueError: the number is negative, or larger than the CPUs that there are.
    """
    _check(num_threads)
    if num_threads and hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        if num_threads > len(allowed):
            raise ValueError(
                f"tf.config.threading: expected at most {len(allowed)} threads (the CPUs of this "
                f"process), received {num_threads}"
            )
        os.sched_setaffinity(0, allowed[:num_threads])
    _threads["intra"] = num_threads


def set_inter_op_parallelism_threads(num_threads: int) -> None:
    """The number of operations that may run side by side.

    A compiled program is one operation, so the number is kept for
    `get_inter_op_parallelism_threads` and changes nothing else.
    """
    _check(num_threads)
    _threads["inter"] = num_threads


def get_intra_op_parallelism_threads() -> int:
    """What was set; 0 if nothing was."""
    return _threads["intra"]


def get_inter_op_parallelism_threads() -> int:
    """What was set; 0 if nothing was."""
    return _threads["inter"]


def _check(num_threads: int) -> None:
    if not isinstance(num_threads, int) or num_threads < 0:
        raise ValueError(
            f"tf.config.threading: expected a number of threads >= 0, received {num_threads!r}"
        )
    if "jax" in sys.modules:
        from pellucid.runtime import backend

        if backend.load_jax.cache_info().currsize:
            raise RuntimeError(
                "The number of threads cannot be modified after initialization. "
                "Fix: set it before the first tf.function runs."
            )
