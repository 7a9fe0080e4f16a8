"""Matrices with few diagonals: products, solutions, eigenvalues.

tridiagonal_matmul tridiagonal_solve banded_triangular_solve eigh_tridiagonal
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import COMPLEX, FLOATING, as_dtype
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.complex import conj
from pellucid.ops.diagonal import diag, diag_part
from pellucid.ops.matmul import matrix_transpose
from pellucid.ops.reduction import reduce_sum
from pellucid.ops.spectral import eigh, eigvalsh
from pellucid.runtime.dispatch import op

TYPES = COMPLEX | {dtypes.float32, dtypes.float64}
_FORMATS = ("compact", "matrix", "sequence")


def _compact(diagonals: Any, form: str, where: str) -> Any:
    """Diagonals in any of the three formats, as shape [..., 3, n]: above, main, below."""
    if form not in _FORMATS:
        raise ValueError(explain(f"{where} [diagonals_format]", "Unrecognized diagonals_format",
                                 expected=_FORMATS, received=form))  # fmt: skip
    if form == "matrix":
        return diag_part(diagonals, k=(-1, 1), align="LEFT_RIGHT")
    if form == "compact":
        return as_tensor(diagonals)
    if not isinstance(diagonals, list | tuple) or len(diagonals) != 3:
        raise ValueError(explain(f"{where} [diagonals]", "Expected a sequence of length 3",
                                 received=diagonals))  # fmt: skip
    above, main, below = (as_tensor(d) for d in diagonals)
    size = main.shape[-1]
    # Diagonals may come with or without the one element that lies outside the matrix.
    if above.shape[-1] == size - 1:
        above = _pad_last(above, 0, 1)
    if below.shape[-1] == size - 1:
        below = _pad_last(below, 1, 0)
    return OPS["Pack"]([above, main, below], axis=len(main.shape) - 1)


def _pad_last(x: Any, before: int, after: int) -> Any:
    rank = len(x.shape)
    paddings = np.array([[0, 0]] * (rank - 1) + [[before, after]], np.int32)
    return OPS["Pad"](x, paddings)


def tridiagonal_matmul(
    diagonals: Any, rhs: TensorLike, diagonals_format: str = "compact", name: str | None = None
) -> Tensor:
    """The product of tridiagonal matrices with matrices.

    Args:
        diagonals: "compact": shape [..., 3, n]: the diagonal above (its last element unused), the
            main one, the one below (its first element unused); "sequence": these three as a list;
            "matrix": the whole matrices, [..., n, n].
        rhs: shape [..., n, k].
        diagonals_format: which of these it is.

    Returns: shape [..., n, k].
    """
    bands = _compact(diagonals, diagonals_format, "tf.linalg.tridiagonal_matmul")
    rhs = as_tensor(rhs, hint=as_dtype(bands.dtype))
    above, main, below = (OPS["ExpandDims"](bands[..., i, :], -1) for i in range(3))
    rank = len(rhs.shape)
    outer = [[0, 0]] * (rank - 2)
    up = OPS["Pad"](rhs[..., 1:, :], np.array([*outer, [0, 1], [0, 0]], np.int32))
    down = OPS["Pad"](rhs[..., :-1, :], np.array([*outer, [1, 0], [0, 0]], np.int32))
    return OPS["AddV2"](above * up + main * rhs, below * down, name=name)


TridiagonalSolve = op(
    "TridiagonalSolve", "diagonals: T, rhs: T -> output: T", T=TYPES, partial_pivoting=True,
    perturb_singular=False, infer=lambda call: call.shape(1),
)  # fmt: skip


@TridiagonalSolve.kernel
def _(xp: Any, diagonals: Any, rhs: Any) -> Any:
    n = diagonals.shape[-1]
    above, main, below = (diagonals[..., i, :] for i in range(3))
    rows, columns = np.indices((n, n))
    matrix = xp.where(rows == columns, main[..., None], 0)
    matrix = matrix + xp.where(columns == rows + 1, above[..., :, None], 0)
    matrix = matrix + xp.where(columns == rows - 1, below[..., :, None], 0)
    try:
        return xp.linalg.solve(matrix, rhs)
    except np.linalg.LinAlgError as error:
        raise ValueError("The matrix is not invertible") from error


@TridiagonalSolve.gradient
def _(node: Any, dy: Tensor) -> Any:
    diagonals, x = node.inputs[0], node.outputs[0]
    above, main, below = (diagonals[..., i, :] for i in range(3))
    # The transposed matrix has the diagonals exchanged, each moved by one.
    flipped = OPS["Pack"](
        [_pad_last(below[..., 1:], 0, 1), main, _pad_last(above[..., :-1], 1, 0)],
        axis=len(main.shape) - 1,
    )
    by_rhs = TridiagonalSolve(conj(flipped), dy)
    outer = -1 * by_rhs
    by_main = reduce_sum(outer * conj(x), -1)
    by_above = _pad_last(reduce_sum(outer[..., :-1, :] * conj(x[..., 1:, :]), -1), 0, 1)
    by_below = _pad_last(reduce_sum(outer[..., 1:, :] * conj(x[..., :-1, :]), -1), 1, 0)
    return [OPS["Pack"]([by_above, by_main, by_below], axis=len(main.shape) - 1), by_rhs]


def tridiagonal_solve(
    diagonals: Any,
    rhs: TensorLike,
    diagonals_format: str = "compact",
    transpose_rhs: bool = False,
    conjugate_rhs: bool = False,
    name: str | None = None,
    partial_pivoting: bool = True,
    perturb_singular: bool = False,
) -> Tensor:
    """The solution X of A X = B for tridiagonal A.

    Args:
        diagonals: see `tf.linalg.tridiagonal_matmul`.
        rhs: B, shape [..., n] or [..., n, k].
        diagonals_format: "compact", "matrix" or "sequence".
        transpose_rhs: B has shape [..., k, n].
        conjugate_rhs: solve with the complex conjugate of B.
        partial_pivoting: recorded in graphs; rows are exchanged for accuracy in any case.
        perturb_singular: only for a GPU solver that does not exist here: refused.

    Returns: the shape of B.

    Raises:
        ValueError: shapes do not fit.
        InvalidArgumentError: A is singular.
    """
    where = "tf.linalg.tridiagonal_solve"
    if perturb_singular:
        raise ValueError(f"{where} [perturb_singular]: not supported, as on TensorFlow's CPU")
    bands = _compact(diagonals, diagonals_format, where)
    rhs = as_tensor(rhs, hint=as_dtype(bands.dtype))
    size = bands.shape[-1]
    vectors = len(rhs.shape) == len(bands.shape) - 1
    length = rhs.shape[-1] if vectors or transpose_rhs else rhs.shape[-2]
    if bands.shape[-2] not in (3, None) or (length != size and None not in (length, size)):
        raise ValueError(
            explain(where, "diagonals and rhs have incompatible shapes",
                    expected=f"[..., 3, n] and [..., n{'' if vectors else ', k'}]",
                    received=f"{bands.shape} and {rhs.shape}")
        )  # fmt: skip
    rhs = conj(rhs) if conjugate_rhs else rhs
    if vectors:
        solved = TridiagonalSolve(
            bands, OPS["ExpandDims"](rhs, -1), partial_pivoting=bool(partial_pivoting)
        )
        return OPS["Squeeze"](solved, squeeze_dims=[-1], name=name)
    rhs = matrix_transpose(rhs) if transpose_rhs else rhs
    return TridiagonalSolve(bands, rhs, partial_pivoting=bool(partial_pivoting), name=name)


def banded_triangular_solve(
    bands: TensorLike,
    rhs: TensorLike,
    lower: bool = True,
    adjoint: bool = False,
    name: str | None = None,
) -> Tensor:
    """The solution X of A X = B for triangular A with few diagonals.

    Args:
        bands: shape [..., number of diagonals, n]; the main diagonal first if `lower`, last
            otherwise; unused elements at the left of those below, at the right of those above.
        rhs: B, shape [..., n, k].
        lower: whether A is lower triangular.
        adjoint: solve with the conjugate transpose of A.

    Raises:
        ValueError: the number of diagonals is unknown.
    """
    from pellucid.ops.decomposition import MatrixTriangularSolve

    bands = as_tensor(bands)
    count = bands.shape[-2]
    if count is None:
        raise ValueError(
            "tf.linalg.banded_triangular_solve [bands]: the number of diagonals must be known"
        )
    band = (1 - count, 0) if lower else (0, count - 1)
    several = count > 1
    matrix = diag(bands, k=band, align="LEFT_RIGHT") if several else diag(bands[..., 0, :])
    return MatrixTriangularSolve(matrix, rhs, lower=bool(lower), adjoint=bool(adjoint), name=name)


def eigh_tridiagonal(
    alpha: TensorLike,
    beta: TensorLike,
    eigvals_only: bool = True,
    select: str = "a",
    select_range: Any = None,
    tol: float | None = None,
    name: str | None = None,
) -> Any:
    """The eigenvalues of symmetric (Hermitian) tridiagonal matrices, ascending.

    Args:
        alpha: the main diagonal, shape [n].
        beta: the diagonal beside it, shape [n - 1].
        eigvals_only: whether to leave out the eigenvectors.
        select: "a": all; "i": those numbered select_range[0] to select_range[1] (included); "v":
            those in the interval (select_range[0], select_range[1]].
        select_range: the pair for "i" and "v".
        tol: the absolute tolerance; results have full precision in any case.

    Returns: the eigenvalues, or (eigenvalues, eigenvectors as columns).

    Raises:
        ValueError: `select` or `select_range` is wrong.
    """
    where = "tf.linalg.eigh_tridiagonal"
    if select not in ("a", "i", "v"):
        raise ValueError(explain(f"{where} [select]", "no such selection", expected="a, i or v",
                                 received=select))  # fmt: skip
    if select != "a" and (
        select_range is None or len(select_range) != 2 or select_range[0] > select_range[1]
    ):
        raise ValueError(explain(f"{where} [select_range]", "a pair (low, high) is needed",
                                 received=select_range))  # fmt: skip
    alpha = as_tensor(alpha)
    beta = as_tensor(beta, hint=as_dtype(alpha.dtype))
    if as_dtype(alpha.dtype) not in FLOATING | COMPLEX:
        raise TypeError(
            explain(f"{where} [alpha]", "floating numbers are needed", received=alpha.dtype)
        )
    matrix = diag(alpha) + diag(beta, k=-1) + diag(conj(beta), k=1)
    values, vectors = (eigvalsh(matrix), None) if eigvals_only else eigh(matrix)
    from pellucid.ops.complex import real

    values = real(values)
    if select == "i":
        chosen: Any = slice(int(select_range[0]), int(select_range[1]) + 1)
    elif select == "v":
        inside = (values > select_range[0]) & (values <= select_range[1])
        return _masked(values, vectors, inside)
    else:
        return values if vectors is None else (values, vectors)
    return values[chosen] if vectors is None else (values[chosen], vectors[:, chosen])


def _masked(values: Any, vectors: Any, inside: Any) -> Any:
    from pellucid.ops.gather import boolean_mask

    kept = boolean_mask(values, inside)
    return kept if vectors is None else (kept, boolean_mask(vectors, inside, axis=1))
