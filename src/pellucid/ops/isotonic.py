"""Isotonic regression: the nearest monotonic sequence.

Op: IsotonicRegression. Function: isotonic_regression.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING, REAL
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.constants import convert_to_tensor
from pellucid.runtime.dispatch import op

IsotonicRegression = op(
    "IsotonicRegression", "input: T -> output: output_dtype, segments: int32", T=REAL,
    output_dtype=FLOATING, infer=lambda call: [call.shape(0), call.shape(0)],
)  # fmt: skip


def _falling(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest falling sequence: neighbours that rise are pooled into their mean.

    Equal neighbours stay runs of their own, as in TensorFlow.
    """
    sums: list[float] = []
    counts: list[int] = []
    for value in row.tolist():
        total, count = float(value), 1
        while sums and sums[-1] / counts[-1] < total / count:
            total, count = total + sums.pop(), count + counts.pop()
        sums.append(total)
        counts.append(count)
    means = np.array(sums) / np.array(counts)
    return np.repeat(means, counts), np.repeat(np.arange(len(counts)), counts)


@IsotonicRegression.kernel("host")
def _(x: Any) -> Any:
    if x.size == 0:
        return np.zeros(x.shape), np.zeros(x.shape, np.int32)
    rows = [_falling(row) for row in x.reshape(-1, x.shape[-1]).astype(np.float64)]
    return tuple(np.array(part).reshape(x.shape) for part in zip(*rows, strict=True))


@IsotonicRegression.gradient
def _(node: Any, dy: Tensor, _dsegments: Any) -> Any:
    from pellucid.ops.casting import cast
    from pellucid.ops.comparison import equal
    from pellucid.ops.matmul import matvec
    from pellucid.ops.reduction import reduce_sum

    segments = node.outputs[1]
    together = cast(equal(segments[..., :, None], segments[..., None, :]), dy.dtype)
    return matvec(together / reduce_sum(together, -1, keepdims=True), dy)


class Regression(NamedTuple):
    """The sequences, and the runs of equal values in them."""

    output: Tensor
    segments: Tensor


def isotonic_regression(inputs: TensorLike, decreasing: bool = True, axis: int = -1) -> Regression:
    """The falling (or rising) sequence with the least sum of squared distances to `inputs`.

    Args:
        inputs: real tensor; integers become float32, or float64 from 32 bits on.
        decreasing: falling, else rising.
        axis: the axis of the sequences.

    Returns: the sequences, and for each element the number of the run of equal values it is in.

    Reference: Best and Chakravarti, "Active set algorithms for isotonic regression", 1990.
    """
    from pellucid.ops.array import transpose
    from pellucid.ops.math import negative

    x = convert_to_tensor(inputs)
    kind = x.dtype
    if not kind.is_floating:
        kind = dtypes.float64 if kind.size >= 4 else dtypes.float32
    rank = len(x.dims)
    order = list(range(rank))
    order[axis], order[-1] = order[-1], order[axis]
    moved = order != list(range(rank))
    rows = transpose(x, order) if moved else x
    if not decreasing:
        from pellucid.ops.casting import cast

        rows = negative(cast(rows, kind))
    output, segments = IsotonicRegression(rows, output_dtype=kind)
    output = output if decreasing else negative(output)
    if moved:
        output, segments = transpose(output, order), transpose(segments, order)
    return Regression(output, segments)
