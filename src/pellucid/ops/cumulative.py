"""Running sums, products and log-sum-exps along an axis.

`exclusive` leaves out each element's own contribution (the first result is then that of nothing),
`reverse` runs from the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.dtypes import FLOATING, NUMERIC
from pellucid.core.errors import axis_range
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.complex import conj
from pellucid.ops.division import DivNoNan
from pellucid.ops.math import Mul
from pellucid.runtime.dispatch import op

_SCHEMA = "x: T, axis: Tidx -> out: T"
_OPTIONS: dict[str, Any] = {
    "Tidx": INDEX, "exclusive": False, "reverse": False, "infer": same, "static": ("axis",),
}  # fmt: skip


def _run(
    xp: Any, accumulate: Any, x: Any, axis: Any, exclusive: bool, reverse: bool, none: Any
) -> Any:
    """`accumulate` along an axis, in the direction and with the offset that is asked for."""
    axis = int(axis)
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(axis_range(axis, x.ndim))
    if reverse:
        x = xp.flip(x, axis)
    if exclusive:
        first = [slice(None)] * x.ndim
        first[axis] = slice(0, min(1, x.shape[axis]))
        rest = list(first)
        rest[axis] = slice(0, -1)
        x = xp.concatenate([xp.full_like(x[tuple(first)], none), x[tuple(rest)]], axis)
    out = accumulate(x, axis)
    return xp.flip(out, axis) if reverse else out


Cumsum = op("Cumsum", _SCHEMA, T=NUMERIC, **_OPTIONS)


@Cumsum.kernel
def _(xp: Any, x: Any, axis: Any, exclusive: bool, reverse: bool) -> Any:
    def accumulate(values: Any, along: int) -> Any:
        return xp.cumsum(values, along, dtype=x.dtype)

    return _run(xp, accumulate, x, axis, exclusive, reverse, 0)


@Cumsum.gradient
def _(node: Any, dy: Tensor) -> Any:
    attrs = node.attrs
    back = Cumsum(dy, node.inputs[1], exclusive=attrs["exclusive"], reverse=not attrs["reverse"])
    return [back, None]


def cumsum(
    x: TensorLike,
    axis: int | Tensor = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The running sum: out[i] = x[0] + … + x[i].

    Args:
        x: a numeric tensor.
        axis: the axis along which to add.
        exclusive: add only what stands before: out[i] = x[0] + … + x[i - 1].
        reverse: from the end: out[i] = x[i] + … + x[n - 1].

    Returns: a tensor of the shape and dtype of `x`.

    Example:
        >>> tf.cumsum([1, 2, 3], exclusive=True).numpy().tolist()
        [0, 1, 3]
    """
    return Cumsum(x, axis, exclusive=bool(exclusive), reverse=bool(reverse), name=name)


Cumprod = op("Cumprod", _SCHEMA, T=NUMERIC, **_OPTIONS)


@Cumprod.kernel
def _(xp: Any, x: Any, axis: Any, exclusive: bool, reverse: bool) -> Any:
    def accumulate(values: Any, along: int) -> Any:
        return xp.cumprod(values, along, dtype=x.dtype)

    return _run(xp, accumulate, x, axis, exclusive, reverse, 1)


@Cumprod.gradient
def _(node: Any, dy: Tensor) -> Any:
    # Like TensorFlow's, this is 0 instead of right where x is 0.
    x, axis = node.inputs
    attrs = node.attrs
    total = Cumsum(
        Mul(conj(node.outputs[0]), dy), axis,
        exclusive=attrs["exclusive"], reverse=not attrs["reverse"],
    )  # fmt: skip
    return [DivNoNan(total, conj(x)), None]


def cumprod(
    x: TensorLike,
    axis: int | Tensor = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The running product: out[i] = x[0] * … * x[i].

    The gradient is 0 where `x` is 0 (as in TensorFlow), although the derivative need not be.

    Args:
        x: a numeric tensor.
        axis: the axis along which to multiply.
        exclusive: multiply only what stands before; the first result is 1.
        reverse: from the end.
    """
    return Cumprod(x, axis, exclusive=bool(exclusive), reverse=bool(reverse), name=name)


CumulativeLogsumexp = op("CumulativeLogsumexp", _SCHEMA, T=FLOATING, **_OPTIONS)


@CumulativeLogsumexp.kernel("numpy")
def _(x: Any, axis: Any, exclusive: bool, reverse: bool) -> Any:
    def accumulate(values: Any, along: int) -> Any:
        wide = values.astype(np.float32) if values.dtype.itemsize == 2 else values
        return np.logaddexp.accumulate(wide, along)

    return _run(np, accumulate, x, axis, exclusive, reverse, -np.inf)


@CumulativeLogsumexp.kernel("xla")
def _(jax: Any, x: Any, axis: Any, exclusive: bool, reverse: bool) -> Any:
    def accumulate(values: Any, along: int) -> Any:
        return jax.lax.cumlogsumexp(values, along % values.ndim)

    return _run(jax.numpy, accumulate, x, axis, exclusive, reverse, -np.inf)


@CumulativeLogsumexp.gradient
def _(node: Any, dy: Tensor) -> Any:
    # In logarithms, positive and negative parts apart, so that nothing overflows on the way.
    x, axis = node.inputs
    y, lowest = node.outputs[0], _lowest_of(node.inputs[0])
    back = {"exclusive": node.attrs["exclusive"], "reverse": not node.attrs["reverse"]}

    def part(sign: Any) -> Any:
        present = OPS["Greater"](sign, 0)
        logs = OPS["SelectV2"](present, OPS["Log"](OPS["SelectV2"](present, sign, 1)), lowest)
        return OPS["Exp"](CumulativeLogsumexp(logs - y, axis, **back) + x)

    return [part(dy) - part(-dy), None]


def _lowest_of(x: Tensor) -> Any:
    return x.dtype.np_dtype.type(x.dtype.min)


def cumulative_logsumexp(
    x: TensorLike,
    axis: int | Tensor = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The running log-sum-exp: out[i] = log(exp(x[0]) + … + exp(x[i])), without overflow.

    Args:
        x: a floating tensor.
        axis: the axis along which to add.
        exclusive: add only what stands before; the first result is -inf.
        reverse: from the end.
    """
    return CumulativeLogsumexp(
        x, axis, exclusive=bool(exclusive), reverse=bool(reverse), name=name
    )  # fmt: skip
