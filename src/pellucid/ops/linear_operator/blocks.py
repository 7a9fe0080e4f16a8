"""Operators made of blocks: their arguments taken apart and their results put together.

is_blockwise checked     arguments given as one tensor a block
split_rows joined        one tensor into blocks, and back
dense                    a table of operators as one matrix
together                 several assertions as one
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.ops.creation import zeros
from pellucid.ops.joining import concat, split
from pellucid.ops.linear_operator.parameters import (
    as_argument,
    batch_of,
    common_batch,
    shape_at_run_time,
    with_batch,
)


def total(sizes: Iterable[int | None]) -> int | None:
    """The sum of sizes, None if one is unknown."""
    found = list(sizes)
    return None if None in found else sum(found)  # type: ignore[arg-type]


def is_blockwise(x: Any) -> bool:
    """Whether `x` is a list of tensors (or arrays), not a nested list of numbers."""
    return isinstance(x, list | tuple) and bool(x) and all(hasattr(p, "shape") for p in x)


def _size(operator: Any, rows: bool) -> int | None:
    return operator.range_dimension if rows else operator.domain_dimension


def checked(operator: Any, parts: Sequence[Any], axis: int, rows: bool) -> list[Tensor]:
    """The parts as tensors, one for each diagonal block and of a size that fits it.

    Args:
        operator: a block operator.
        parts: the tensors.
        axis: the dimension that the blocks act on.
        rows: whether this is the side of the rows of the blocks, or that of the columns.
    """
    found = [as_argument(p, operator.dtype) for p in parts]
    diagonal = diagonal_blocks(operator)
    sizes = [p.shape[axis] for p in found]
    wanted = [_size(block, rows) for block in diagonal]
    fits = len(found) == len(diagonal) and all(
        None in pair or pair[0] == pair[1] for pair in zip(wanted, sizes, strict=True)
    )
    if not fits:
        raise ValueError(
            explain(f"{operator.name} [x]", f"Dimensions {wanted} and {sizes} are not compatible",
                    expected=f"one tensor for each of {len(diagonal)} blocks", received=sizes)
        )  # fmt: skip
    for part in found:
        operator._check_input_dtype(part, "matmul [x]")
    return found


def diagonal_blocks(operator: Any) -> list[Any]:
    """The blocks on the diagonal."""
    rows = operator.operators
    return [row[-1] for row in rows] if isinstance(rows[0], list | tuple) else rows


def split_rows(x: Tensor, operators: Sequence[Any], rows: bool, axis: int = -2) -> list[Tensor]:
    """`x` cut along `axis` into the pieces that the blocks act on."""
    if len(operators) == 1:
        return [x]
    sizes: list[Any] = [_size(o, rows) for o in operators]
    if None in sizes:
        sizes = [o.range_dimension_tensor() if rows else o.domain_dimension_tensor()
                 for o in operators]  # fmt: skip
    return split(x, sizes, axis=axis)


def joined(parts: Sequence[Tensor], axis: int, inner: int = 2) -> Tensor:
    """Tensors of batches that broadcast, one behind the other along `axis`."""
    batch = common_batch(*(batch_of(p, inner) for p in parts))
    return concat([with_batch(p, batch, inner) for p in parts], axis=axis)


def dense(rows: Sequence[Sequence[Any]], diagonal: Sequence[Any], dtype: Any) -> Tensor:
    """The matrix of a table of operators, None being a block of zeros."""
    strips = []
    for i, row in enumerate(rows):
        pieces = []
        for j, operator in enumerate(row):
            if operator is not None:
                pieces.append(operator.to_dense())
                continue
            sizes = (diagonal[i].range_dimension_tensor(), diagonal[j].domain_dimension_tensor())
            pieces.append(zeros(shape_at_run_time([], *sizes), dtype))
        strips.append(joined(pieces, -1))
    return joined(strips, -2)


def together(assertions: Sequence[Any]) -> Any:
    """One node for several assertions of a graph; None if all have been made already."""
    from pellucid.ops.ordering import group

    later = [a for a in assertions if a is not None]
    return group(*later) if later else None
