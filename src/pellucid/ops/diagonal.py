"""Diagonals of matrices: taking them out, building matrices of them, replacing them.

    diag diag_part set_diag        one diagonal or a band, of batches of matrices
    tensor_diag tensor_diag_part   the generalized diagonal of a tensor of rank 2k
    band_part trace

Diagonal `k` lies k columns right of the main one (below it, if negative). A band `k = (low, high)`
is stored from the highest to the lowest; shorter diagonals are padded as `align` says: "RIGHT_LEFT"
puts superdiagonals right (padding left of them) and subdiagonals left, and so on.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import COMPLEX, FLOATING, as_dtype
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.broadcasting import INDEX, as_tensor
from pellucid.runtime.dispatch import op, public_name

_ALIGNMENTS = ("LEFT_RIGHT", "RIGHT_LEFT", "LEFT_LEFT", "RIGHT_RIGHT")


_NO_MATRIX = explain("", "input must be at least 2-dim", expected="rank >= 2")
_SCALAR = explain("", "diagonal must be at least 1-dim", expected="rank >= 1")


def _band(k: Any) -> tuple[int, int]:
    k = np.asarray(k).reshape(-1).tolist()
    if len(k) not in (1, 2) or k[0] > k[-1]:
        expected = "one diagonal or a pair (lowest, highest)"
        raise ValueError(explain("", "no such diagonals k", expected=expected, received=k))
    return k[0], k[-1]


def _longest(rows: int, columns: int, low: int, high: int) -> int:
    return max(0, min(rows + min(high, 0), columns - max(low, 0)))


def _offset(d: int, length: int, longest: int, align: str) -> int:
    """Where diagonal `d` of some length begins in its row of the stored band."""
    above, below = align.split("_")
    left = (d >= 0 and above == "LEFT") or (d <= 0 and below == "LEFT")
    return 0 if left else longest - length


@lru_cache(maxsize=1024)
def _places(rows: int, columns: int, low: int, high: int, align: str) -> tuple[Any, Any, Any]:
    """For each place of the stored band: row and column in the matrix, and whether it is used."""
    if not (-rows < low < columns or low == 0) or not (-rows < high < columns or high == 0):
        expected = f"{-rows} < k < {columns} in {rows} x {columns} matrices"
        raise ValueError(explain("", "k is out of bounds", expected=expected, received=(low, high)))
    longest = _longest(rows, columns, low, high)
    shape = (high - low + 1, longest)
    row, column, used = np.zeros(shape, int), np.zeros(shape, int), np.zeros(shape, bool)
    for i, d in enumerate(range(high, low - 1, -1)):
        length = max(0, min(rows + min(d, 0), columns - max(d, 0)))
        start = _offset(d, length, longest, align)
        steps = np.arange(length)
        row[i, start : start + length] = steps - min(d, 0)
        column[i, start : start + length] = steps + max(d, 0)
        used[i, start : start + length] = True
    return row, column, used


@lru_cache(maxsize=1024)
def _sources(rows: int, columns: int, low: int, high: int, align: str, longest: int) -> Any:
    """For each place of a matrix: diagonal and position in the stored band, and whether in it."""
    r, c = np.indices((rows, columns))
    d = c - r
    used = (d >= low) & (d <= high)
    start = np.zeros_like(d)
    for diagonal in range(low, high + 1):
        length = max(0, min(rows + min(diagonal, 0), columns - max(diagonal, 0)))
        start[d == diagonal] = _offset(diagonal, length, longest, align)
    return np.where(used, high - d, 0), np.where(used, np.minimum(r, c) + start, 0), used


MatrixDiagPartV3 = op(
    "MatrixDiagPartV3", "input: T, k: int32, padding_value: T -> diagonal: T",
    align="RIGHT_LEFT", static=("k",),
)  # fmt: skip


@MatrixDiagPartV3.kernel
def _(xp: Any, x: Any, k: Any, padding: Any, align: str) -> Any:
    if x.ndim < 2:
        raise ValueError(_NO_MATRIX)
    low, high = _band(k)
    row, column, used = _places(*x.shape[-2:], low, high, align)
    band = xp.where(used, x[..., row, column], padding)
    return band[..., 0, :] if low == high else band


@MatrixDiagPartV3.infer
def _(call: Any) -> Any:
    dims, k = call.shape(0), call.value(1)
    if dims is None or k is None:
        return None
    low, high = _band(k)
    if len(dims) < 2:
        raise ValueError(_NO_MATRIX)
    rows, columns = dims[-2:]
    longest = None
    if rows is not None and columns is not None:
        longest = _longest(rows, columns, low, high)
    return (*dims[:-2], longest) if low == high else (*dims[:-2], high - low + 1, longest)


@MatrixDiagPartV3.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, k, _ = node.inputs
    zero = OPS["ZerosLike"](x)
    return [MatrixSetDiagV3(zero, dy, k, align=node.attrs["align"]), None, None]


MatrixDiagV3 = op(
    "MatrixDiagV3",
    "diagonal: T, k: int32, num_rows: int32, num_cols: int32, padding_value: T -> output: T",
    align="RIGHT_LEFT", static=("k", "num_rows", "num_cols"),
)  # fmt: skip


def _matrix_size(longest: int, k: Any, rows: int, columns: int) -> tuple[int, int]:
    low, high = _band(k)
    least_rows, least_columns = longest - min(high, 0), longest + max(low, 0)
    if rows == -1 and columns == -1:
        rows = columns = max(least_rows, least_columns)
    rows = least_rows if rows == -1 else rows
    columns = least_columns if columns == -1 else columns
    if rows < least_rows or columns < least_columns:
        expected = f"{least_rows} x {least_columns} or more for diagonals of length {longest}"
        received = f"{rows} x {columns}"
        raise ValueError(
            explain("", "the matrix is too small", expected=expected, received=received)
        )
    if rows != least_rows and columns != least_columns:
        problem = f"the size is not consistent with k = ({low}, {high}) and diagonals of {longest}"
        expected = f"{least_rows} rows or {least_columns} columns"
        received = f"{rows} x {columns}"
        raise ValueError(explain("", problem, expected=expected, received=received))
    return rows, columns


@MatrixDiagV3.kernel
def _(xp: Any, x: Any, k: Any, rows: Any, columns: Any, padding: Any, align: str) -> Any:
    if x.ndim < 1:
        raise ValueError(_SCALAR)
    low, high = _band(k)
    if low != high and (x.ndim < 2 or x.shape[-2] != high - low + 1):
        expected = f"{high - low + 1} in the second last dimension"
        raise ValueError(explain("", "wrong number of diagonals", expected=expected))
    rows, columns = _matrix_size(x.shape[-1], k, int(rows), int(columns))
    band = x[..., None, :] if low == high else x
    diagonal, position, used = _sources(rows, columns, low, high, align, x.shape[-1])
    return xp.where(used, band[..., diagonal, position], padding)


@MatrixDiagV3.infer
def _(call: Any) -> Any:
    dims, k, rows, columns = call.shape(0), call.value(1), call.value(2), call.value(3)
    if dims is None or k is None:
        return None
    if not dims:
        raise ValueError(_SCALAR)
    low, high = _band(k)
    batch = dims[:-1] if low == high else dims[:-2]
    if dims[-1] is None or rows is None or columns is None:
        return (*batch, None, None)
    return (*batch, *_matrix_size(dims[-1], k, int(rows), int(columns)))


@MatrixDiagV3.gradient
def _(node: Any, dy: Tensor) -> Any:
    part = MatrixDiagPartV3(dy, node.inputs[1], 0, align=node.attrs["align"])
    return [part, None, None, None, None]


MatrixSetDiagV3 = op(
    "MatrixSetDiagV3", "input: T, diagonal: T, k: int32 -> output: T", align="RIGHT_LEFT",
    static=("k",), infer=same,
)  # fmt: skip


@MatrixSetDiagV3.kernel
def _(xp: Any, x: Any, diagonal: Any, k: Any, align: str) -> Any:
    if x.ndim < 2:
        raise ValueError(_NO_MATRIX)
    low, high = _band(k)
    rows, columns = x.shape[-2:]
    longest = _longest(rows, columns, low, high)
    wanted = x.shape[:-2] + ((longest,) if low == high else (high - low + 1, longest))
    if diagonal.shape != wanted:
        raise ValueError(
            explain("", "diagonal does not fit", expected=wanted, received=diagonal.shape)
        )
    band = diagonal[..., None, :] if low == high else diagonal
    which, position, used = _sources(rows, columns, low, high, align, longest)
    return xp.where(used, band[..., which, position], x)


@MatrixSetDiagV3.gradient
def _(node: Any, dy: Tensor) -> Any:
    k = node.inputs[2]
    align = node.attrs["align"]
    part = MatrixDiagPartV3(dy, k, 0, align=align)
    rest = MatrixSetDiagV3(dy, OPS["ZerosLike"](part), k, align=align)
    return [rest, part, None]


MatrixBandPart = op(
    "MatrixBandPart", "input: T, num_lower: Tindex, num_upper: Tindex -> band: T",
    Tindex=INDEX, infer=same,
)  # fmt: skip


@MatrixBandPart.kernel
def _(xp: Any, x: Any, lower: Any, upper: Any) -> Any:
    if x.ndim < 2:
        raise ValueError(_NO_MATRIX)
    if _is_known(lower) and _is_known(upper):
        _check_band("num_lower", lower, x.shape[-2], "rows")
        _check_band("num_upper", upper, x.shape[-1], "columns")
    below = np.subtract.outer(np.arange(x.shape[-2]), np.arange(x.shape[-1]))
    inside = ((lower < 0) | (below <= lower)) & ((upper < 0) | (-below <= upper))
    return xp.where(inside, x, xp.zeros((), x.dtype))


def _is_known(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic)


def _check_band(what: str, found: Any, size: int, of: str) -> None:
    if found > size:
        expected = f"negative or at most {size}, the {of}"
        raise ValueError(explain("", f"{what} too large", expected=expected, received=found))


@MatrixBandPart.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [MatrixBandPart(dy, node.inputs[1], node.inputs[2]), None, None]


_DIAGONAL_TYPES = FLOATING | COMPLEX | INDEX
Diag = op("Diag", "diagonal: T -> output: T", T=_DIAGONAL_TYPES)


@Diag.kernel
def _(xp: Any, x: Any) -> Any:
    if x.ndim < 1:
        raise ValueError(explain("", "input is a scalar", expected="rank >= 1"))
    return xp.diag(x.reshape(-1)).reshape(x.shape * 2)


@Diag.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    return None if dims is None else dims * 2


@Diag.gradient
def _(node: Any, dy: Tensor) -> Any:
    return DiagPart(dy)


DiagPart = op("DiagPart", "input: T -> diagonal: T", T=_DIAGONAL_TYPES)


@DiagPart.kernel
def _(xp: Any, x: Any) -> Any:
    half = x.shape[: x.ndim // 2]
    if x.ndim % 2 or half != x.shape[x.ndim // 2 :] or not x.ndim:
        expected = "sizes that are the same twice, such as (2, 3, 2, 3)"
        raise ValueError(explain("", "no such shape", expected=expected, received=x.shape))
    size = int(np.prod(half))
    return xp.diagonal(x.reshape(size, size)).reshape(half)


@DiagPart.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    return None if dims is None else dims[: len(dims) // 2]


@DiagPart.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Diag(dy)


def _arguments(k: Any, align: str, padding: Any, dtype: Any) -> tuple[Any, Any]:
    if align not in _ALIGNMENTS:
        expected = ", ".join(_ALIGNMENTS)
        raise ValueError(
            explain(
                f"{public_name()} [align]", "no such one", expected=expected, received=repr(align)
            )
        )
    if isinstance(padding, Tensor):
        return k, padding
    fill = bool(padding) if dtype.is_bool else padding
    if dtype is dtypes.string and fill == 0:
        fill = ""
    return k, convert(fill, dtype)


def diag(
    diagonal: TensorLike,
    name: str | None = "diag",
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: TensorLike = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices with given diagonals, `padding_value` elsewhere.

    Args:
        diagonal: shape [..., n] for one diagonal, [..., number of diagonals, n] for a band.
        name: the node's name in a graph.
        k: the diagonal, or a pair (lowest, highest).
        num_rows, num_cols: the size of the matrices; -1: as small (and square) as possible.
        padding_value: what the other elements are.
        align: how diagonals shorter than n are stored, see the module's description.

    Returns: shape [..., rows, columns].

    Raises:
        InvalidArgumentError: sizes and diagonals do not fit.

    Example:
        >>> tf.linalg.diag([1, 2]).numpy().tolist()
        [[1, 0], [0, 2]]
    """
    x = as_tensor(diagonal)
    k, padding = _arguments(k, align, padding_value, as_dtype(x.dtype))
    return MatrixDiagV3(x, k, num_rows, num_cols, padding, align=align, name=name)


def diag_part(
    input: TensorLike,
    name: str | None = "diag_part",
    k: Any = 0,
    padding_value: TensorLike = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """The diagonals of matrices.

    Args:
        input: shape [..., rows, columns].
        name: the node's name in a graph.
        k: the diagonal, or a pair (lowest, highest).
        padding_value: what fills up the shorter diagonals of a band.
        align: where they are filled up, see the module's description.

    Returns: shape [..., n] for one diagonal, [..., number of diagonals, n] for a band.

    Raises:
        InvalidArgumentError: the matrices have no such diagonal.
    """
    x = as_tensor(input)
    k, padding = _arguments(k, align, padding_value, as_dtype(x.dtype))
    return MatrixDiagPartV3(x, k, padding, align=align, name=name)


def set_diag(
    input: TensorLike,
    diagonal: TensorLike,
    name: str | None = "set_diag",
    k: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices with some diagonals replaced.

    Args:
        input: shape [..., rows, columns].
        diagonal: the new diagonals, stored as `tf.linalg.diag_part` returns them.
        name: the node's name in a graph.
        k: the diagonal, or a pair (lowest, highest).
        align: how shorter diagonals are stored, see the module's description.

    Returns: a tensor of the shape of `input`.
    """
    x = as_tensor(input)
    k, _ = _arguments(k, align, 0, as_dtype(x.dtype))
    return MatrixSetDiagV3(x, diagonal, k, align=align, name=name)


def tensor_diag(diagonal: TensorLike, name: str | None = None) -> Tensor:
    """A tensor of rank 2k with the elements of a tensor of rank k on its diagonal.

    out[i1, …, ik, i1, …, ik] = diagonal[i1, …, ik], and 0 elsewhere.
    """
    return Diag(diagonal, name=name)


def tensor_diag_part(input: TensorLike, name: str | None = None) -> Tensor:
    """The diagonal of a tensor of rank 2k: out[i1, …, ik] = input[i1, …, ik, i1, …, ik]."""
    return DiagPart(input, name=name)


def band_part(
    input: TensorLike, num_lower: TensorLike, num_upper: TensorLike, name: str | None = None
) -> Tensor:
    """Matrices with everything set to 0 outside a band around the diagonal.

    Args:
        input: shape [..., rows, columns].
        num_lower: how many subdiagonals to keep; -1: all.
        num_upper: how many superdiagonals to keep; -1: all.

    Example: `band_part(x, -1, 0)` is the lower triangle, `band_part(x, 0, 0)` the diagonal.
    """
    return MatrixBandPart(input, num_lower, num_upper, name=name)


def trace(x: TensorLike, name: str | None = None) -> Tensor:
    """The sum of the main diagonal of matrices: shape [..., m, n] to [...]."""
    from pellucid.ops.reduction import reduce_sum

    return reduce_sum(diag_part(x), -1, name=name)
