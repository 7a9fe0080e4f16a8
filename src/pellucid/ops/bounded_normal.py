"""Normal random numbers within bounds, by the method that rejects least.

Functions: stateless_parameterized_truncated_normal.

Reference: Robert, "Simulation of truncated normal variables", 1995.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING
from pellucid.core.tensor import Tensor
from pellucid.core.typing import ShapeLike, TensorLike
from pellucid.graph.shape_rules import shape_from_input
from pellucid.ops import philox
from pellucid.ops.broadcasting import shape_vector
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.random import INDEX, checked_shape
from pellucid.ops.stateless_random import seed_state
from pellucid.runtime.dispatch import op

# Plain normal numbers are used if the bounds hold the mean and reach this far to one side.
_WIDE = 1.3
_BLOCKS = 1024
_MOST_CHUNKS = 10_000

ParameterizedTruncatedNormal = op(
    "ParameterizedTruncatedNormal",
    "shape: T, means: dtype, stdevs: dtype, minvals: dtype, maxvals: dtype -> output: dtype",
    T=INDEX, dtype=FLOATING, seed=0, seed2=0, stateful=True, gradient=None,
    infer=shape_from_input(0),
)  # fmt: skip
StatelessParameterizedTruncatedNormal = op(
    "StatelessParameterizedTruncatedNormal",
    "shape: S, seed: Tseed, means: dtype, stddevs: dtype, minvals: dtype, maxvals: dtype -> "
    "output: dtype",
    S=INDEX, Tseed=INDEX, dtype=FLOATING, gradient=None, infer=shape_from_input(0),
)  # fmt: skip


def _candidates(low: Any, high: Any, dtype: Any) -> tuple[int, Callable[[Any], tuple[Any, Any]]]:
    """How to make candidates: blocks of a step, and words (steps, blocks, 4) -> (numbers, fit)."""
    if (low < -_WIDE and high >= 0) or (high > _WIDE and low <= 0):

        def normal(words: Any) -> tuple[Any, Any]:
            x = philox.box_muller(np, words[:, 0], dtype)
            return x, (x >= low) & (x <= high)

        return 1, normal
    kind = type(low)
    root = np.sqrt(low * low + kind(4))
    cutoff = kind(2) * np.exp(kind(0.5) + low * (low - root) / kind(4)) / (low + root)
    if high - low < cutoff:
        peak = low if low > 0 else kind(0)

        def even(words: Any) -> tuple[Any, Any]:
            u = _units(words, dtype)
            x = u[:, 0] * (high - low) + low
            return x, u[:, 1] <= np.exp((peak * peak - x * x) / kind(2))

        return 2, even
    rate = (low + root) / kind(2)

    def exponential(words: Any) -> tuple[Any, Any]:
        u = _units(words, dtype)[:, 0]
        x = low - np.log(u[:, 0::2]) / rate
        return x, (u[:, 1::2] <= np.exp(-((x - rate) ** 2) / kind(2))) & (x < high)

    return 1, exponential


def _units(words: Any, dtype: Any) -> Any:
    if dtype.size == 8:
        return philox.unit_double(words.reshape(*words.shape[:-1], 2, 2))
    return philox.unit(np, words, np.dtype(np.float32))


def _bounded(state: Any, used: int, count: int, bounds: Any, dtype: Any) -> tuple[Any, int]:
    """`count` numbers from one set of parameters, and how many counter values are used then."""
    kind = np.float64 if dtype.size == 8 else np.float32
    mean, stddev, low, high = (kind(v) for v in bounds)
    if not (stddev > 0 and low < high and math.isfinite(mean)):
        return np.full(count, np.nan), used
    low, high = (low - mean) / stddev, (high - mean) / stddev
    # The methods want the bound that cuts more to be the lower one.
    mirrored = low == -math.inf or high < 0
    if mirrored:
        low, high = -high, -low
    blocks, make = _candidates(low, high, dtype)
    parts, found = [], 0
    for _ in range(_MOST_CHUNKS):
        steps = np.arange(used, used + _BLOCKS * blocks, dtype=np.uint64)
        numbers, fit = make(philox.words_at(np, state, steps).reshape(_BLOCKS, blocks, 4))
        places = np.flatnonzero(fit.reshape(-1))[: count - found]
        parts.append(numbers.reshape(-1)[places])
        found += places.size
        if found == count:
            last = places[-1] // numbers.shape[1] if count else -1
            used += int(last + 1) * blocks
            break
        used += _BLOCKS * blocks
    drawn = np.concatenate(parts)[:count] if parts else np.zeros(0)
    drawn = np.concatenate([drawn, np.full(count - drawn.size, np.nan)])
    return (-drawn if mirrored else drawn) * stddev + mean, used


@ParameterizedTruncatedNormal.kernel("host")
def _(shape: Any, means: Any, stdevs: Any, minvals: Any, maxvals: Any, dtype: Any, rng: Any) -> Any:
    dims, state = checked_shape(shape), np.asarray(rng.value)
    batches = dims[0] if dims else 1
    each = int(np.prod(dims)) // max(batches, 1)
    rng.value = philox.advance(np, state, batches * (each + 3) * 500)
    sets = np.stack([np.broadcast_to(p, batches) for p in (means, stdevs, minvals, maxvals)], 1)
    rows, used = [], 0
    for bounds in sets:
        row, used = _bounded(state, used, each, bounds, dtype)
        rows.append(row)
    return np.array(rows).reshape(dims)


@StatelessParameterizedTruncatedNormal.kernel("host")
def _(
    shape: Any, seed: Any, means: Any, stddevs: Any, minvals: Any, maxvals: Any, dtype: Any
) -> Any:
    dims, state = checked_shape(shape), seed_state(np, seed)
    parameters = np.broadcast_arrays(means, stddevs, minvals, maxvals)
    inner = parameters[0].shape
    if dims[len(dims) - len(inner) :] != inner:
        raise ValueError(
            f"shape must end with the broadcast shape of the parameters: {dims} vs {inner}"
        )
    each = int(np.prod(dims[: len(dims) - len(inner)]))
    columns, used = [], 0
    for bounds in np.stack(parameters, -1).reshape(-1, 4):
        column, used = _bounded(state, used, each, bounds, dtype)
        columns.append(column)
    return np.array(columns).reshape(-1, each).T.reshape(dims)


def stateless_parameterized_truncated_normal(
    shape: ShapeLike, seed: TensorLike, means: TensorLike = 0.0, stddevs: TensorLike = 1.0,
    minvals: TensorLike = -2.0, maxvals: TensorLike = 2.0, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Random numbers from normal distributions, restricted to [minvals, maxvals].

    Args:
        shape: the full shape of the result; it ends with the broadcast shape of the parameters.
        seed: two integers.
        means, stddevs: of the unrestricted distributions; float tensors.
        minvals, maxvals: the bounds.
        name: name of the operation.

    Returns: a tensor of `shape`, dtype of the parameters; NaN where a standard deviation is not
        positive or the bounds are not in order.
    """
    means = convert_to_tensor(means, dtype_hint=dtypes.float32)
    others = [convert_to_tensor(v, means.dtype) for v in (stddevs, minvals, maxvals)]
    return StatelessParameterizedTruncatedNormal(
        shape_vector(shape), seed, means, *others, name=name
    )
