"""One stream of random numbers for each element: what methods that reject candidates draw from.

A method such as "draw until it fits" uses a different amount of numbers for each element.
TensorFlow gives each element 256 counter values of its own; here all elements draw together, and
those that are done are masked out. The same text runs on NumPy (a Python loop) and in XLA (a
compiled one).

    Streams             the place of every element in its stream
    streams             the start, from a generator's state
    uniforms, normals   float64 numbers for the elements that are active
    while_active        a loop until no element is active
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.ops import philox

# A rejection method that has not ended by then never will (NaN parameters).
_MOST_ROUNDS = 10_000


class Streams(NamedTuple):
    """Where each element is in its stream; a block of four words gives two float64.

    Attributes:
        state: the generator's state, uint64 (3,).
        first: the first counter value of each element, relative to the state.
        used: blocks used by each element.
        uniform, uniforms_left: the last pair of uniform numbers, and how many of them are unused.
        normal, normals_left: the same of normal numbers.
    """

    state: Any
    first: Any
    used: Any
    uniform: Any
    uniforms_left: Any
    normal: Any
    normals_left: Any


def streams(xp: Any, state: Any, count: int, stride: int = philox.RESERVED) -> Streams:
    """Streams for `count` elements, `stride` counter values apart."""
    first = xp.arange(count, dtype=np.uint64) * np.uint64(stride)
    zeros, pair = xp.zeros(count, np.int64), xp.zeros((count, 2))
    return Streams(state, first, xp.zeros(count, np.uint64), pair, zeros, pair, zeros)


def _block(xp: Any, s: Streams) -> Any:
    return philox.words_at(xp, s.state, s.first + s.used)


def uniforms(xp: Any, s: Streams, active: Any) -> tuple[Any, Streams]:
    """One number in [0, 1) for each element; only the active ones move on."""
    fresh = active & (s.uniforms_left == 0)
    if xp is np and not fresh.any():
        pair = s.uniform
    else:
        drawn = philox.unit_double(_block(xp, s).reshape(-1, 2, 2))
        pair = xp.where(fresh[:, None], drawn, s.uniform)
    left = xp.where(fresh, 2, s.uniforms_left) - active
    # TensorFlow takes the numbers of a pair from its end.
    value = xp.where(left == 1, pair[:, 1], pair[:, 0])
    return value, s._replace(
        used=s.used + fresh.astype(np.uint64), uniform=pair, uniforms_left=left
    )


def normals(xp: Any, s: Streams, active: Any) -> tuple[Any, Streams]:
    """One standard normal number for each element; only the active ones move on."""
    fresh = active & (s.normals_left == 0)
    if xp is np and not fresh.any():
        pair = s.normal
    else:
        drawn = philox.box_muller(xp, _block(xp, s), dtypes.float64)
        pair = xp.where(fresh[:, None], drawn, s.normal)
    left = xp.where(fresh, 2, s.normals_left) - active
    value = xp.where(left == 1, pair[:, 1], pair[:, 0])
    return value, s._replace(used=s.used + fresh.astype(np.uint64), normal=pair, normals_left=left)


def while_active(
    jax: Any, body: Callable[..., Any], active: Any, *carried: Any, most: int = _MOST_ROUNDS
) -> Any:
    """Call `active, *carried = body(active, *carried)` until no element is active.

    Args:
        jax: the jax namespace in compiled kernels, None on NumPy.
        most: give up after so many calls.
    """
    if jax is None:
        for _ in range(most):
            if not active.any():
                break
            active, *rest = body(active, *carried)
            carried = tuple(rest)
        return carried
    rounds = (0, active, *carried)

    def going(values: Any) -> Any:
        return values[1].any() & (values[0] < most)

    found = jax.lax.while_loop(going, lambda values: (values[0] + 1, *body(*values[1:])), rounds)
    return list(found[2:])
