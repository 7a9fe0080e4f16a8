"""Jacobians: one backward pass for each element of the target.

jacobian_rows         the derivatives of all elements of a target, stacked
batch_jacobian        the same within each example of a batch

Eagerly, and for few elements, the passes come one after the other. In a graph for many elements, or
an unknown number of them, one pass is traced and runs for all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.autodiff.backpropagation import backpropagate
from pellucid.autodiff.cotangents import zeros_like
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.tensor import Tensor
from pellucid.ops.array import reshape, shape as shape_of, size, transpose
from pellucid.ops.broadcasting import broadcast_to
from pellucid.ops.creation import range as tensor_range, zeros
from pellucid.ops.joining import concat, stack
from pellucid.ops.mapping import vectorized_map
from pellucid.ops.patterns import one_hot

# In a graph so many passes at most are written out.
_FEW = 16


def jacobian_rows(
    records: Sequence[Any], target: Tensor, sources: Sequence[Any]
) -> list[Tensor | None]:
    """For each source the derivatives of the target's elements, stacked; None if unconnected."""
    count = size(target)

    def one(index: Tensor) -> list[Any]:
        seed = reshape(one_hot(index, count, dtype=target.dtype), shape_of(target))
        return backpropagate(records, [target], sources, [seed])

    return _for_each(one, target.shape.num_elements(), count, sources)


def batch_jacobian(records: Sequence[Any], target: Tensor, source: Any) -> Tensor:
    """J[b, i..., j...] = d target[b, i...] / d source[b, j...]; zeros if unconnected."""
    shape = shape_of(target)
    known = target.shape[1:].num_elements()
    count = size(target) // shape[0] if known is None else convert(known)

    def one(index: Tensor) -> list[Any]:
        column = one_hot(index, count, dtype=target.dtype)
        seed = reshape(broadcast_to(column, stack([shape[0], count])), shape)
        return backpropagate(records, [target], [source], [seed])

    rows = _for_each(one, known, count, [source])[0]  # elements, batch, j...
    below = shape_of(source)[1:]
    if rows is None:
        return zeros(concat([shape, below], 0), source.dtype)
    first = transpose(rows, [1, 0, *range(2, source.shape.rank + 1)])
    return reshape(first, concat([shape, below], 0))


def _for_each(
    one: Callable[[Tensor], list[Any]], known: int | None, count: Tensor, sources: Sequence[Any]
) -> list[Tensor | None]:
    """The cotangents that `one` gives for 0 … `count` - 1, stacked for each source."""
    if known is None or (STATE.graph is not None and known > _FEW):
        return vectorized_map(lambda i: [_dense(g) for g in one(i)], tensor_range(count))
    passes = [one(convert(i)) for i in range(known)]
    found: list[Tensor | None] = []
    for column, source in zip(zip(*passes, strict=True), sources, strict=True):
        if all(g is None for g in column):
            found.append(None)
        else:
            found.append(stack([zeros_like(source) if g is None else _dense(g) for g in column]))
    return found or [zeros(concat([[0], shape_of(s)], 0), s.dtype) for s in sources]


def _dense(gradient: Any) -> Any:
    return None if gradient is None else convert(gradient)
