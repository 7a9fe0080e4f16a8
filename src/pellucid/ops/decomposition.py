"""Factoring matrices and solving with them: the ops that need numerical linear algebra.

    inv det slogdet logdet solve triangular_solve cholesky cholesky_solve lu lu_solve
    lu_matrix_inverse lu_reconstruct qr svd eigh eigvalsh eig eigvals

Everything works on batches: shape [..., m, n], the last two axes being the matrices.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import COMPLEX, FLOATING, as_dtype
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.broadcasting import INDEX, as_tensor, shape_of, size_along, unbroadcast
from pellucid.ops.diagonal import band_part, diag_part, set_diag
from pellucid.ops.matmul import adjoint, matmul, wide
from pellucid.runtime.dispatch import op

DENSE = (FLOATING - {dtypes.bfloat16}) | COMPLEX


def square_shape(call: Any) -> Any:
    """The shape of a square matrix, checked."""
    dims = call.shape(0)
    if dims is not None:
        check_square(dims)
    return dims


def check_square(dims: Any) -> None:
    """Raise ValueError unless the last two dimensions are of one size, as far as is known."""
    if len(dims) < 2:
        raise ValueError(
            explain("", "input is no matrix", expected="rank >= 2", received=tuple(dims))
        )
    if dims[-1] != dims[-2] and None not in dims[-2:]:
        expected = "last two dimensions of one size"
        raise ValueError(
            explain("", "Input matrix must be square", expected=expected, received=tuple(dims))
        )


# ---------------------------------------------------------------- inverse and determinant

MatrixInverse = op(
    "MatrixInverse", "input: T -> output: T", T=DENSE, adjoint=False, infer=square_shape
)


@MatrixInverse.kernel("numpy")
def _(x: Any, adjoint: bool) -> Any:
    check_square(x.shape)
    x = np.conj(np.swapaxes(x, -1, -2)) if adjoint else x
    try:
        return np.linalg.inv(wide(x))
    except np.linalg.LinAlgError as error:
        raise ValueError("Input is not invertible") from error


@MatrixInverse.kernel("xla")
def _(jax: Any, x: Any, adjoint: bool) -> Any:
    x = jax.numpy.conj(jax.numpy.swapaxes(x, -1, -2)) if adjoint else x
    return jax.numpy.linalg.inv(at_least_single(x))


def at_least_single(x: Any) -> Any:
    """An array, with 16-bit floats as float32: decompositions have no kernels for these."""
    return x.astype(np.float32) if x.dtype.itemsize == 2 else x


@MatrixInverse.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = node.outputs[0]
    if node.attrs["adjoint"]:
        return -matmul(y, matmul(dy, y, adjoint_a=True))
    return -matmul(y, matmul(dy, y, adjoint_b=True), adjoint_a=True)


def inv(input: TensorLike, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of square matrices.

    Args:
        input: shape [..., n, n], floating or complex.
        adjoint: invert the conjugate transposes instead.

    Raises:
        InvalidArgumentError: a matrix is singular or not square. (Compiled code gives inf or nan
            for singular ones.)
    """
    return MatrixInverse(input, adjoint=bool(adjoint), name=name)


def _batch_scalar(call: Any) -> Any:
    dims = square_shape(call)
    return None if dims is None else dims[:-2]


MatrixDeterminant = op("MatrixDeterminant", "input: T -> output: T", T=DENSE, infer=_batch_scalar)


@MatrixDeterminant.kernel
def _(xp: Any, x: Any) -> Any:
    check_square(x.shape)
    return xp.linalg.det(at_least_single(x))


@MatrixDeterminant.gradient
def _(node: Any, dy: Tensor) -> Any:
    # TensorFlow does not conjugate the determinant here, as its other gradients would: its answer
    # for complex matrices is followed.
    scale = _as_matrix(dy * node.outputs[0])
    return scale * MatrixInverse(node.inputs[0], adjoint=True)


def _as_matrix(x: Tensor) -> Tensor:
    return OPS["ExpandDims"](OPS["ExpandDims"](x, -1), -1)


def det(input: TensorLike, name: str | None = None) -> Tensor:
    """The determinants of square matrices: shape [..., n, n] to [...]."""
    return MatrixDeterminant(input, name=name)


class LogMatrixDeterminantResult(NamedTuple):
    """What `slogdet` returns: det = sign * exp(log_abs_determinant)."""

    sign: Tensor
    log_abs_determinant: Tensor


LogMatrixDeterminantResult.__name__ = "LogMatrixDeterminant"  # as TensorFlow prints it


LogMatrixDeterminant = op(
    "LogMatrixDeterminant", "input: T -> sign: T, log_abs_determinant: T", T=DENSE,
    infer=_batch_scalar,
)  # fmt: skip


@LogMatrixDeterminant.kernel
def _(xp: Any, x: Any) -> Any:
    check_square(x.shape)
    sign, log = xp.linalg.slogdet(at_least_single(x))
    return sign, log


@LogMatrixDeterminant.gradient
def _(node: Any, _: Tensor, dlog: Tensor) -> Any:
    return _as_matrix(dlog) * MatrixInverse(node.inputs[0], adjoint=True)


def slogdet(input: TensorLike, name: str | None = None) -> LogMatrixDeterminantResult:
    """Sign and logarithm of the absolute value of determinants, without over- or underflow.

    Args:
        input: shape [..., n, n].

    Returns: a named tuple (sign, log_abs_determinant), both of shape [...].
    """
    return LogMatrixDeterminantResult(*LogMatrixDeterminant(input, name=name))


def logdet(matrix: TensorLike, name: str | None = None) -> Tensor:
    """The logarithm of the determinant of positive definite matrices, by their Cholesky factor.

    log det A = 2 sum_i log L[i, i].
    """
    from pellucid.ops.complex import real
    from pellucid.ops.exponential import log
    from pellucid.ops.reduction import reduce_sum

    factor = diag_part(Cholesky(matrix))
    return OPS["Mul"](2, reduce_sum(log(real(factor)), -1), name=name)


# ---------------------------------------------------------------- solving

MatrixSolve = op("MatrixSolve", "matrix: T, rhs: T -> output: T", T=DENSE, adjoint=False)


def _unequal_rows(a: Any, b: Any) -> str:
    expected = f"{a[-1]} rows of rhs, as many as the matrix has columns"
    return explain("", "matrix and rhs are incompatible", expected=expected, received=b[-2])


def _check_system(a: Any, b: Any) -> None:
    check_square(a)
    if len(a) != len(b):
        expected = "matrix and rhs of the same rank"
        raise ValueError(explain("", "ranks differ", expected=expected))
    if a[-1] != b[-2] and a[-1] is not None and b[-2] is not None:
        raise ValueError(_unequal_rows(a, b))


@MatrixSolve.kernel("numpy")
def _(a: Any, b: Any, adjoint: bool) -> Any:
    _check_system(a.shape, b.shape)
    a = np.conj(np.swapaxes(a, -1, -2)) if adjoint else a
    try:
        return np.linalg.solve(wide(a), wide(b))
    except np.linalg.LinAlgError as error:
        raise ValueError("Input matrix is not invertible") from error


@MatrixSolve.kernel("xla")
def _(jax: Any, a: Any, b: Any, adjoint: bool) -> Any:
    a = jax.numpy.conj(jax.numpy.swapaxes(a, -1, -2)) if adjoint else a
    return jax.numpy.linalg.solve(at_least_single(a), at_least_single(b))


@MatrixSolve.infer
def _(call: Any) -> Any:
    a, b = call.shape(0), call.shape(1)
    if a is not None and b is not None:
        _check_system(a, b)
    return b


@MatrixSolve.gradient
def _(node: Any, dy: Tensor) -> Any:
    a, x, flipped = node.inputs[0], node.outputs[0], node.attrs["adjoint"]
    by_b = MatrixSolve(a, dy, adjoint=not flipped)
    by_a = matmul(x, by_b, adjoint_b=True) if flipped else matmul(by_b, x, adjoint_b=True)
    return [-by_a, by_b]


def solve(
    matrix: TensorLike, rhs: TensorLike, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """The solution X of A X = B.

    Args:
        matrix: A, shape [..., n, n].
        rhs: B, shape [..., n, k].
        adjoint: solve with the conjugate transpose of A.

    Raises:
        InvalidArgumentError: A is singular, or shapes do not fit.
    """
    return MatrixSolve(matrix, rhs, adjoint=bool(adjoint), name=name)


MatrixTriangularSolve = op(
    "MatrixTriangularSolve", "matrix: T, rhs: T -> output: T", T=FLOATING | COMPLEX,
    lower=True, adjoint=False,
)  # fmt: skip


@MatrixTriangularSolve.kernel("numpy")
def _(a: Any, b: Any, lower: bool, adjoint: bool) -> Any:
    _check_triangular(a.shape, b.shape)
    a, b = wide(a), wide(b)
    if adjoint:
        a, lower = np.conj(np.swapaxes(a, -1, -2)), not lower
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    x = np.array(np.broadcast_to(b, (*batch, *b.shape[-2:])))
    size = a.shape[-1]
    for i in range(size) if lower else range(size - 1, -1, -1):
        done = slice(0, i) if lower else slice(i + 1, size)
        known = np.matmul(a[..., i : i + 1, done], x[..., done, :])
        x[..., i : i + 1, :] = (x[..., i : i + 1, :] - known) / a[..., i : i + 1, i : i + 1]
    return x


def _check_triangular(a: Any, b: Any) -> None:
    if len(b) < 2:
        raise ValueError(explain("", "rhs is no matrix", expected="rank >= 2"))
    check_square(a)
    if a[-1] != b[-2] and None not in (a[-1], b[-2]):
        raise ValueError(_unequal_rows(a, b))


@MatrixTriangularSolve.kernel("xla")
def _(jax: Any, a: Any, b: Any, lower: bool, adjoint: bool) -> Any:
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a = jax.numpy.broadcast_to(at_least_single(a), (*batch, *a.shape[-2:]))
    b = jax.numpy.broadcast_to(at_least_single(b), (*batch, *b.shape[-2:]))
    return jax.lax.linalg.triangular_solve(
        a, b, left_side=True, lower=lower, transpose_a=adjoint, conjugate_a=adjoint
    )


@MatrixTriangularSolve.infer
def _(call: Any) -> Any:
    from pellucid.core.shapes import broadcast_shapes

    a, b = call.shape(0), call.shape(1)
    if a is None or b is None:
        return None
    _check_triangular(a, b)
    batch: Any = broadcast_shapes(a[:-2], b[:-2])
    return (*batch, *b[-2:])


@MatrixTriangularSolve.gradient
def _(node: Any, dy: Tensor) -> Any:
    (a, b), x = node.inputs, node.outputs[0]
    lower, flipped = node.attrs["lower"], node.attrs["adjoint"]
    by_b = MatrixTriangularSolve(a, dy, lower=lower, adjoint=not flipped)
    by_a = matmul(x, by_b, adjoint_b=True) if flipped else matmul(by_b, x, adjoint_b=True)
    by_a = band_part(by_a, -1, 0) if lower else band_part(by_a, 0, -1)
    return [unbroadcast(-by_a, a), unbroadcast(by_b, b)]


def triangular_solve(
    matrix: TensorLike,
    rhs: TensorLike,
    lower: bool = True,
    adjoint: bool = False,
    name: str | None = None,
) -> Tensor:
    """The solution X of A X = B for triangular A, by substitution.

    Args:
        matrix: A, shape [..., n, n]; the other triangle is not looked at.
        rhs: B, shape [..., n, k]; batch dimensions broadcast.
        lower: whether A is lower triangular.
        adjoint: solve with the conjugate transpose of A.

    Raises:
        InvalidArgumentError: shapes do not fit. (A zero on the diagonal gives inf or nan.)
    """
    return MatrixTriangularSolve(
        matrix, rhs, lower=bool(lower), adjoint=bool(adjoint), name=name
    )  # fmt: skip


Cholesky = op("Cholesky", "input: T -> output: T", T=DENSE, infer=square_shape)


@Cholesky.kernel("numpy")
def _(x: Any) -> Any:
    check_square(x.shape)
    x = wide(x)
    try:
        return np.linalg.cholesky(x)
    except np.linalg.LinAlgError:
        if x.ndim == 2:  # not positive definite: nan, as compiled code says it
            return np.tril(np.full_like(x, np.nan))
        kernel = Cholesky.numpy_kernel.function  # type: ignore[union-attr]
        return np.stack([kernel(matrix) for matrix in x])


@Cholesky.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.linalg.cholesky(at_least_single(x), symmetrize_input=False)


@Cholesky.gradient
def _(node: Any, dy: Tensor) -> Any:
    # Reference: Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527.
    factor = node.outputs[0]
    middle = matmul(factor, dy, adjoint_a=True)
    middle = band_part(set_diag(middle, diag_part(middle) * 0.5), -1, 0)
    left = triangular_solve(factor, middle, adjoint=True)
    found = adjoint(triangular_solve(factor, adjoint(left), adjoint=True))
    return (found + adjoint(found)) * 0.5


def cholesky(input: TensorLike, name: str | None = None) -> Tensor:
    """The lower triangular L with A = L L^H, of symmetric (Hermitian) positive definite matrices.

    Args:
        input: shape [..., n, n]; only the lower triangle is looked at.

    Returns: L, of the same shape; nan for matrices that are not positive definite.

    Raises:
        InvalidArgumentError: the matrices are not square.
    """
    return Cholesky(input, name=name)


def cholesky_solve(chol: TensorLike, rhs: TensorLike, name: str | None = None) -> Tensor:
    """The solution X of A X = B, where A = L L^H.

    Args:
        chol: L, the result of `tf.linalg.cholesky(A)`, shape [..., n, n].
        rhs: B, shape [..., n, k].
    """
    y = triangular_solve(chol, rhs)
    return MatrixTriangularSolve(chol, y, lower=True, adjoint=True, name=name)


# ---------------------------------------------------------------- LU


class LuResult(NamedTuple):
    """What `lu` returns: the triangles in one matrix, and the permutation of the rows."""

    lu: Tensor
    p: Tensor


LuResult.__name__ = "Lu"  # as TensorFlow prints it


Lu = op("Lu", "input: T -> lu: T, p: output_idx_type", T=DENSE, output_idx_type=INDEX)


@Lu.kernel("numpy")
def _(x: Any) -> Any:
    check_square(x.shape)
    size = x.shape[-1]
    flat = np.array(wide(x)).reshape(-1, size, size)
    rows = np.tile(np.arange(size), (len(flat), 1))
    for matrix, order in zip(flat, rows, strict=True):
        for k in range(size):
            pivot = k + int(np.argmax(np.abs(matrix[k:, k])))
            if matrix[pivot, k] == 0:
                raise ValueError("Input is not invertible")
            if pivot != k:
                matrix[[k, pivot]], order[[k, pivot]] = matrix[[pivot, k]], order[[pivot, k]]
            matrix[k + 1 :, k] /= matrix[k, k]
            matrix[k + 1 :, k + 1 :] -= np.outer(matrix[k + 1 :, k], matrix[k, k + 1 :])
    return flat.reshape(x.shape), rows.reshape(x.shape[:-1])


@Lu.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    factors, _, rows = jax.lax.linalg.lu(at_least_single(x))
    return factors, rows


@Lu.infer
def _(call: Any) -> Any:
    dims = square_shape(call)
    return [dims, None if dims is None else dims[:-1]]


def lu(
    input: TensorLike, output_idx_type: DTypeLike = dtypes.int32, name: str | None = None
) -> LuResult:
    """The factors of P A = L U, with partial pivoting.

    Args:
        input: shape [..., n, n].
        output_idx_type: the dtype of the permutation, int32 or int64.

    Returns: a named tuple: `lu`, [..., n, n] (U in the upper triangle, L without its ones below),
        and `p`, [..., n], with A[p] = L U.

    Raises:
        InvalidArgumentError: a matrix is singular or not square.
    """
    return LuResult(*Lu(input, output_idx_type=as_dtype(output_idx_type), name=name))


def _unpack_lu(lower_upper: Any) -> tuple[Any, Any]:
    upper = band_part(lower_upper, 0, -1)
    ones = OPS["OnesLike"](diag_part(lower_upper))
    return set_diag(band_part(lower_upper, -1, 0), ones), upper


def lu_solve(
    lower_upper: TensorLike,
    perm: TensorLike,
    rhs: TensorLike,
    validate_args: bool = False,
    name: str | None = None,
) -> Tensor:
    """The solution X of A X = B, where `lower_upper, perm = tf.linalg.lu(A)`.

    Args:
        lower_upper, perm: the factors of A, shapes [..., n, n] and [..., n].
        rhs: B, shape [..., n, k].
        validate_args: check the shapes first (they are checked in any case).
    """
    lower_upper, rhs = as_tensor(lower_upper), as_tensor(rhs)
    lower, upper = _unpack_lu(lower_upper)
    permuted = _permute_rows(rhs, perm)
    y = triangular_solve(lower, permuted)
    return MatrixTriangularSolve(upper, y, lower=False, name=name)


def _permute_rows(x: Tensor, perm: Any) -> Tensor:
    perm = as_tensor(perm)
    return OPS["GatherV2"](x, perm, len(perm.dims) - 1, batch_dims=len(perm.dims) - 1)


def lu_matrix_inverse(
    lower_upper: TensorLike, perm: TensorLike, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The inverse of A, where `lower_upper, perm = tf.linalg.lu(A)`."""
    from pellucid.ops.patterns import eye

    lower_upper = as_tensor(lower_upper)
    identity = eye(size_along(lower_upper, -1), dtype=lower_upper.dtype)
    identity = OPS["BroadcastTo"](identity, shape_of(lower_upper))
    return lu_solve(lower_upper, perm, identity, validate_args, name)


def lu_reconstruct(
    lower_upper: TensorLike, perm: TensorLike, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """A itself, where `lower_upper, perm = tf.linalg.lu(A)`."""
    from pellucid.ops.sorting import argsort

    lower, upper = _unpack_lu(as_tensor(lower_upper))
    inverse = argsort(perm, axis=-1)
    rows = _permute_rows(matmul(lower, upper), inverse)
    return OPS["Identity"](rows, name=name)
