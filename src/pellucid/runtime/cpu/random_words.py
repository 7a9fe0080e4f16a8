"""Native random words: Philox on all threads, where XLA computes it number by number on one."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.runtime.cpu import native

# For fewer blocks XLA's own text, which it fuses with what follows, is as good.
SMALLEST = 1 << 10


def words(jax: Any, state: Any, blocks: int) -> Any:
    """Random words (blocks, 4), uint32, of a Philox state (three uint64); None: XLA shall do it."""
    if blocks < SMALLEST or not native.usable(jax):
        return None
    result = jax.ShapeDtypeStruct((blocks, 4), np.uint32)
    return jax.ffi.ffi_call("pellucid_random_words", result, vmap_method="sequential")(state)
