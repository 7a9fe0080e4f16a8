"""The derivatives of the recurrent sequence ops.

The loop back through the steps is an op too (`ops/recurrent.py`). What it finds, the cotangents of
all steps' products, gives those of the recurrent kernel in one product, and those of the bias in
one sum. What the ops keep for their derivative has cotangents only in a second derivative, which is
XLA's own of the whole op.
"""

from __future__ import annotations

from typing import Any

from pellucid.autodiff.automatic import differentiate_kernel
from pellucid.autodiff.cotangents import zeros_like
from pellucid.core.tensor import Tensor
from pellucid.ops.array import reshape
from pellucid.ops.joining import concat, stack
from pellucid.ops.matmul import matmul
from pellucid.ops.recurrent import GRUSequence, GRUSequenceGrad, LSTMSequence, LSTMSequenceGrad
from pellucid.ops.reduction import reduce_sum

LSTMSequence.takes_none = GRUSequence.takes_none = True  # mostly, one output or two are used


@LSTMSequence.gradient
def _(node: Any, *dy: Any) -> list[Any]:
    filled = _filled(node, dy)
    if any(g is not None for g in dy[3:]):
        return differentiate_kernel(node, filled)
    _x, h, c, kernel, _bias, mask = node.inputs
    output, _h, _c, cell, gates = node.outputs
    dx, dh, dc = LSTMSequenceGrad(c, kernel, mask, cell, gates, *filled[:3])
    return [dx, dh, dc, _kernel_cotangent(h, output, dx), reduce_sum(dx, [0, 1]), None]


@GRUSequence.gradient
def _(node: Any, *dy: Any) -> list[Any]:
    filled = _filled(node, dy)
    if any(g is not None for g in dy[2:]):
        return differentiate_kernel(node, filled)
    _x, h, kernel, _bias, mask = node.inputs
    output, _h, gates, inner = node.outputs
    dx, dproduct, dh = GRUSequenceGrad(h, kernel, mask, output, gates, inner, *filled[:2])
    dbias = stack([reduce_sum(dx, [0, 1]), reduce_sum(dproduct, [0, 1])])
    return [dx, dh, _kernel_cotangent(h, output, dproduct), dbias, None]


def _filled(node: Any, dy: Any) -> list[Any]:
    return [
        zeros_like(o) if g is None else g for g, o in zip(dy, node.outputs, strict=True)
    ]  # fmt: skip


def _kernel_cotangent(first: Tensor, output: Tensor, dproduct: Tensor) -> Tensor:
    """That of `kernel` in state · kernel, summed over the steps: one product of all of them."""
    before = concat([first[None], output[:-1]], 0)
    return matmul(_rows(before), _rows(dproduct), transpose_a=True)


def _rows(steps: Tensor) -> Tensor:
    """(steps, batch, n) as (steps · batch, n)."""
    return reshape(steps, [-1, steps.shape[2]])
