"""How many threads work: one number for all that share in an operation, one for those side by side.

**In one operation**: XLA's pool, the native kernels on it, the blocks of large eager operations and
NumPy's products. The number is, in this order: what `tf.config.threading` was told;
`TF_NUM_INTRAOP_THREADS`; `OMP_NUM_THREADS`; the CPUs that the process may run on. XLA makes its
pool when the first compiled program runs. NumPy's BLAS reads the environment itself
(`OPENBLAS_NUM_THREADS`, `OMP_NUM_THREADS`, `MKL_NUM_THREADS`) when NumPy is imported; it is told
where only Pellucid knows the number.

**Side by side**: the threads that prepare data while a model trains (`data_threads`), and compiled
programs that begin before the last one has ended. The number is what `tf.config.threading` was
told, or `TF_NUM_INTEROP_THREADS`; without one there is no limit.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

_threads = {"intra": 0, "inter": 0}
_POOL_SIZE = "PJRT_NPROC"
"""The environment variable from which XLA takes the size of its pool."""


def set_intra_op_parallelism_threads(num_threads: int) -> None:
    """Let one operation use at most `num_threads` threads; 0 lets the environment decide.

    The limit holds for compiled programs and the native kernels in them, which share one pool, for
    large eager operations, and for NumPy's matrix products.

    Args:
        num_threads: the limit, 0 for none.

    Raises:
        RuntimeError: compiled programs have run already.
        TypeError, ValueError: it is no number of threads.

    Example:
        >>> tf.config.threading.set_intra_op_parallelism_threads(2)
    """
    _check("Intra", num_threads)
    _threads["intra"] = num_threads
    _limit_blas(num_threads)


def set_inter_op_parallelism_threads(num_threads: int) -> None:
    """Let at most `num_threads` operations run side by side; 0 lets the environment decide.

    It limits the threads in which data are prepared while a model trains (the workers of a
    `PyDataset`). With 1, a compiled program also ends before the next one begins; by default a call
    returns while the program still runs. What runs side by side within one program shares the pool
    that `set_intra_op_parallelism_threads` sizes.

    Args:
        num_threads: the limit, 0 for none.

    Raises:
        RuntimeError: compiled programs have run already.
        TypeError, ValueError: it is no number of threads.

    Example:
        >>> tf.config.threading.set_inter_op_parallelism_threads(2)
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


def side_by_side() -> int:
    """How many operations may run side by side; 0: as many as there are."""
    return _threads["inter"] or _from_environment("TF_NUM_INTEROP_THREADS")


def in_turn(jax: Any) -> None:
    """Let a program end before the next begins, where only one may run; before the first runs."""
    if side_by_side() == 1:
        jax.config.update("jax_cpu_enable_async_dispatch", False)


@contextlib.contextmanager
def data_threads(workers: int) -> Iterator[ThreadPoolExecutor]:
    """A pool of threads that prepare data, which leaves the CPUs to those who need them.

    It has `workers` threads, or as many as `set_inter_op_parallelism_threads` allows, and inside
    of the block each of NumPy's matrix products uses one thread (see `blas_threads`).

    Args:
        workers: how many threads are wanted.

    Raises:
        ValueError: less than 1.

    Example:
        >>> with tf.config.experimental.data_threads(2) as pool:
        ...     batches = list(pool.map(np.ones, [(2, 3), (2, 3)]))
    """
    from concurrent.futures import ThreadPoolExecutor

    from pellucid.runtime.blas import blas_threads

    if workers < 1:
        raise ValueError(
            f"tf.config.experimental.data_threads [workers]: expected at least 1, got {workers}"
        )
    allowed = min(workers, side_by_side() or workers)
    with blas_threads(1), ThreadPoolExecutor(allowed, "pellucid-data") as pool:
        yield pool


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
    if not isinstance(num_threads, int) or isinstance(num_threads, bool):
        raise TypeError(
            f"tf.config.threading [num_threads]: expected an int, received {num_threads!r}"
        )
    if num_threads < 0:
        raise ValueError(
            f"tf.config.threading [num_threads]: expected a number >= 0, received {num_threads}"
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
