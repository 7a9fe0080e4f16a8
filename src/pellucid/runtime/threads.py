"""How many threads work: one number for XLA's pool, the native kernels and NumPy's products.

The number is, in this order: what `tf.config.threading` was told; `TF_NUM_INTRAOP_THREADS`;
`OMP_NUM_THREADS`; the CPUs that the process may run on. XLA makes its pool when the first compiled
program runs, and the native kernels work on that pool. NumPy's BLAS reads the environment itself
(`OPENBLAS_NUM_THREADS`, `OMP_NUM_THREADS`, `MKL_NUM_THREADS`) when NumPy is imported; it is told
where only Pellucid knows the number.
"""

from __future__ import annotations

import os
import sys

_threads = {"intra": 0, "inter": 0}
_POOL_SIZE = "PJRT_NPROC"
"""The environment variable from which XLA takes the size of its pool."""


def set_intra_op_parallelism_threads(num_threads: int) -> None:
    """Let one operation use at most `num_threads` threads; 0 lets the environment decide.

    The limit holds for compiled programs and the native kernels in them, which share one pool, and
    for NumPy's matrix products.

    Args:
        num_threads: the limit, 0 for none.

    Raises:
        RuntimeError: compiled programs have run already.
        ValueError: the number is negative.

    Example:
        >>> tf.config.threading.set_intra_op_parallelism_threads(2)
    """
    _check("Intra", num_threads)
    _threads["intra"] = num_threads
    _limit_blas(num_threads)


def set_inter_op_parallelism_threads(num_threads: int) -> None:
    """Say how many operations may run side by side.

    The operations of a compiled program run on the pool that also works on each of them, so
    there are never more at a time than `set_intra_op_parallelism_threads` has allowed, and eager
    operations run one after the other: the number adds nothing to that limit, and is kept for
    `get_inter_op_parallelism_threads`.

    Args:
        num_threads: the number, 0 to let the runtime choose.

    Raises:
        RuntimeError: compiled programs have run already.
        ValueError: the number is negative.
    """
    _check("Inter", num_threads)
    _threads["inter"] = num_threads


def get_intra_op_parallelism_threads() -> int:
    """What `set_intra_op_parallelism_threads` was told; 0 if nothing."""
    return _threads["intra"]


def get_inter_op_parallelism_threads() -> int:
    """What `set_inter_op_parallelism_threads` was told; 0 if nothing."""
    return _threads["inter"]


def pool_size() -> tuple[int, str]:
    """How many threads compiled programs get, and who said so."""
    if _threads["intra"]:
        return _threads["intra"], "tf.config.threading"
    for name in (_POOL_SIZE, "NPROC", "TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"):
        number = _from_environment(name)
        if number:
            return number, name
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)), "all CPUs of this process"
    return os.cpu_count() or 1, "all CPUs"


def size_pool() -> None:
    """Tell XLA the number of threads; called before it makes its pool."""
    number, said_by = pool_size()
    if not said_by.startswith("all CPUs"):
        os.environ[_POOL_SIZE] = str(number)


def _from_environment(name: str) -> int:
    """A positive number in an environment variable; 0 where there is none.

    OpenMP allows a list, one number for each level of nesting: the first counts.
    """
    first = os.environ.get(name, "").split(",")[0].strip()
    return int(first) if first.isdecimal() else 0


def _limit_blas(num_threads: int) -> None:
    if num_threads:
        from pellucid.runtime import blas

        found = blas.find()
        if found is not None:
            found.set(num_threads)


def _check(which: str, num_threads: int) -> None:
    if not isinstance(num_threads, int) or num_threads < 0:
        raise ValueError(
            f"tf.config.threading: expected a number of threads >= 0, received {num_threads!r}"
        )
    if "jax" in sys.modules:
        from pellucid.runtime import backend

        if backend.load_jax.cache_info().currsize and num_threads != _threads[which.lower()]:
            raise RuntimeError(
                f"{which} op parallelism cannot be modified after initialization. "
                "Fix: set it before the first compiled program runs."
            )


if os.environ.get("TF_NUM_INTRAOP_THREADS") and not os.environ.get("OPENBLAS_NUM_THREADS"):
    # NumPy's BLAS does not know this variable; without it nothing is loaded here.
    _limit_blas(_from_environment("TF_NUM_INTRAOP_THREADS"))
