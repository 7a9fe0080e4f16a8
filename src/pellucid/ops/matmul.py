"""Products of matrices and tensors, and transposition.

matmul matvec tensordot einsum (in ops/einsum.py)      products
matrix_transpose adjoint                               of the last two axes
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import COMPLEX, FLOATING, INTEGER, as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import broadcast_shapes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.broadcasting import as_tensor, operand_pair, rank_of, unbroadcast
from pellucid.ops.complex import conj
from pellucid.runtime.dispatch import op

PRODUCT = FLOATING | COMPLEX | (INTEGER - {dtypes.int8, dtypes.int16})


def wide(x: Any) -> Any:
    """Two-byte floats as float32, in which BLAS multiplies them; the result is rounded once."""
    return x.astype(np.float32) if x.dtype.itemsize == 2 and x.dtype.kind not in "iu" else x


def _check_inner(a: Any, b: Any, transpose_a: bool, transpose_b: bool) -> None:
    """ValueError unless `a` and `b`, transposed as told, can be multiplied."""
    if len(a) < 2 or len(b) < 2:
        raise ValueError(
            explain("", "both arguments must be matrices", expected="2 dimensions or more",
                    received=f"{a} and {b}", fix="tf.linalg.matvec, or tf.tensordot(a, b, 1)")
        )  # fmt: skip
    inner_a, inner_b = a[-2 if transpose_a else -1], b[-1 if transpose_b else -2]
    if inner_a is None or inner_b is None or inner_a == inner_b:
        return
    where = "b.shape[-1]" if transpose_b else "b.shape[-2]"
    message = f"inner dimensions differ. Expected {where} == {inner_a} (from a: {a}), received {b}."
    if inner_a == b[-2 if transpose_b else -1]:
        message += f" Fix: transpose_b={not transpose_b}?"
    raise ValueError(message)


def _product_shape(call: Any, transpose_a: bool, transpose_b: bool) -> Any:
    a, b = call.shape(0), call.shape(1)
    if a is None or b is None:
        return None
    _check_inner(a, b, transpose_a, transpose_b)
    batch: Any = broadcast_shapes(a[:-2], b[:-2])
    return (*batch, a[-1 if transpose_a else -2], b[-2 if transpose_b else -1])


MatMul = op(
    "MatMul", "a: T, b: T -> product: T", T=PRODUCT,
    transpose_a=False, transpose_b=False, grad_a=False, grad_b=False,
)  # fmt: skip


@MatMul.kernel
def _(xp: Any, a: Any, b: Any, transpose_a: bool, transpose_b: bool) -> Any:
    _check_inner(a.shape, b.shape, transpose_a, transpose_b)
    if xp is np:
        a, b = wide(a), wide(b)
    return xp.matmul(a.T if transpose_a else a, b.T if transpose_b else b)


@MatMul.infer
def _(call: Any) -> Any:
    return _product_shape(call, call.attrs["transpose_a"], call.attrs["transpose_b"])


@MatMul.gradient
def _(node: Any, dy: Tensor) -> Any:
    a, b = conj(node.inputs[0]), conj(node.inputs[1])
    transpose_b = node.attrs["transpose_b"]
    by_a = by_b = None
    if not node.attrs["transpose_a"]:
        if node.wants(0):
            by_a = MatMul(dy, b, transpose_b=not transpose_b)
        if node.wants(1):
            left, right = (dy, a) if transpose_b else (a, dy)
            by_b = MatMul(left, right, transpose_a=True)
        return [by_a, by_b]
    if node.wants(0):
        by_a = MatMul(b, dy, transpose_a=transpose_b, transpose_b=True)
    if node.wants(1):
        by_b = MatMul(dy, a, transpose_a=True, transpose_b=True) if transpose_b else MatMul(a, dy)
    return [by_a, by_b]


_BATCH: dict[str, Any] = {"adj_x": False, "adj_y": False, "grad_x": False, "grad_y": False}
BatchMatMulV2 = op(
    "BatchMatMulV2", "x: T, y: T -> output: T", T=PRODUCT | {dtypes.int16}, **_BATCH
)  # fmt: skip
BatchMatMul = op("BatchMatMul", "x: T, y: T -> output: T", T=PRODUCT | {dtypes.int16}, **_BATCH)
_NARROW = PRODUCT | {dtypes.int8, dtypes.int16}
BatchMatMulV3 = op(
    "BatchMatMulV3", "x: Ta, y: Tb -> output: Tout", Ta=_NARROW, Tb=_NARROW, Tout=_NARROW, **_BATCH
)  # fmt: skip


def _batch_product(xp: Any, x: Any, y: Any, adj_x: bool, adj_y: bool) -> Any:
    _check_inner(x.shape, y.shape, adj_x, adj_y)
    if xp is np:
        x, y = wide(x), wide(y)
    x = xp.swapaxes(xp.conj(x), -1, -2) if adj_x else x
    y = xp.swapaxes(xp.conj(y), -1, -2) if adj_y else y
    return xp.matmul(x, y)


@BatchMatMul.kernel
@BatchMatMulV2.kernel
def _(xp: Any, x: Any, y: Any, adj_x: bool, adj_y: bool) -> Any:
    return _batch_product(xp, x, y, adj_x, adj_y)


@BatchMatMulV3.kernel
def _(xp: Any, x: Any, y: Any, adj_x: bool, adj_y: bool, Tout: Any) -> Any:
    return _batch_product(xp, x.astype(Tout.np_dtype), y.astype(Tout.np_dtype), adj_x, adj_y)


@BatchMatMul.infer
@BatchMatMulV2.infer
@BatchMatMulV3.infer
def _(call: Any) -> Any:
    return _product_shape(call, call.attrs["adj_x"], call.attrs["adj_y"])


@BatchMatMul.gradient
@BatchMatMulV2.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return _batch_gradient(x, y, dy, node.attrs["adj_x"], node.attrs["adj_y"])


@BatchMatMulV3.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.casting import cast

    x, y = node.inputs
    wide_x, wide_y = cast(x, dy.dtype), cast(y, dy.dtype)
    by_x, by_y = _batch_gradient(wide_x, wide_y, dy, node.attrs["adj_x"], node.attrs["adj_y"])
    return [cast(by_x, x.dtype), cast(by_y, y.dtype)]


def _batch_gradient(x: Any, y: Any, dy: Any, adj_x: bool, adj_y: bool) -> list[Any]:
    product = BatchMatMulV2
    by_x = product(y, dy, adj_x=adj_y, adj_y=True) if adj_x else product(dy, y, adj_y=not adj_y)
    by_y = product(dy, x, adj_x=True, adj_y=adj_x) if adj_y else product(x, dy, adj_x=not adj_x)
    return [unbroadcast(by_x, x), unbroadcast(by_y, y)]


def matmul(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    output_type: DTypeLike | None = None,
    grad_a: bool = False,
    grad_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrix product a @ b, batched over all axes but the last two.

    out[..., i, j] = sum_k a[..., i, k] * b[..., k, j]

    Args:
        a: a tensor of shape [..., m, k].
        b: a tensor of shape [..., k, n] and the same dtype; the batch dimensions broadcast.
        transpose_a, transpose_b: swap the last two axes first.
        adjoint_a, adjoint_b: swap them and take the complex conjugate.
        a_is_sparse, b_is_sparse: hints that a matrix has many zeros; the result is the same.
        output_type: the dtype of the result (int32 for int8 matrices); that of `a` by default.
        grad_a, grad_b: marks, kept in graphs, that an argument is itself a gradient.

    Returns: a tensor of shape [..., m, n].

    Raises:
        ValueError: an argument is to be both transposed and conjugated-transposed.
        InvalidArgumentError: the inner dimensions differ, or a rank is below 2.

    Example:
        >>> tf.matmul([[1, 2]], [[3], [4]]).numpy().tolist()
        [[11]]
    """
    for transpose, adjoint, which in ((transpose_a, adjoint_a, "a"), (transpose_b, adjoint_b, "b")):
        if transpose and adjoint:
            where = f"tf.matmul [transpose_{which}, adjoint_{which}]"
            raise ValueError(explain(where, "only one of them can be True"))
    a, b = operand_pair(a, b)
    complex_type = as_dtype(a.dtype).is_complex
    output = None if output_type is None else as_dtype(output_type)
    plain = output is None or output is as_dtype(a.dtype) is as_dtype(b.dtype)
    if plain and rank_of(a) in (2, 1, 0) and rank_of(b) in (2, 1, 0):
        a, b = (conj(a) if adjoint_a else a), (conj(b) if adjoint_b else b)
        ta, tb = bool(transpose_a or adjoint_a), bool(transpose_b or adjoint_b)
        return MatMul(
            a,
            b,
            transpose_a=ta,
            transpose_b=tb,
            grad_a=bool(grad_a),
            grad_b=bool(grad_b),
            name=name,
        )
    if complex_type:
        a, b = (conj(a) if transpose_a else a), (conj(b) if transpose_b else b)
    options = {
        "adj_x": bool(transpose_a or adjoint_a), "adj_y": bool(transpose_b or adjoint_b),
        "grad_x": bool(grad_a), "grad_y": bool(grad_b),
    }  # fmt: skip
    if plain:
        return BatchMatMulV2(a, b, name=name, **options)
    return BatchMatMulV3(a, b, Tout=output, name=name, **options)


def matvec(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of a matrix and a vector, batched: out[..., i] = sum_k a[..., i, k] * b[..., k].

    Args:
        a: a tensor of shape [..., m, k].
        b: a tensor of shape [..., k] and the same dtype.
        transpose_a, adjoint_a: see `tf.matmul`.
        a_is_sparse, b_is_sparse: hints; the result is the same.

    Returns: a tensor of shape [..., m].
    """
    a, b = operand_pair(a, b)
    column = OPS["ExpandDims"](b, -1)
    product = matmul(
        a, column, transpose_a=transpose_a, adjoint_a=adjoint_a,
        a_is_sparse=a_is_sparse, b_is_sparse=b_is_sparse,
    )  # fmt: skip
    return OPS["Squeeze"](product, squeeze_dims=[-1], name=name)


def matrix_transpose(
    a: TensorLike, name: str | None = "matrix_transpose", conjugate: bool = False
) -> Tensor:
    """The last two axes of `a`, swapped.

    Args:
        a: a tensor of rank 2 or more.
        conjugate: also take the complex conjugate.

    Raises:
        ValueError: the rank is below 2.
    """
    from pellucid.ops.array import transpose

    a = as_tensor(a)
    rank = rank_of(a)
    if rank is None:
        last = OPS["Rank"](a)
        ends = OPS["Pack"]([last - 1, last - 2], axis=0)
        perm = OPS["ConcatV2"]([OPS["Range"](0, last - 2, 1), ends], 0)
        return transpose(a, perm, conjugate=conjugate, name=name or "transpose")
    if rank < 2:
        raise ValueError(
            explain("tf.linalg.matrix_transpose [a]", "Argument `a` should be a (batch) matrix",
                    expected="rank >= 2", received=describe(a))
        )  # fmt: skip
    perm = [*range(rank - 2), rank - 1, rank - 2]
    return transpose(a, perm, conjugate=conjugate, name=name or "transpose")


def adjoint(matrix: TensorLike, name: str | None = None) -> Tensor:
    """The last two axes swapped, and the complex conjugate taken."""
    return matrix_transpose(as_tensor(matrix), name=name or "adjoint", conjugate=True)


def tensordot(a: TensorLike, b: TensorLike, axes: Any, name: str | None = None) -> Tensor:
    """The sum of products of `a` and `b` over chosen axes.

    Args:
        a: a tensor.
        b: a tensor of the same dtype.
        axes: a number n: the last n axes of `a` and the first n of `b`; or a pair of (lists of)
            axes of `a` and of `b`. 0 is the outer product.

    Returns: a tensor with the remaining axes of `a`, then those of `b`.

    Raises:
        ValueError: the axes do not pair up, or a rank is unknown.
        InvalidArgumentError: paired axes have different sizes.

    Example:
        >>> tf.tensordot([1., 2.], [3., 4.], 1).numpy()
        np.float32(11.0)
    """
    from pellucid.ops.einsum import einsum

    a, b = operand_pair(a, b)
    rank_a, rank_b = rank_of(a), rank_of(b)
    if rank_a is None or rank_b is None:
        problem = "the ranks of both tensors must be known"
        raise ValueError(
            explain("tf.tensordot", problem, received=f"{describe(a)} and {describe(b)}")
        )
    axes_a, axes_b = _contracted(axes, rank_a, rank_b)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    left, right = list(letters[:rank_a]), list(letters[rank_a : rank_a + rank_b])
    for i, j in zip(axes_a, axes_b, strict=True):
        right[j] = left[i]
    out = [c for i, c in enumerate(left) if i not in axes_a]
    out += [c for j, c in enumerate(right) if j not in axes_b]
    return einsum(f"{''.join(left)},{''.join(right)}->{''.join(out)}", a, b, name=name)


def _contracted(axes: Any, rank_a: int, rank_b: int) -> tuple[list[int], list[int]]:
    """The axes of a and of b, none negative, that are summed over together."""
    axes = np.asarray(axes).tolist() if not isinstance(axes, list | tuple) else axes
    if isinstance(axes, int):
        if axes < 0 or axes > min(rank_a, rank_b):
            raise ValueError(
                explain("tf.tensordot [axes]", "`axes` must be an integer between 0 and the ranks",
                        expected=f"0 to {min(rank_a, rank_b)}", received=axes)
            )  # fmt: skip
        return list(range(rank_a - axes, rank_a)), list(range(axes))
    if len(axes) != 2:
        raise ValueError(explain("tf.tensordot [axes]", "axes must be an integer or have length 2",
                                 received=axes))  # fmt: skip
    found = []
    for part, rank in zip(axes, (rank_a, rank_b), strict=True):
        part = np.asarray(part).reshape(-1).tolist()
        if any(not -rank <= i < rank for i in part):
            raise ValueError(explain("tf.tensordot [axes]", "no such axis",
                                     expected=f"-{rank} to {rank - 1}", received=part))  # fmt: skip
        found.append([int(i) % rank for i in part])
    if len(found[0]) != len(found[1]):
        raise ValueError(explain("tf.tensordot [axes]", "Different number of contraction axes",
                                 received=axes))  # fmt: skip
    return found[0], found[1]
