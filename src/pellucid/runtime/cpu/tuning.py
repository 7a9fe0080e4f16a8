"""Settings of XLA and of the memory allocator, made once, before jax is loaded.

choose_xla_flags      convolutions that are left to XLA take its faster path
keep_freed_memory     large buffers are reused from step to step instead of returned to the system
"""

from __future__ import annotations

import ctypes
import functools
import importlib.metadata
import os
import sys

FLAG = "--xla_cpu_experimental_ynn_fusion_type"
# jaxlib versions whose XLA knows the flag. XLA ends the process on a flag that it does not know.
KNOWING = ("0.10.", "0.11.", "0.12.")


def choose_xla_flags() -> None:
    """Keep single convolutions out of XLA's YNNPACK library.

    Their gradients take 1.7 (jaxlib 0.10) to 2.4 times as long there (0.12).

    A user who has set the flag in `XLA_FLAGS` keeps what he set.
    """
    flags = xla_flags()
    if flags:
        os.environ["XLA_FLAGS"] = flags


def xla_flags() -> str:
    """The value of `XLA_FLAGS` that programs run with."""
    given = os.environ.get("XLA_FLAGS", "")
    if FLAG in given or not importlib.metadata.version("jaxlib").startswith(KNOWING):
        return given
    return f"{given} {FLAG}=-LIBRARY_FUSION_TYPE_INDIVIDUAL_CONVOLUTION".strip()


# Parameters of mallopt, from glibc's malloc.h.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8
_KEPT = (1 << 31) - 1  # how many free bytes at the end of the heap are kept: mallopt takes an int


def keep_freed_memory() -> bool:
    """Let the C library keep freed memory for the next allocation, as other frameworks' arenas do.

    XLA allocates its temporary buffers anew in every step. By default glibc maps each large one
    from the system and unmaps it afterwards, and the first touch of every page then costs more than
    the arithmetic on it: half of the time of a small convolutional network's training step.

    Returns: whether it was done: on Linux with glibc, unless `PELLUCID_KEEP_MEMORY=0` or glibc's
        own environment variables (`MALLOC_…`, `GLIBC_TUNABLES`) say something.
    """
    if not keeps_freed_memory():
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    # One arena, since the others map blocks above 64 MiB whatever the settings are, and XLA
    # allocates results on its threads.
    settings = (
        (_MMAP_MAX, 0), (_TRIM_THRESHOLD, _KEPT), (_TOP_PAD, 1 << 26), (_ARENA_MAX, 1)
    )  # fmt: skip
    results = [mallopt(parameter, value) for parameter, value in settings]
    _reserve_huge_pages()
    return all(result == 1 for result in results)


_RESERVED = 1 << 30
_HUGE_PAGE = 1 << 21
_MADV_HUGEPAGE = 14  # from Linux's mman.h


@functools.cache
def _reserve_huge_pages() -> None:
    """Let the first GiB of the heap use pages of 2 MiB: a tenth of the page faults' time remains.

    The block is given back at once; its addresses stay in the heap, and no page of it is in memory
    before something is written there.
    """
    library = ctypes.CDLL(None)
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    block = library.malloc(_RESERVED)
    if not block:
        return
    start = -(-block // _HUGE_PAGE) * _HUGE_PAGE
    length = (block + _RESERVED - start) // _HUGE_PAGE * _HUGE_PAGE
    library.madvise(start, length, _MADV_HUGEPAGE)  # a kernel without them says no
    library.free(block)


def keeps_freed_memory() -> bool:
    """Whether `keep_freed_memory` may change the allocator's settings here."""
    chosen = any(name.startswith(("MALLOC_", "GLIBC_TUNABLES")) for name in os.environ)
    if (
        chosen
        or os.environ.get("PELLUCID_KEEP_MEMORY") == "0"
        or not sys.platform.startswith("linux")
    ):
        return False
    return hasattr(ctypes.CDLL(None), "gnu_get_libc_version")
