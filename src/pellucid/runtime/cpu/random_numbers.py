"""Native random numbers: Philox on all threads, where NumPy and XLA take ten times as long.

compiled    for a program that is being compiled
drawn       at once, for eager work
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any, Literal

import numpy as np

from pellucid.runtime.blocks import in_threads
from pellucid.runtime.cpu import native

# For fewer Philox blocks, of four words each, the texts in ops/philox.py are as good.
SMALLEST = 1 << 10
_SHARE = 1 << 18  # numbers that one thread draws at a time

Kind = Literal["words", "uniform", "normal"]
_KINDS: tuple[Kind, ...] = ("words", "uniform", "normal")  # as in handlers.cc


def compiled(jax: Any, kind: Kind, state: Any, count: int) -> Any:
    """`count` blocks of words (count, 4), uint32, or numbers (count,), float32; None: XLA shall.

    Args:
        jax: the module.
        kind: what to draw. Uniform numbers are left to XLA, which makes them of words while it
            computes what they are for.
        state: of a Philox generator, three uint64.
        count: how many.
    """
    blocks = count if kind == "words" else count // 4
    if kind == "uniform" or blocks < SMALLEST or not native.usable(jax):
        return None
    if kind == "words":
        target, result = "pellucid_random_words", jax.ShapeDtypeStruct((count, 4), np.uint32)
    else:
        target, result = "pellucid_random_normal", jax.ShapeDtypeStruct((count,), np.float32)
    return jax.ffi.ffi_call(target, result, vmap_method="sequential")(state)


def drawn(kind: Kind, state: np.ndarray, count: int) -> np.ndarray | None:
    """The same at once; None: NumPy shall do it. Uniform numbers, too, are made here."""
    blocks = count if kind == "words" else count // 4
    draw = _draw() if blocks >= SMALLEST and not native.switched_off() else None
    if draw is None:
        return None
    state = np.ascontiguousarray(state, np.uint64)
    if kind == "words":
        out, step, in_block = np.empty((count, 4), np.uint32), _SHARE // 4, 1
    else:
        out, step, in_block = np.empty(count, np.float32), _SHARE, 4

    def share(start: int) -> None:
        part = out[start : start + step]
        draw(_KINDS.index(kind), state.ctypes.data, start // in_block, len(part), part.ctypes.data)

    in_threads(share, range(0, count, step))
    return out


@functools.cache
def _draw() -> Any:
    """The library's function; None if there is no library."""
    library = native.load().library
    if library is None:
        return None
    library.pellucid_draw.argtypes = [
        ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p
    ]  # fmt: skip
    library.pellucid_draw.restype = None
    return library.pellucid_draw
