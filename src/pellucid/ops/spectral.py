"""QR, singular values and eigenvalues of batches of matrices.

qr svd eigh eigvalsh eig eigvals
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import COMPLEX, as_dtype
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.complex import conj, real
from pellucid.ops.decomposition import (
    DENSE,
    MatrixSolve,
    at_least_single,
    check_square,
    square_shape,
    triangular_solve,
)
from pellucid.ops.diagonal import band_part, diag, diag_part, set_diag
from pellucid.ops.matmul import adjoint, matmul, wide
from pellucid.runtime.dispatch import op


def _least(dims: Any) -> int | None:
    rows, columns = dims[-2:]
    return None if rows is None or columns is None else min(rows, columns)


def _check_matrix(dims: Any) -> None:
    if len(dims) < 2:
        raise ValueError(f"Input must have rank >= 2, received shape {dims}")


# ---------------------------------------------------------------- QR


class QrResult(NamedTuple):
    """What `qr` returns: A = q r."""

    q: Tensor
    r: Tensor


QrResult.__name__ = "Qr"  # as TensorFlow prints it


Qr = op("Qr", "input: T -> q: T, r: T", T=DENSE, full_matrices=False)


@Qr.kernel
def _(xp: Any, x: Any, full_matrices: bool) -> Any:
    _check_matrix(x.shape)
    q, r = xp.linalg.qr(at_least_single(x), mode="complete" if full_matrices else "reduced")
    return q, r


@Qr.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    if dims is None:
        return [None, None]
    _check_matrix(dims)
    inner = dims[-2] if call.attrs["full_matrices"] else _least(dims)
    return [(*dims[:-1], inner), (*dims[:-2], inner, dims[-1])]


@Qr.gradient
def _(node: Any, dq: Tensor, dr: Tensor) -> Any:
    # Reference: Walter & Lehmann, "Algorithmic Differentiation of Linear Algebra Functions",
    # arXiv:1001.1654; wide matrices: Roberts & Roberts, arXiv:2009.10071.
    (x,), (q, r) = node.inputs, node.outputs
    rows, columns = x.dims[-2:]
    if rows is None or columns is None or (node.attrs["full_matrices"] and rows != columns):
        raise ValueError(explain("tf.linalg.qr", "no gradient for full_matrices of tall matrices "
                                 "or unknown sizes", received=x.shape))  # fmt: skip
    if rows >= columns:
        return _qr_gradient(q, r, dq, dr)
    u, du, dv = r[..., :, :rows], dr[..., :, :rows], dr[..., :, rows:]
    dq = dq + matmul(x[..., :, rows:], dv, adjoint_b=True)
    return OPS["ConcatV2"]([_qr_gradient(q, u, dq, du), matmul(q, dv)], -1)


def _qr_gradient(q: Any, r: Any, dq: Any, dr: Any) -> Any:
    """The cotangent of A = Q R with R square."""

    def over_r(m: Any) -> Any:  # m R^-H
        return adjoint(triangular_solve(r, adjoint(m), lower=False))

    qdq, rdr = matmul(q, dq, adjoint_a=True), matmul(r, dr, adjoint_b=True)
    lower = band_part((qdq - adjoint(qdq)) + (rdr - adjoint(rdr)), -1, 0)
    found = matmul(q, dr + over_r(lower)) + over_r(dq - matmul(q, qdq))
    if not q.dtype.is_complex:
        return found
    middle = qdq - adjoint(qdq) + rdr - adjoint(rdr)
    half = set_diag(OPS["ZerosLike"](middle), diag_part(middle) * 0.5)
    return found - matmul(q, over_r(half))


def qr(input: TensorLike, full_matrices: bool = False, name: str | None = None) -> QrResult:
    """A = Q R, with Q unitary and R upper triangular.

    Args:
        input: shape [..., m, n], k = min(m, n).
        full_matrices: Q is [..., m, m] and R [..., m, n], instead of [..., m, k] and [..., k, n].

    Returns: a named tuple (q, r).
    """
    return QrResult(*Qr(input, full_matrices=bool(full_matrices), name=name))


# ---------------------------------------------------------------- singular values

Svd = op("Svd", "input: T -> s: T, u: T, v: T", T=DENSE, compute_uv=True, full_matrices=False)


@Svd.kernel
def _(xp: Any, x: Any, compute_uv: bool, full_matrices: bool) -> Any:
    _check_matrix(x.shape)
    x = at_least_single(x)
    if not compute_uv:
        empty = xp.zeros((0,), x.dtype)
        return xp.linalg.svd(x, compute_uv=False), empty, empty
    u, s, vh = xp.linalg.svd(x, full_matrices=full_matrices)
    return s, u, xp.conj(xp.swapaxes(vh, -1, -2))


@Svd.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    if dims is None:
        return [None, None, None]
    _check_matrix(dims)
    least = _least(dims)
    s = (*dims[:-2], least)
    if not call.attrs["compute_uv"]:
        return [s, (0,), (0,)]
    full = call.attrs["full_matrices"]
    columns = (dims[-2], dims[-1]) if full else (least, least)
    return [s, (*dims[:-2], dims[-2], columns[0]), (*dims[:-2], dims[-1], columns[1])]


@Svd.gradient
def _(node: Any, ds: Tensor, du: Tensor, dv: Tensor) -> Any:
    # Reference: Giles, "Collected Matrix Derivative Results for Forward and Reverse Mode
    # Algorithmic Differentiation", 2008; Townsend, "Differentiating the SVD", 2016.
    x = node.inputs[0]
    if not node.attrs["compute_uv"]:
        _, u, v = Svd(x)
        return matmul(_times(u, ds), v, adjoint_b=True)
    s, u, v = node.outputs
    square = x.dims is not None and x.dims[-1] == x.dims[-2]
    if node.attrs["full_matrices"] and not square:
        least = s.dims[-1]
        if du.dims[-1] - least > 1 or dv.dims[-1] - least > 1:
            raise ValueError("tf.linalg.svd: no gradient with full_matrices where a null space of "
                             "two or more dimensions has no unique basis")  # fmt: skip
        u, du = u[..., :, :least], du[..., :, :least]
        v, dv = v[..., :, :least], dv[..., :, :least]
    return _svd_gradient(s, u, v, ds, du, dv)


def _times(m: Any, d: Any) -> Any:
    """m diag(d): each column times its number."""
    return m * OPS["ExpandDims"](d, -2)


def _svd_gradient(s: Any, u: Any, v: Any, ds: Any, du: Any, dv: Any) -> Any:
    row, column = OPS["ExpandDims"](s, -2), OPS["ExpandDims"](s, -1)
    # Equal singular values have no separate derivative: their pairs are left out.
    f = OPS["DivNoNan"](OPS["OnesLike"](row), (row - column) * (row + column))
    udu, vdv = matmul(u, du, adjoint_a=True), matmul(v, dv, adjoint_a=True)
    middle = _times(f * (udu - adjoint(udu)), s) + column * (f * (vdv - adjoint(vdv))) + diag(ds)
    inverse = OPS["DivNoNan"](OPS["OnesLike"](s), s)
    left = du - matmul(u, udu)  # the part of du outside the span of u
    right = dv - matmul(v, vdv)
    found = matmul(matmul(u, middle), v, adjoint_b=True)
    found += matmul(_times(left, inverse), v, adjoint_b=True)
    return found + matmul(_times(u, inverse), right, adjoint_b=True)


def svd(
    tensor: TensorLike,
    full_matrices: bool = False,
    compute_uv: bool = True,
    name: str | None = None,
) -> Any:
    """The singular value decomposition A = U diag(s) V^H.

    Args:
        tensor: shape [..., m, n], k = min(m, n).
        full_matrices: U is [..., m, m] and V [..., n, n], instead of [..., m, k] and [..., n, k].
        compute_uv: whether to compute U and V at all.

    Returns: (s, u, v), s being real, the greatest first; only s if `compute_uv` is False. Note that
        `v` is not transposed.
    """
    s, u, v = Svd(tensor, compute_uv=bool(compute_uv), full_matrices=bool(full_matrices), name=name)
    return (real(s), u, v) if compute_uv else real(s)


# ---------------------------------------------------------------- eigenvalues

SelfAdjointEigV2 = op("SelfAdjointEigV2", "input: T -> e: T, v: T", T=DENSE, compute_v=True)


@SelfAdjointEigV2.kernel("numpy")
def _(x: Any, compute_v: bool) -> Any:
    check_square(x.shape)
    if compute_v:
        return tuple(np.linalg.eigh(wide(x)))
    return np.linalg.eigvalsh(wide(x)), np.zeros((0,), x.dtype)


@SelfAdjointEigV2.kernel("xla")
def _(jax: Any, x: Any, compute_v: bool) -> Any:
    if compute_v:
        return tuple(jax.numpy.linalg.eigh(at_least_single(x), UPLO="L", symmetrize_input=False))
    return jax.numpy.linalg.eigvalsh(at_least_single(x), UPLO="L"), jax.numpy.zeros((0,), x.dtype)


@SelfAdjointEigV2.infer
def _(call: Any) -> Any:
    dims = square_shape(call)
    if dims is None:
        return [None, None]
    return [dims[:-1], dims if call.attrs["compute_v"] else (0,)]


@SelfAdjointEigV2.gradient
def _(node: Any, de: Tensor, dv: Tensor) -> Any:
    e, v = node.outputs
    if not node.attrs["compute_v"]:
        _, v = SelfAdjointEigV2(node.inputs[0])
        found = matmul(_times(v, de), v, adjoint_b=True)
    else:
        gap = OPS["ExpandDims"](e, -2) - OPS["ExpandDims"](e, -1)
        f = OPS["DivNoNan"](OPS["OnesLike"](gap), gap)
        middle = diag(de) + f * matmul(v, dv, adjoint_a=True)
        found = matmul(v, matmul(middle, v, adjoint_b=True))
    # Only the lower triangle was looked at: it gets the upper one's share too.
    found = band_part(found + adjoint(found), -1, 0)
    return set_diag(found, diag_part(found) * 0.5)


def eigh(tensor: TensorLike, name: str | None = None) -> tuple[Tensor, Tensor]:
    """Eigenvalues and eigenvectors of symmetric (Hermitian) matrices: A v = v diag(e).

    Args:
        tensor: shape [..., n, n]; only the lower triangle is looked at.

    Returns: (e, v): the eigenvalues, [..., n], ascending, and the eigenvectors, [..., n, n], as
        columns.
    """
    e, v = SelfAdjointEigV2(tensor, compute_v=True, name=name)
    return e, v


def eigvalsh(tensor: TensorLike, name: str | None = None) -> Tensor:
    """The eigenvalues of symmetric (Hermitian) matrices, ascending: [..., n, n] to [..., n]."""
    e, _ = SelfAdjointEigV2(tensor, compute_v=False, name=name)
    return e


Eig = op(
    "Eig", "input: T -> e: Tout, v: Tout", T=DENSE - {dtypes.float16}, Tout=COMPLEX, compute_v=True
)


@Eig.kernel("numpy")
def _(x: Any, compute_v: bool) -> Any:
    check_square(x.shape)
    if compute_v:
        return tuple(np.linalg.eig(x))
    return np.linalg.eigvals(x), np.zeros((0,), x.dtype)


@Eig.kernel("xla")
def _(jax: Any, x: Any, compute_v: bool) -> Any:
    if compute_v:
        return tuple(jax.numpy.linalg.eig(x))
    return jax.numpy.linalg.eigvals(x), jax.numpy.zeros((0,), np.complex64)


@Eig.infer
def _(call: Any) -> Any:
    dims = square_shape(call)
    if dims is None:
        return [None, None]
    return [dims[:-1], dims if call.attrs["compute_v"] else (0,)]


@Eig.gradient
def _(node: Any, de: Tensor, dv: Tensor) -> Any:
    # Reference: Boeddeker et al., "On the Computation of Complex-valued Gradients with
    # Application to Statistically Optimum Beamforming", arXiv:1701.00392.
    from pellucid.ops.casting import cast

    x, (e, v) = node.inputs[0], node.outputs
    if not node.attrs["compute_v"]:
        _, v = Eig(x, Tout=e.dtype)
        middle = diag(de)
    else:
        gap = OPS["ExpandDims"](e, -2) - OPS["ExpandDims"](e, -1)
        f = conj(OPS["DivNoNan"](OPS["OnesLike"](gap), gap))
        vdv = matmul(v, dv, adjoint_a=True)
        lengths = cast(real(diag_part(vdv)), v.dtype)
        middle = diag(de) + f * (vdv - matmul(v, _times(v, lengths), adjoint_a=True))
    found = MatrixSolve(v, matmul(middle, v, adjoint_b=True), adjoint=True)
    return found if x.dtype.is_complex else cast(real(found), x.dtype)


def _complex_of(tensor: Any) -> Any:
    return (
        dtypes.complex128
        if as_dtype(tensor.dtype).size >= 8 and as_dtype(tensor.dtype) is not dtypes.complex64
        else dtypes.complex64
    )


def eig(tensor: TensorLike, name: str | None = None) -> tuple[Tensor, Tensor]:
    """Eigenvalues and eigenvectors of square matrices: A v = v diag(e). Both are complex.

    Args:
        tensor: shape [..., n, n].

    Returns: (e, v): shapes [..., n] and [..., n, n], in no particular order.
    """
    x = as_tensor(tensor)
    e, v = Eig(x, Tout=_complex_of(x), compute_v=True, name=name)
    return e, v


def eigvals(tensor: TensorLike, name: str | None = None) -> Tensor:
    """The complex eigenvalues of square matrices, unordered: [..., n, n] to [..., n]."""
    x = as_tensor(tensor)
    e, _ = Eig(x, Tout=_complex_of(x), compute_v=False, name=name)
    return e
