"""A value for each empty row: ops RaggedFillEmptyRows and RaggedFillEmptyRowsGrad.

Functions: ragged_fill_empty_rows, ragged_fill_empty_rows_grad.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.runtime.dispatch import op

RaggedFillEmptyRows = op(
    "RaggedFillEmptyRows",
    "value_rowids: int64, values: T, nrows: int64, default_value: T -> output_value_rowids: int64, "
    "output_values: T, empty_row_indicator: bool, reverse_index_map: int64",
)
RaggedFillEmptyRowsGrad = op(
    "RaggedFillEmptyRowsGrad",
    "reverse_index_map: int64, grad_values: T -> d_values: T, d_default_value: T", gradient=None,
)  # fmt: skip


@RaggedFillEmptyRows.infer
def _(call: Any) -> Any:
    rows = call.value(2)
    indicator = (None if rows is None else int(rows),)
    return [(None,), (None,), indicator, call.shape(0)]


@RaggedFillEmptyRows.kernel("host")
def _(rowids: Any, values: Any, nrows: Any, default: Any) -> Any:
    if rowids.shape != values.shape[:1]:
        raise ValueError(f"value_rowids {rowids.shape} and values {values.shape} must be as long")
    if nrows < 0 or ((rowids < 0) | (rowids >= nrows)).any():
        raise ValueError(f"value_rowids must be in [0, {nrows}), got {rowids}")
    empty = np.ones(nrows, bool)
    empty[rowids] = False
    all_rows = np.concatenate([rowids, np.nonzero(empty)[0]])
    order = np.argsort(all_rows, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    filled = np.concatenate([values, np.full(int(empty.sum()), default, values.dtype)])
    return all_rows[order], filled[order], empty, place[: len(rowids)]


@RaggedFillEmptyRows.gradient
def _(node: Any, _: Any, dy: Tensor, *rest: Any) -> Any:
    by_values, by_default = RaggedFillEmptyRowsGrad(node.outputs[3], dy)
    return [None, by_values, None, by_default]


@RaggedFillEmptyRowsGrad.infer
def _(call: Any) -> Any:
    return [call.shape(0), ()]


@RaggedFillEmptyRowsGrad.kernel("host")
def _(reverse_index_map: Any, grad_values: Any) -> Any:
    size = len(grad_values)
    if ((reverse_index_map < 0) | (reverse_index_map >= size)).any():
        raise ValueError(f"Elements in reverse index must be in [0, {size})")
    others = np.ones(size, bool)
    others[reverse_index_map] = False
    return grad_values[reverse_index_map], grad_values[others].sum(dtype=grad_values.dtype)


def ragged_fill_empty_rows(
    value_rowids: TensorLike, values: TensorLike, nrows: TensorLike, default_value: TensorLike,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Add `default_value` as the only element of each row that has none.

    Args:
        value_rowids: the row of each value, int64 and ascending.
        values: the values, a vector.
        nrows: the number of rows, int64.
        default_value: what goes into empty rows.
        name: the node's name in a graph.

    Returns: a named tuple: `output_value_rowids` and `output_values`, `empty_row_indicator` (bool,
        for each row), and `reverse_index_map`, where each value is in the output.

    Raises:
        InvalidArgumentError: a row that is not there.
    """
    return RaggedFillEmptyRows(value_rowids, values, nrows, default_value, name=name)


def ragged_fill_empty_rows_grad(
    reverse_index_map: TensorLike, grad_values: TensorLike, name: str | None = None
) -> Any:
    """The gradient of `tf.ragged_fill_empty_rows`: what of `grad_values` goes to which input."""
    return RaggedFillEmptyRowsGrad(reverse_index_map, grad_values, name=name)
