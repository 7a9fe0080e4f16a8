"""The threads of NumPy's matrix products: found in the library that NumPy has loaded, and limited.

NumPy's wheels bring OpenBLAS, which by default uses all CPUs for each product. Two Python threads
that multiply at the same time then run twice as many threads as there are CPUs, and each waits for
the others: two threads that prepare batches were 2.6 times as fast with one BLAS thread each.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# the functions under the names that builds of OpenBLAS, and MKL, give them
SPELLINGS = (
    ("scipy_openblas_get_num_threads64_", "scipy_openblas_set_num_threads64_"),
    ("scipy_openblas_get_num_threads", "scipy_openblas_set_num_threads"),
    ("openblas_get_num_threads64_", "openblas_set_num_threads64_"),
    ("openblas_get_num_threads", "openblas_set_num_threads"),
    ("MKL_Get_Max_Threads", "MKL_Set_Num_Threads"),
)


@dataclass(frozen=True)
class Blas:
    """A loaded BLAS library: its file's name and the functions for its number of threads."""

    name: str
    get: Callable[[], int]
    set: Callable[[int], object]


@functools.cache
def find() -> Blas | None:
    """The BLAS that NumPy has loaded; None where it cannot be told (macOS's Accelerate)."""
    for path in _candidates():
        try:
            library = ctypes.CDLL(str(path))
        except OSError:
            continue
        for get, put in SPELLINGS:
            if hasattr(library, get) and hasattr(library, put):
                getattr(library, get).restype = ctypes.c_int
                return Blas(path.name, getattr(library, get), getattr(library, put))
    return None


def _candidates() -> list[Path]:
    """Files that may be it: in NumPy's folder, or else among all that the process has mapped."""
    from pathlib import Path  # its import is as dear as a dozen of our modules

    import numpy

    package = Path(numpy.__file__).parent
    folders = (package.parent / "numpy.libs", package / ".dylibs")
    own = [file for folder in folders for file in sorted(folder.glob("*openblas*"))]
    if own:
        return own
    try:
        maps = Path("/proc/self/maps").read_text().split()
    except OSError:
        return []
    mapped = {Path(word) for word in maps if word.startswith("/")}
    return sorted(file for file in mapped if "blas" in file.name or "mkl_rt" in file.name)


class _Holders:
    """Who asks for few threads now, and the number from before the first of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.limits: list[int] = []
        self.before = 0


_holders = _Holders()


@contextlib.contextmanager
def blas_threads(num_threads: int) -> Iterator[None]:
    """Inside the block each of NumPy's matrix products uses at most `num_threads` threads.

    For programs that prepare data in threads of their own: with one BLAS thread for each of them
    the CPUs are not asked to run more threads than they can. The limit is the process's, as BLAS
    libraries know no other; the smallest of several blocks that overlap counts. Where the library
    is not known (`pellucid doctor` names it) nothing happens.

    Args:
        num_threads: the limit.

    Raises:
        ValueError: it is less than 1.

    Example:
        >>> with tf.config.experimental.blas_threads(1):
        ...     product = np.ones((4, 4)) @ np.ones((4, 4))
    """
    if not isinstance(num_threads, int) or num_threads < 1:
        raise ValueError(
            "tf.config.experimental.blas_threads [num_threads]: expected a number >= 1, "
            f"received {num_threads!r}"
        )
    blas = find()
    if blas is None:
        yield
        return
    with _holders.lock:
        if not _holders.limits:
            _holders.before = blas.get()
        _holders.limits.append(num_threads)
        blas.set(min(_holders.before, *_holders.limits))
    try:
        yield
    finally:
        with _holders.lock:
            _holders.limits.remove(num_threads)
            blas.set(min([_holders.before, *_holders.limits]))
