"""Pooling by fractions: windows of k or k + 1 rows in a random sequence.

Ops: FractionalMaxPool, FractionalAvgPool and their gradients.
Functions: fractional_max_pool, fractional_avg_pool.

Reference: Graham, "Fractional Max-Pooling" (arXiv:1412.6071).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.errors import describe, explain
from pellucid.core.seeds import SEEDS, get_seed
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops import philox
from pellucid.ops.array import shape as shape_of
from pellucid.runtime.dispatch import Op, op

_TYPES = frozenset({dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64})
_SCHEMA = "value: T -> output: T, row_pooling_sequence: int64, col_pooling_sequence: int64"


def _pool(name: str) -> Op:
    return op(
        name, _SCHEMA, T=_TYPES, pooling_ratio=list, pseudo_random=False, overlapping=False,
        deterministic=False, seed=0, seed2=0, infer=_shapes,
    )  # fmt: skip


def _shapes(call: Call) -> Any:
    dims = call.shape(0) or (None,) * 4
    made = [
        None if n is None else int(n / r)
        for n, r in zip(dims, call.attrs["pooling_ratio"], strict=True)
    ]
    return [tuple(made), *[(None if n is None else n + 1,) for n in made[1:3]]]


class _Words:
    """32-bit words of a generator, one after the other."""

    def __init__(self, state: np.ndarray) -> None:
        self.state, self._next = state, 0

    def word(self) -> int:
        block, place = divmod(self._next, 4)
        self._next += 1
        words = philox.words_at(np, self.state, np.array([block], np.uint64))[0]
        return int(words[place])

    def below(self, n: int) -> int:
        """From 0 to n - 1, all equally likely: words that would favour some are dropped."""
        if n & (n - 1) == 0:
            return self.word() & (n - 1)
        unfair = (2**32 - 1) % n + 1
        while (word := self.word()) < unfair:
            pass
        return word % n

    def unit(self) -> float:
        """From [0, 1)."""
        return float(philox.unit_double(np.array([self.word(), self.word()], np.uint32)))


def _sequence(size: int, count: int, words: _Words, pseudo_random: bool) -> np.ndarray:
    """Where the windows begin and the last ends: count + 1 numbers from 0 to `size`."""
    few, longer = divmod(size, count)
    if not longer:
        return np.arange(count + 1) * few
    if pseudo_random:
        ratio = size / count
        largest = min((few + 2) / ratio - 1, (size + 1 - few) / ratio - (count - 1))
        start = words.unit() * largest
        inner = [int(ratio * (i + start)) for i in range(1, count)]
        return np.array([0, *inner, size])
    lengths = [few + 1] * longer + [few] * (count - longer)
    for i in range(count - 1):
        j = i + words.below(count - i)
        lengths[i], lengths[j] = lengths[j], lengths[i]
    return np.concatenate([[0], np.cumsum(lengths)])


def _sequences(
    x: Any, pooling_ratio: Any, pseudo_random: bool, seed: int, seed2: int
) -> list[np.ndarray]:
    if x.ndim != 4:
        raise ValueError(explain("", "not a batch of images", expected="rank 4"))
    state, found = philox.initial_state(seed, seed2), []
    for axis in (1, 2):
        size, count = x.shape[axis], int(x.shape[axis] / pooling_ratio[axis])
        if count < 1:
            problem, expected = f"dimension {axis} is too small", f">= {pooling_ratio[axis]}"
            raise ValueError(explain("", problem, expected=expected, received=size))
        found.append(_sequence(size, count, _Words(state), pseudo_random))
        state = philox.advance(np, state, 1 if pseudo_random else -(-count // 4))
    return found


def _windows(
    rows: np.ndarray, columns: np.ndarray, overlapping: bool
) -> Iterator[tuple[int, int, slice, slice]]:
    """Number and extent of each window; overlapping ones share their border."""
    for i in range(len(rows) - 1):
        for j in range(len(columns) - 1):
            height, width = (
                slice(int(s[k]), min(int(s[k + 1]) + overlapping, int(s[-1])))
                for s, k in ((rows, i), (columns, j))
            )
            yield i, j, height, width


FractionalMaxPool = _pool("FractionalMaxPool")
FractionalAvgPool = _pool("FractionalAvgPool")
FractionalMaxPoolGrad = op(
    "FractionalMaxPoolGrad",
    "orig_input: T, orig_output: T, out_backprop: T, row_pooling_sequence: int64, "
    "col_pooling_sequence: int64 -> output: T",
    T=_TYPES, overlapping=False, gradient=None, infer=lambda call: call.shape(0),
)  # fmt: skip
FractionalAvgPoolGrad = op(
    "FractionalAvgPoolGrad",
    "orig_input_tensor_shape: int64, out_backprop: T, row_pooling_sequence: int64, "
    "col_pooling_sequence: int64 -> output: T",
    T=_TYPES, overlapping=False, gradient=None,
    infer=lambda call: tuple(call.vector(0) or (None,) * 4),
)  # fmt: skip


def _reducing(made: Op, reduce: Any) -> None:
    @made.kernel("host")
    def _(
        x: Any, pooling_ratio: Any, pseudo_random: bool, overlapping: bool, seed: int, seed2: int
    ) -> Any:  # fmt: skip
        rows, columns = _sequences(x, pooling_ratio, pseudo_random, seed, seed2)
        made = np.empty((x.shape[0], len(rows) - 1, len(columns) - 1, x.shape[3]), x.dtype)
        for i, j, r, c in _windows(rows, columns, overlapping):
            made[:, i, j] = reduce(x[:, r, c], (1, 2))
        return made, rows, columns


_reducing(FractionalMaxPool, lambda window, axes: window.max(axes))
_reducing(
    FractionalAvgPool,
    lambda window, axes: window.sum(axes) / (window.shape[1] * window.shape[2]),
)


@FractionalMaxPoolGrad.kernel("host")
def _(x: Any, y: Any, dy: Any, rows: Any, columns: Any, overlapping: bool) -> Any:
    """What arrives goes to the first maximum of the window."""
    dx = np.zeros_like(x)
    n, _, _, channels = x.shape
    image, channel = np.meshgrid(np.arange(n), np.arange(channels), indexing="ij")
    for i, j, r, c in _windows(rows, columns, overlapping):
        window = x[:, r, c]
        first = window.reshape(n, -1, channels).argmax(1)
        height, width = np.divmod(first, window.shape[2])
        np.add.at(dx, (image, r.start + height, c.start + width, channel), dy[:, i, j])
    return dx


@FractionalAvgPoolGrad.kernel("host")
def _(shape: Any, dy: Any, rows: Any, columns: Any, overlapping: bool) -> Any:
    dx = np.zeros(tuple(shape), np.float64)
    for i, j, r, c in _windows(rows, columns, overlapping):
        area = (r.stop - r.start) * (c.stop - c.start)
        dx[:, r, c] += dy[:, i, j][:, None, None] / area
    return dx


@FractionalMaxPool.gradient
def _(node: Any, dy: Tensor, *_: Any) -> Any:
    y, rows, columns = node.outputs
    return FractionalMaxPoolGrad(
        node.inputs[0], y, dy, rows, columns, overlapping=node.attrs["overlapping"]
    )


@FractionalAvgPool.gradient
def _(node: Any, dy: Tensor, *_: Any) -> Any:
    _, rows, columns = node.outputs
    return FractionalAvgPoolGrad(
        shape_of(node.inputs[0], out_type=dtypes.int64), dy, rows, columns,
        overlapping=node.attrs["overlapping"],
    )  # fmt: skip


def _run(
    made: Op, where: str, value: Any, pooling_ratio: Any, pseudo_random: bool, overlapping: bool,
    seed: int, name: str | None,
) -> Any:  # fmt: skip
    if not isinstance(pooling_ratio, list | tuple):
        if made is FractionalAvgPool:
            raise TypeError(
                explain(
                    f"{where} [pooling_ratio]",
                    "not a list",
                    expected="four numbers",
                    received=describe(pooling_ratio),
                )
            )
        pooling_ratio = [1.0, pooling_ratio, pooling_ratio, 1.0]
    ratios = [float(r) for r in pooling_ratio]
    if len(ratios) != 4 or min(ratios) < 1:
        raise ValueError(
            explain(f"{where} [pooling_ratio]", "elements should be >= 1.0",
                    expected="four numbers", received=pooling_ratio)
        )  # fmt: skip
    if (ratios[0], ratios[3]) != (1.0, 1.0):
        raise ValueError(
            explain(f"{where} [pooling_ratio]", "first and last elements should be 1.0",
                    received=pooling_ratio)
        )  # fmt: skip
    if seed == 0 and SEEDS.required:
        problem = "determinism is enabled"
        raise ValueError(
            explain(f"{where} [seed]", problem, expected="not 0", received=seed, fix="seed=1")
        )
    seed1, seed2 = get_seed(seed) if seed else (0, 0)
    return made(
        value, pooling_ratio=ratios, pseudo_random=pseudo_random, overlapping=overlapping,
        deterministic=bool(seed), seed=seed1, seed2=seed2, name=name,
    )  # fmt: skip


def fractional_max_pool(
    value: TensorLike, pooling_ratio: float | Sequence[float], pseudo_random: bool = False,
    overlapping: bool = False, seed: int = 0, name: str | None = None,
) -> Any:  # fmt: skip
    """The largest elements of windows whose sizes vary, so that any ratio is possible.

    Args:
        value: (batch, height, width, channels).
        pooling_ratio: how much smaller height and width become: four numbers, with 1 for
            batch and channels, or one for both.
        pseudo_random: choose sequences of windows that are nearly regular.
        overlapping: windows share their borders.
        seed: a seed for the sequences; 0 takes others each time.
        name: the node's name in a graph.

    Returns: a named tuple (output, row_pooling_sequence, col_pooling_sequence).

    Raises:
        ValueError: a ratio below 1, or another number of them.
    """
    return _run(
        FractionalMaxPool, "tf.nn.fractional_max_pool", value, pooling_ratio, pseudo_random,
        overlapping, seed, name,
    )  # fmt: skip


def fractional_avg_pool(
    value: TensorLike, pooling_ratio: float | Sequence[float], pseudo_random: bool = False,
    overlapping: bool = False, seed: int = 0, name: str | None = None,
) -> Any:  # fmt: skip
    """The means of windows whose sizes vary; see `tf.nn.fractional_max_pool`."""
    return _run(
        FractionalAvgPool, "tf.nn.fractional_avg_pool", value, pooling_ratio, pseudo_random,
        overlapping, seed, name,
    )  # fmt: skip
