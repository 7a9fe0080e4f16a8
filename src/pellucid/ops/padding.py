"""Borders around tensors: `pad` with a constant, or mirrored at the edge."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.convert import convert
from pellucid.core.dtypes import NUMERIC
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.broadcasting import INDEX
from pellucid.runtime.dispatch import assign, op


def _pairs(paddings: Any, rank: int) -> list[tuple[int, int]]:
    """[[before, after], …] for each dimension, checked."""
    if paddings.shape != (rank, 2):
        problem = "paddings need a pair for each dimension"
        expected = f"shape ({rank}, 2)"
        raise ValueError(explain("", problem, expected=expected, received=paddings.shape))
    if paddings.size and paddings.min() < 0:
        problem, received = "paddings must not be negative", paddings.tolist()
        raise ValueError(
            explain("", problem, expected="numbers >= 0", received=received, fix="tf.slice")
        )
    return [(int(a), int(b)) for a, b in paddings]


def _padded(call: Call) -> Any:
    dims, flat = call.shape(0), call.vector(1)
    if dims is None:
        rows = call.shape(1)
        return None if rows is None or rows[0] is None else (None,) * rows[0]
    if flat is None or None in flat:
        return (None,) * len(dims)
    pairs = _pairs(np.array(flat).reshape(-1, 2), len(dims))
    return tuple(None if d is None else d + a + b for d, (a, b) in zip(dims, pairs, strict=True))


def _unpad(node: Any, dy: Tensor) -> Tensor:
    """The part of `dy` that lies over the input."""
    from pellucid.ops.array import shape
    from pellucid.ops.slicing import slice as slice_

    x, paddings = node.inputs[:2]
    return slice_(dy, paddings[:, 0], shape(x, out_type=paddings.dtype))


def _fill_around(x: Any, paddings: Any, value: Any) -> Any:
    pairs = _pairs(paddings, x.ndim)
    sizes = [a + n + b for n, (a, b) in zip(x.shape, pairs, strict=True)]
    out = np.empty(sizes, x.dtype)
    for axis, (size, (before, _)) in enumerate(zip(x.shape, pairs, strict=True)):
        along = np.moveaxis(out, axis, 0)
        along[:before] = value
        along[before + size :] = value
    if x.ndim:
        assign(out[tuple(slice(a, a + n) for n, (a, _) in zip(x.shape, pairs, strict=True))], x)
    else:
        out[()] = x
    return out


Pad = op(
    "Pad",
    "input: T, paddings: Tpaddings -> output: T",
    Tpaddings=INDEX,
    infer=_padded,
    static=("paddings",),
)


@Pad.kernel("numpy")
def _(x: Any, paddings: Any) -> Any:
    return _fill_around(x, paddings, b"" if x.dtype == object else 0)


@Pad.kernel("xla")
def _(jax: Any, x: Any, paddings: Any) -> Any:
    return jax.numpy.pad(x, _pairs(paddings, x.ndim)) if x.ndim else x


@Pad.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [_unpad(node, dy), None]


PadV2 = op(
    "PadV2", "input: T, paddings: Tpaddings, constant_values: T -> output: T",
    Tpaddings=INDEX, infer=_padded, static=("paddings",),
)  # fmt: skip


@PadV2.kernel("numpy")
def _(x: Any, paddings: Any, constant_values: Any) -> Any:
    return _fill_around(x, paddings, constant_values)


@PadV2.kernel("xla")
def _(jax: Any, x: Any, paddings: Any, constant_values: Any) -> Any:
    return (
        jax.numpy.pad(x, _pairs(paddings, x.ndim), constant_values=constant_values) if x.ndim else x
    )


@PadV2.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.reduction import reduce_sum

    inner = _unpad(node, dy)
    return [inner, None, reduce_sum(dy) - reduce_sum(inner)]


def _mirror_pairs(paddings: Any, dims: Any, mode: str) -> list[tuple[int, int]]:
    pairs = _pairs(paddings, len(dims))
    reach = 1 if mode == "REFLECT" else 0
    for size, pair in zip(dims, pairs, strict=True):
        if max(pair) > size - reach:
            raise ValueError(
                explain("", f"paddings of mode {mode} reach beyond a dimension of size {size}",
                        expected=f"at most {size - reach}", received=pair)
            )  # fmt: skip
    return pairs


MirrorPad = op(
    "MirrorPad", "input: T, paddings: Tpaddings -> output: T",
    Tpaddings=INDEX, mode=str, infer=_padded, static=("paddings",),
)  # fmt: skip


@MirrorPad.kernel
def _(xp: Any, x: Any, paddings: Any, mode: str) -> Any:
    pairs = _mirror_pairs(paddings, x.shape, mode)
    return xp.pad(x, pairs, mode=mode.lower()) if x.ndim else x


@MirrorPad.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [MirrorPadGrad(dy, node.inputs[1], mode=node.attrs["mode"]), None]


MirrorPadGrad = op(
    "MirrorPadGrad", "input: T, paddings: Tpaddings -> output: T",
    T=NUMERIC, Tpaddings=INDEX, mode=str, static=("paddings",),
)  # fmt: skip


@MirrorPadGrad.kernel
def _(xp: Any, dy: Any, paddings: Any, mode: str) -> Any:
    """Each element of the input gets the sum of what its copies got."""
    for axis, (before, after) in enumerate(_pairs(paddings, dy.ndim)):
        size = dy.shape[axis] - before - after
        how: Any = mode.lower()
        source = np.pad(np.arange(size), (before, after), mode=how)
        copies = (np.arange(size)[:, None] == source).astype(dy.dtype)
        dy = xp.moveaxis(xp.tensordot(copies, dy, (1, axis)), 0, axis)
    return dy


@MirrorPadGrad.infer
def _(call: Call) -> Any:
    dims, flat = call.shape(0), call.vector(1)
    if dims is None or flat is None or None in flat:
        return None if dims is None else (None,) * len(dims)
    pairs = _pairs(np.array(flat).reshape(-1, 2), len(dims))
    return tuple(None if d is None else d - a - b for d, (a, b) in zip(dims, pairs, strict=True))


@MirrorPadGrad.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [MirrorPad(dy, node.inputs[1], mode=node.attrs["mode"]), None]


def pad(
    tensor: TensorLike,
    paddings: TensorLike,
    mode: str = "CONSTANT",
    constant_values: TensorLike = 0,
    name: str | None = None,
) -> Tensor:
    """`tensor` with a border: `paddings[i] = [before, after]` elements along dimension i.

    Args:
        tensor: a tensor of rank r.
        paddings: an integer tensor of shape (r, 2).
        mode: `"CONSTANT"`, `"REFLECT"` (mirrored at the edge element, which is not repeated) or
            `"SYMMETRIC"` (it is repeated); in any case.
        constant_values: the scalar of mode CONSTANT, of `tensor`'s dtype.
        name: the node's name in a graph.

    Raises:
        ValueError: unknown mode.
        InvalidArgumentError: paddings are negative, of the wrong shape, or mirror too much.

    Example:
        >>> tf.pad([1, 2, 3], [[2, 1]], "REFLECT").numpy().tolist()
        [3, 2, 1, 2, 3, 2]
    """
    how = mode.upper() if isinstance(mode, str) else mode
    if how in ("REFLECT", "SYMMETRIC"):
        return MirrorPad(tensor, paddings, mode=how, name=name)
    if how != "CONSTANT":
        expected = "'CONSTANT', 'REFLECT' or 'SYMMETRIC'"
        raise ValueError(explain("tf.pad [mode]", "unknown mode", expected=expected, received=mode))
    fill: Any = constant_values
    if not isinstance(fill, Tensor) and np.ndim(fill) == 0 and fill == 0:
        return Pad(tensor, paddings, name=name)
    x = convert(tensor)
    return PadV2(x, paddings, convert(fill, x.dtype), name=name)
