"""Norms, pseudo-inverses, least squares and functions of matrices.

    norm normalize l2_normalize cross matrix_rank pinv lstsq expm sqrtm logm

Products are in `ops/matmul.py`, factorizations in `ops/decomposition.py` and `ops/spectral.py`,
diagonals in `ops/diagonal.py`.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import COMPLEX, REAL, as_dtype
from pellucid.core.errors import FailedPreconditionError, describe, explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import AxisLike, TensorLike
from pellucid.graph.shape_rules import merged
from pellucid.ops.broadcasting import as_tensor, rank_of, size_along
from pellucid.ops.casting import cast
from pellucid.ops.complex import conj, real
from pellucid.ops.decomposition import DENSE, cholesky, cholesky_solve, solve, square_shape
from pellucid.ops.exponential import Rsqrt, Sqrt
from pellucid.ops.math import Maximum, Mul, abs, pow
from pellucid.ops.matmul import adjoint, matmul, wide
from pellucid.ops.reduction import reduce_max, reduce_sum
from pellucid.ops.spectral import svd
from pellucid.runtime.dispatch import op

Cross = op("Cross", "a: T, b: T -> product: T", T=REAL, infer=merged)


@Cross.kernel
def _(xp: Any, a: Any, b: Any) -> Any:
    if a.shape != b.shape:
        raise ValueError(explain("", "shapes differ", expected="a and b of one shape"))
    if not a.shape or a.shape[-1] != 3:
        problem = "Cross-products are only defined for 3-element vectors"
        expected = "a last dimension of 3"
        message = explain("tf.linalg.cross", problem, expected=expected, received=describe(a))
        raise FailedPreconditionError(None, None, message)
    return xp.cross(a, b)


@Cross.gradient
def _(node: Any, dy: Tensor) -> Any:
    a, b = node.inputs
    return [Cross(b, dy), Cross(dy, a)]


def cross(a: TensorLike, b: TensorLike, name: str | None = None) -> Tensor:
    """The cross product of 3-element vectors: shape [..., 3]."""
    return Cross(a, b, name=name)


# ---------------------------------------------------------------- norms

_MATRIX_NORMS = ("euclidean", "fro", 1, 2, math.inf)


def norm(
    tensor: TensorLike,
    ord: float | str = "euclidean",
    axis: AxisLike | None = None,
    keepdims: bool | None = None,
    name: str | None = None,
) -> Tensor:
    """The norm of vectors, matrices, or of a whole tensor.

    Args:
        tensor: a floating or complex tensor.
        ord: "euclidean" (or "fro" for matrices), inf, or any number p > 0: (sum |x|^p)^(1/p). For
            matrices 1 and inf are the greatest sums of columns and rows, 2 the greatest singular
            value.
        axis: None: the whole tensor is one vector; an integer: vectors along it; a pair: matrices.
        keepdims: keep the axes, with size 1.

    Returns: a tensor of the same dtype.

    Raises:
        ValueError: the norm is not defined, or `axis` is neither None, an integer nor a pair.
    """
    matrix = isinstance(axis, list | tuple) and len(axis) == 2
    over = _norm_axis(axis, matrix)
    if matrix and ord not in _MATRIX_NORMS:
        raise ValueError(
            explain("tf.norm [ord]", "'ord' must be a supported matrix norm",
                    expected=list(_MATRIX_NORMS), received=ord)
        )  # fmt: skip
    if not matrix and ord != "euclidean" and (isinstance(ord, str) or ord <= 0):
        raise ValueError(explain("tf.norm [ord]", "'ord' must be a supported vector norm",
                                 expected="'euclidean' or a number > 0", received=ord))  # fmt: skip
    x = as_tensor(tensor)
    result = _matrix_norm(x, ord, over) if matrix else _vector_norm(x, ord, over)
    # `result` has its axes of size 1; summing over them takes them away.
    return result if keepdims else reduce_sum(result, over, name=name)


def _norm_axis(axis: Any, matrix: bool) -> Any:
    if matrix:
        if axis[0] == axis[1]:
            raise ValueError(explain("tf.norm [axis]", "the two axes are the same", received=axis))
        return tuple(axis)
    if axis is None or isinstance(axis, int):
        return axis
    if isinstance(axis, list | tuple) and len(axis) == 1:
        return axis[0]
    raise ValueError(
        explain("tf.norm [axis]", "'axis' must be None, an integer, or 2 unique integers",
                received=axis)
    )  # fmt: skip


def _vector_norm(x: Any, ord: Any, axis: Any) -> Any:
    if ord in ("euclidean", 2, 2.0):
        return Sqrt(reduce_sum(Mul(x, conj(x)), axis, keepdims=True))
    size = abs(x)
    if ord == 1:
        return reduce_sum(size, axis, keepdims=True)
    if ord == math.inf:
        return reduce_max(size, axis, keepdims=True)
    return pow(reduce_sum(pow(size, float(ord)), axis, keepdims=True), 1.0 / ord)


def _matrix_norm(x: Any, ord: Any, axis: tuple[int, int]) -> Any:
    if ord in ("fro", "euclidean"):
        return _vector_norm(x, "euclidean", axis)
    if ord == 2:
        rank: Any = rank_of(x)
        rows, columns = (a % rank for a in axis)
        perm = [i for i in range(rank) if i not in (rows, columns)] + [rows, columns]
        greatest = reduce_max(
            svd(OPS["Transpose"](x, np.array(perm, np.int32)), compute_uv=False), -1
        )
        for a in sorted((rows, columns)):
            greatest = OPS["ExpandDims"](greatest, a)
        return greatest
    sum_axis, max_axis = axis if ord == 1 else axis[::-1]
    return reduce_max(reduce_sum(abs(x), sum_axis, keepdims=True), max_axis, keepdims=True)


def normalize(
    tensor: TensorLike,
    ord: float | str = "euclidean",
    axis: AxisLike | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """`tensor` divided by its norm along `axis`, and that norm (with its axes kept).

    Args: as those of `tf.norm`.

    Returns: (normalized, norm).
    """
    x = as_tensor(tensor)
    length = norm(x, ord, axis, keepdims=True)
    if as_dtype(length.dtype) is not as_dtype(x.dtype):
        length = cast(length, x.dtype)
    return OPS["RealDiv"](x, length, name=name), length


def l2_normalize(
    x: TensorLike,
    axis: AxisLike | None = None,
    epsilon: float = 1e-12,
    name: str | None = None,
    dim: AxisLike | None = None,
) -> Tensor:
    """x / sqrt(max(sum(|x|^2), epsilon)), along `axis`.

    Args:
        x: a floating or complex tensor.
        axis: the axes of the norm; None: all.
        epsilon: the least square norm.
        dim: the older name of `axis`.

    Raises:
        ValueError: both `axis` and `dim` are given.
    """
    if dim is not None:
        if axis is not None:
            raise ValueError(
                explain("tf.math.l2_normalize [dim]", "give either axis or dim, not both")
            )
        axis = dim
    x = as_tensor(x)
    if as_dtype(x.dtype).is_complex:
        squares = reduce_sum(real(Mul(x, conj(x))), axis, keepdims=True)
        return Mul(x, cast(Rsqrt(Maximum(squares, epsilon)), x.dtype), name=name)
    squares = reduce_sum(OPS["Square"](x), axis, keepdims=True)
    return Mul(x, Rsqrt(Maximum(squares, epsilon)), name=name)


# ---------------------------------------------------------------- rank and pseudo-inverse


def _check_float(where: str, a: Any) -> Any:
    a = as_tensor(a)
    dtype = as_dtype(a.dtype)
    if not (dtype.is_floating or dtype.is_complex):
        raise TypeError(explain(where, "Input `a` must have `float`-like `dtype`",
                                received=dtype.name))  # fmt: skip
    if (rank_of(a) or 2) < 2:
        raise ValueError(
            explain(where, "Input `a` must have at least 2 dimensions", received=a.shape)
        )
    return a


def matrix_rank(
    a: TensorLike,
    tol: TensorLike | None = None,
    validate_args: bool = False,
    name: str | None = None,
) -> Tensor:
    """How many singular values of each matrix exceed `tol`.

    Args:
        a: shape [..., m, n], floating or complex.
        tol: the threshold; by default eps max(m, n) max(s).
        validate_args: check shapes first (they are checked in any case).

    Returns: int32, shape [...].
    """
    a = _check_float("tf.linalg.matrix_rank [a]", a)
    s = svd(a, compute_uv=False)
    if tol is None:
        eps = float(np.finfo(s.dtype.np_dtype).eps)
        tol = Mul(reduce_max(s, -1, keepdims=True), Mul(_longer_side(a, s.dtype), eps))
    return reduce_sum(cast(OPS["Greater"](s, tol), dtypes.int32), -1, name=name)


def _longer_side(a: Any, dtype: Any) -> Any:
    rows, columns = size_along(a, -2), size_along(a, -1)
    return cast(Maximum(rows, columns), dtype)


def pinv(
    a: TensorLike,
    rcond: TensorLike | None = None,
    validate_args: bool = False,
    name: str | None = None,
) -> Tensor:
    """The Moore-Penrose pseudo-inverse V diag(1/s) U^H, small singular values counting as 0.

    Args:
        a: shape [..., m, n], floating.
        rcond: singular values up to rcond max(s) are 0; by default 10 max(m, n) eps.
        validate_args: check shapes first (they are checked in any case).

    Returns: shape [..., n, m].

    Reference: https://en.wikipedia.org/wiki/Moore-Penrose_inverse
    """
    matrices = _check_float("tf.linalg.pinv [a]", a)
    part = as_dtype(matrices.dtype).real_dtype
    if rcond is None:
        rcond = Mul(_longer_side(matrices, part), 10.0 * float(np.finfo(part.np_dtype).eps))
    s, u, v = svd(matrices)
    bound = Mul(
        OPS["ExpandDims"](as_tensor(rcond, hint=part), -1), reduce_max(s, -1, keepdims=True)
    )
    kept = OPS["SelectV2"](OPS["Greater"](s, bound), s, np.array(np.inf, part.np_dtype))
    scaled = OPS["RealDiv"](v, cast(OPS["ExpandDims"](kept, -2), matrices.dtype))
    return matmul(scaled, u, adjoint_b=True, name=name)


MatrixSolveLs = op(
    "MatrixSolveLs", "matrix: T, rhs: T, l2_regularizer: float64 -> output: T", T=DENSE, fast=True
)  # fmt: skip


@MatrixSolveLs.kernel("numpy")
def _(a: Any, b: Any, l2: Any) -> Any:
    flat_a, flat_b = a.reshape(-1, *a.shape[-2:]), b.reshape(-1, *b.shape[-2:])
    found = [np.linalg.lstsq(wide(m), wide(r))[0] for m, r in zip(flat_a, flat_b, strict=True)]
    return np.array(found).reshape(*a.shape[:-2], a.shape[-1], b.shape[-1])


@MatrixSolveLs.kernel("xla")
def _(jax: Any, a: Any, b: Any, l2: Any) -> Any:
    return jax.numpy.matmul(jax.numpy.linalg.pinv(a), b)


@MatrixSolveLs.infer
def _(call: Any) -> Any:
    a, b = call.shape(0), call.shape(1)
    return None if a is None or b is None else (*a[:-2], a[-1], b[-1])


def lstsq(
    matrix: TensorLike,
    rhs: TensorLike,
    l2_regularizer: float = 0.0,
    fast: bool = True,
    name: str | None = None,
) -> Tensor:
    """The X that makes ||A X - B||^2 + l2_regularizer ||X||^2 least, of least norm if A is wide.

    Args:
        matrix: A, shape [..., m, n].
        rhs: B, shape [..., m, k].
        l2_regularizer: the weight of the norm of X.
        fast: solve the normal equations by Cholesky factors (A must be of full rank); otherwise
            by an orthogonal decomposition, without regularization.

    Returns: shape [..., n, k].
    """
    a = as_tensor(matrix)
    b = as_tensor(rhs, hint=as_dtype(a.dtype))
    if not fast:
        return MatrixSolveLs(a, b, float(l2_regularizer), fast=False, name=name)
    rows, columns = a.shape[-2:]
    if (rows is None or columns is None) and not l2_regularizer:
        return matmul(pinv(a), b, name=name)
    # With regularization the tall form is right for wide matrices too.
    tall = rows is None or columns is None or rows >= columns
    gram = matmul(a, a, adjoint_a=True) if tall else matmul(a, a, adjoint_b=True)
    if l2_regularizer:
        from pellucid.ops.patterns import eye

        gram = gram + eye(size_along(gram, -1), dtype=a.dtype) * l2_regularizer
    if tall:
        return cholesky_solve(cholesky(gram), matmul(a, b, adjoint_a=True), name=name)
    return matmul(a, cholesky_solve(cholesky(gram), b), adjoint_a=True, name=name)


# ---------------------------------------------------------------- functions of matrices

_PADE = (
    64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0,
    129060195264000.0, 10559470521600.0, 670442572800.0, 33522128640.0, 1323241920.0, 40840800.0,
    960960.0, 16380.0, 182.0, 1.0,
)  # fmt: skip
_MOST_SQUARINGS = 24


def expm(input: TensorLike, name: str | None = None) -> Tensor:
    """The exponential of square matrices, sum_k A^k / k!, by Padé approximation.

    A is halved until its norm is small, and the result squared as often.

    Args:
        input: shape [..., n, n], floating or complex.

    Reference: Higham, "The Scaling and Squaring Method for the Matrix Exponential Revisited", 2005.
    """
    from pellucid.ops.exponential import log
    from pellucid.ops.patterns import eye

    a = as_tensor(input)
    part = as_dtype(a.dtype).real_dtype
    size = reduce_max(reduce_sum(abs(a), -2, keepdims=True), -1, keepdims=True)
    theta = 5.371920351148152 if part is dtypes.float64 else 3.925724783138660
    halvings = OPS["Ceil"](log(Maximum(size / theta, 1.0)) / math.log(2.0))
    halvings = OPS["Minimum"](OPS["StopGradient"](halvings), float(_MOST_SQUARINGS))
    a = a / cast(pow(OPS["OnesLike"](halvings) * 2.0, halvings), a.dtype)
    identity = eye(size_along(a, -1), dtype=a.dtype)
    a2 = matmul(a, a)
    a4 = matmul(a2, a2)
    a6 = matmul(a2, a4)
    c = _PADE
    odd = matmul(a6, a6 * c[13] + a4 * c[11] + a2 * c[9])
    odd = matmul(a, odd + a6 * c[7] + a4 * c[5] + a2 * c[3] + identity * c[1])
    even = matmul(a6, a6 * c[12] + a4 * c[10] + a2 * c[8])
    even = even + a6 * c[6] + a4 * c[4] + a2 * c[2] + identity * c[0]
    result = solve(even - odd, even + odd)
    result = _squared(result, halvings)
    return OPS["Identity"](result, name=name) if name else result


def _squared(x: Tensor, times: Tensor) -> Tensor:
    """Each matrix squared as often as `times` says."""

    def once_more(step: Any, x: Tensor) -> Tensor:
        return OPS["SelectV2"](OPS["Greater"](times, cast(step, times.dtype)), matmul(x, x), x)

    if isinstance(times, EagerTensor):
        most = int(np.max(times.array(), initial=0))
        return functools.reduce(lambda x, step: once_more(step, x), range(most), x)
    from pellucid.ops.loops import while_loop

    # Written out, two dozen squarings and their derivative take seconds to compile.
    return while_loop(
        lambda step, x: step < _MOST_SQUARINGS,
        lambda step, x: (step + 1, once_more(step, x)),
        [convert(0), x],
        maximum_iterations=_MOST_SQUARINGS,
    )[1]


MatrixSquareRoot = op("MatrixSquareRoot", "input: T -> output: T", T=DENSE, infer=square_shape)


def _root(xp: Any, x: Any, repeat: Any) -> Any:
    # Denman and Beavers: y and z converge, quadratically, to the root and its inverse.
    wide_x = x.astype(np.complex128 if x.dtype.kind == "c" else np.float64)
    identity = xp.broadcast_to(xp.eye(x.shape[-1], dtype=wide_x.dtype), x.shape)

    def improved(_: Any, pair: Any) -> Any:
        y, z = pair
        return (y + xp.linalg.inv(z)) / 2, (z + xp.linalg.inv(y)) / 2

    return repeat(0, 20, improved, (wide_x, identity))[0]


@MatrixSquareRoot.kernel("numpy")
def _(x: Any) -> Any:
    def repeat(start: int, stop: int, step: Any, value: Any) -> Any:
        return functools.reduce(lambda v, i: step(i, v), range(start, stop), value)

    return _root(np, x, repeat)


@MatrixSquareRoot.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return _root(jax.numpy, x, jax.lax.fori_loop)


@MatrixSquareRoot.gradient
def _(node: Any, dy: Tensor) -> Any:
    # dA solves the Sylvester equation Y^H dA + dA Y^H = dY, written out as a linear system.
    from pellucid.ops.array import reshape
    from pellucid.ops.patterns import eye

    y = adjoint(node.outputs[0])
    size, batch = y.dims[-1], list(y.dims[:-2])
    identity = eye(size, dtype=y.dtype)
    left = OPS["Einsum"]([y, identity], equation="...ij,kl->...ikjl")
    right = OPS["Einsum"]([identity, y], equation="ij,...lk->...ikjl")
    system = reshape(left + right, [*batch, size * size, size * size])
    return reshape(solve(system, reshape(dy, [*batch, size * size, 1])), [*batch, size, size])


def sqrtm(input: TensorLike, name: str | None = None) -> Tensor:
    """The principal square root of invertible matrices: X X = A.

    Args:
        input: shape [..., n, n], without eigenvalues that are negative or 0.

    Reference: Denman & Beavers, "The matrix sign function and computations in systems", 1976.
    """
    return MatrixSquareRoot(input, name=name)


MatrixLogarithm = op(
    "MatrixLogarithm", "input: T -> output: T", T=COMPLEX, infer=square_shape
)  # fmt: skip


@MatrixLogarithm.kernel
def _(xp: Any, x: Any) -> Any:
    # Roots are taken until A is near 1, where log A = 2 artanh((A - 1)(A + 1)^-1) converges fast.
    identity = xp.broadcast_to(xp.eye(x.shape[-1], dtype=np.complex128), x.shape)
    roots, near = 10, x.astype(np.complex128)
    for _ in range(roots):
        y, z = near, identity
        for _ in range(12):
            y, z = (y + xp.linalg.inv(z)) / 2, (z + xp.linalg.inv(y)) / 2
        near = y
    ratio = xp.linalg.solve(near + identity, near - identity)
    square, power, total = ratio @ ratio, ratio, ratio
    for k in range(3, 16, 2):
        power = power @ square
        total = total + power / k
    return total * 2 * 2**roots


@MatrixLogarithm.gradient
def _(node: Any, dy: Tensor) -> Any:
    # log [[A, E], [0, A]] holds the derivative of log A in direction E in its upper right corner;
    # the gradient is the derivative at A^H in direction dy. TensorFlow has none.
    # Reference: Higham, "Functions of Matrices", theorem 3.6, 2008.
    a = adjoint(node.inputs[0])
    size = size_along(a, -1)
    upper = OPS["ConcatV2"]([a, dy], -1)
    lower = OPS["ConcatV2"]([OPS["ZerosLike"](a), a], -1)
    return MatrixLogarithm(OPS["ConcatV2"]([upper, lower], -2))[..., :size, size:]


def logm(input: TensorLike, name: str | None = None) -> Tensor:
    """The principal logarithm of invertible complex matrices: expm(logm(A)) = A.

    Args:
        input: shape [..., n, n], complex64 or complex128.

    Reference: Higham, "Functions of Matrices", chapter 11, 2008.
    """
    return MatrixLogarithm(input, name=name)
