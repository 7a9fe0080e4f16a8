"""Arithmetic: what the operators + - * ** and unary - compute, and their nearest kin.

    abs negative sign square squared_difference reciprocal pow polyval
    add subtract multiply multiply_no_nan scalar_mul add_n accumulate_n maximum minimum

The divisions are in `ops/division.py`.

Two tensors must have one dtype and shapes that broadcast; Python numbers take the tensor's dtype.
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import COMPLEX, FLOATING, NUMERIC, REAL, SIGNED_INTEGER, as_dtype
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.promotion import PROMOTION
from pellucid.core.registry import OPS
from pellucid.core.shapes import as_shape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import broadcast, merged, same
from pellucid.ops.broadcasting import as_tensor, operand_pair, unbroadcast
from pellucid.ops.complex import PARTS, complex, conj
from pellucid.runtime.dispatch import op

SIGNED = FLOATING | SIGNED_INTEGER

# ---------------------------------------------------------------- one argument

Abs = op("Abs", "x: T -> y: T", T=SIGNED, infer=same)


@Abs.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.abs(x)


@Abs.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(dy, Sign(node.inputs[0]))


ComplexAbs = op("ComplexAbs", "x: T -> y: Tout", T=COMPLEX, Tout=PARTS, infer=same)


@ComplexAbs.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.abs(x)


@ComplexAbs.gradient
def _(node: Any, dy: Tensor) -> Any:
    return complex(dy, Sub(dy, dy)) * Sign(node.inputs[0])


def abs(x: TensorLike, name: str | None = None) -> Tensor:
    """The absolute value |x|, element-wise; sqrt(a^2 + b^2) for a complex a + bi.

    Args:
        x: float, signed integer or complex.

    Returns: the same shape and dtype; float32 for complex64, float64 for complex128.

    Example:
        >>> tf.abs([-2.25, 3.25]).numpy().tolist()
        [2.25, 3.25]
    """
    x = as_tensor(x)
    dtype = as_dtype(x.dtype)
    if dtype.is_complex:
        return ComplexAbs(x, Tout=dtype.real_dtype, name=name)
    return Abs(x, name=name)


Neg = op("Neg", "x: T -> y: T", T=SIGNED | COMPLEX, infer=same)


@Neg.kernel
def _(xp: Any, x: Any) -> Any:
    return -x


@Neg.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Neg(dy)


def negative(x: TensorLike, name: str | None = None) -> Tensor:
    """-x, element-wise. `x`: float, signed integer or complex."""
    return Neg(x, name=name)


Sign = op("Sign", "x: T -> y: T", T=SIGNED | COMPLEX, infer=same)


@Sign.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.sign(x)


@Sign.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.complex import conj, real
    from pellucid.ops.creation import zeros_like

    x, y = node.inputs[0], node.outputs[0]
    if not x.dtype.is_complex:
        return zeros_like(dy)
    # y = x / |x| turns as x turns, and does not change with |x|.
    outwards = OPS["Cast"](real(Mul(conj(y), dy)), DstT=x.dtype)
    size = OPS["Cast"](abs(x), DstT=x.dtype)
    return OPS["DivNoNan"](Sub(dy, Mul(y, outwards)), size)


def sign(x: TensorLike, name: str | None = None) -> Tensor:
    """-1, 0 or 1, element-wise: the sign of x; x / |x| for complex numbers; nan stays nan."""
    return Sign(x, name=name)


Square = op("Square", "x: T -> y: T", T=NUMERIC, infer=same)


@Square.kernel
def _(xp: Any, x: Any) -> Any:
    return x * x


@Square.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return Mul(dy, AddV2(x, x))


def square(x: TensorLike, name: str | None = None) -> Tensor:
    """x * x, element-wise."""
    return Square(x, name=name)


Reciprocal = op("Reciprocal", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)
Inv = op("Inv", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)  # its name in TensorFlow 1


@Inv.kernel
@Reciprocal.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.reciprocal(x)


@Inv.gradient
@Reciprocal.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = conj(node.outputs[0])
    return Neg(Mul(dy, Mul(y, y)))


def reciprocal(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / x, element-wise. `x`: float or complex."""
    return Reciprocal(x, name=name)


# ---------------------------------------------------------------- addition and multiplication

AddV2 = op("AddV2", "x: T, y: T -> z: T", T=NUMERIC, infer=broadcast)
# The first version of the op, which also concatenates strings.
Add = op("Add", "x: T, y: T -> z: T", T=NUMERIC | {dtypes.string}, infer=broadcast)


@Add.kernel
@AddV2.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x + y


@Add.gradient
@AddV2.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return [
        unbroadcast(dy, x) if node.wants(0) else None,
        unbroadcast(dy, y) if node.wants(1) else None,
    ]


_PYTHON = (bool, int, float, builtins.complex, str, bytes, list, tuple)


def add(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x + y, element-wise; strings are put one after the other.

    Args:
        x: a numeric or string tensor.
        y: a tensor of the same dtype; the shapes broadcast.

    Example:
        >>> tf.add([1, 2], 10).numpy().tolist()
        [11, 12]
    """
    if isinstance(x, Tensor) or isinstance(y, Tensor):
        known: Any = x if isinstance(x, Tensor) else y
        how = Add if known.dtype is dtypes.string else AddV2
        # A Python number of another kind is taken for what it is: two tensors of unequal dtypes.
        if isinstance(y, _PYTHON):
            y = as_tensor(y, hint=known.dtype)
        elif isinstance(x, _PYTHON):
            x = as_tensor(x, hint=known.dtype)
        return how(x, y, name=name)
    x, y = operand_pair(x, y)
    how = Add if x.dtype is dtypes.string else AddV2
    return how(x, y, name=name)


Sub = op("Sub", "x: T, y: T -> z: T", T=NUMERIC, infer=broadcast)


@Sub.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x - y


@Sub.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return [
        unbroadcast(dy, x) if node.wants(0) else None,
        unbroadcast(Neg(dy), y) if node.wants(1) else None,
    ]


def subtract(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x - y, element-wise; the shapes broadcast."""
    return Sub(x, y, name=name)


Mul = op("Mul", "x: T, y: T -> z: T", T=NUMERIC, infer=broadcast)


@Mul.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return x * y


@Mul.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return [
        unbroadcast(Mul(dy, conj(y)), x) if node.wants(0) else None,
        unbroadcast(Mul(conj(x), dy), y) if node.wants(1) else None,
    ]


def multiply(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x * y, element-wise; the shapes broadcast."""
    return Mul(x, y, name=name)


MulNoNan = op("MulNoNan", "x: T, y: T -> z: T", T=FLOATING | COMPLEX, infer=broadcast)


@MulNoNan.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.where(y == 0, xp.zeros_like(y), x * y)


@MulNoNan.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return [unbroadcast(MulNoNan(dy, conj(y)), x), unbroadcast(MulNoNan(conj(x), dy), y)]


def multiply_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x * y, element-wise, and 0 where y is 0 even if x is infinite or nan.

    Raises:
        TypeError: the dtypes differ.
    """
    x, y = same_dtype("tf.math.multiply_no_nan", x, y)
    return MulNoNan(x, y, name=name)


def same_dtype(where: str, x: Any, y: Any) -> tuple[Any, Any]:
    """Both as tensors, a Python `y` in the dtype of `x`; TypeError if the dtypes differ."""
    x, y = operand_pair(x, y)
    left, right = as_dtype(x.dtype), as_dtype(y.dtype)
    if left is not right:
        raise TypeError(
            explain(f"{where} [y]", "`x` and `y` must have the same dtype", expected=left.name,
                    received=describe(y), fix=f"tf.cast(y, tf.{left.name})")
        )  # fmt: skip
    return x, y


def scalar_mul(scalar: TensorLike, x: Any, name: str | None = None) -> Any:
    """A number times a tensor or `IndexedSlices`.

    Args:
        scalar: a single number, converted to the dtype of `x`.
        x: a tensor or `tf.IndexedSlices`.

    Raises:
        ValueError: `scalar` has a rank above 0.
    """
    if hasattr(x, "indices") and hasattr(x, "values"):
        values = scalar_mul(scalar, x.values, name)
        return type(x)(values, x.indices, x.dense_shape)
    x = convert(x)
    factor = convert(scalar, x.dtype)
    if factor.dims not in ((), None):
        raise ValueError(
            explain("tf.math.scalar_mul [scalar]", "Only scalar multiply works", received=factor)
        )
    return Mul(factor, x, name=name)


AddN = op("AddN", "inputs: N*T -> sum: T", T=NUMERIC, infer=merged)


@AddN.kernel
def _(xp: Any, inputs: Any) -> Any:
    total = inputs[0]
    for term in inputs[1:]:
        if term.shape != total.shape:
            problem = "the inputs must have the same shape"
            raise ValueError(explain("", problem, expected=total.shape, received=term.shape))
        total = total + term
    return total


@AddN.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [dy] * len(node.inputs)


def add_n(inputs: Any, name: str | None = None) -> Tensor:
    """The sum of a list of tensors of one shape and dtype.

    Args:
        inputs: a list of tensors or `IndexedSlices`; all of one shape (nothing broadcasts).

    Raises:
        ValueError: the list is empty or no list.
        InvalidArgumentError: shapes or dtypes differ.

    Example:
        >>> tf.add_n([tf.constant([3, 5]), tf.constant([1, 6])]).numpy().tolist()
        [4, 11]
    """
    if not np.iterable(inputs) or not (terms := list(inputs)):
        raise ValueError(
            explain("tf.add_n [inputs]", "Inputs must be an iterable of at least one "
                    "Tensor/IndexedSlices with the same dtype and shape", received=inputs)
        )  # fmt: skip
    tensors = [as_tensor(t) for t in terms]
    if len(tensors) == 1:
        return OPS["Identity"](tensors[0], name=name) if name else tensors[0]
    return AddN(tensors, name=name)


def accumulate_n(
    inputs: Sequence[TensorLike],
    shape: ShapeLike = None,
    tensor_dtype: DTypeLike | None = None,
    name: str | None = None,
) -> Tensor:
    """The sum of a list of tensors, like `tf.add_n`, with shape and dtype checked.

    Args:
        inputs: a list of tensors of one shape and dtype.
        shape: the shape that they must be compatible with.
        tensor_dtype: the dtype that they must have.

    Raises:
        ValueError: the list is empty, or shapes or dtypes differ.
        TypeError: `tensor_dtype` is not the dtype of the inputs.
    """
    if not isinstance(inputs, list | tuple) or not inputs:
        problem = "a list of one tensor or more is needed"
        raise ValueError(
            explain("tf.math.accumulate_n [inputs]", problem, received=describe(inputs))
        )
    tensors = [convert(t) for t in inputs]
    merged_shape = as_shape(shape)
    for tensor in tensors:
        if tensor.dtype is not tensors[0].dtype:
            raise ValueError(
                explain("tf.math.accumulate_n [inputs]", "the dtypes differ",
                        expected=tensors[0].dtype.name, received=tensor.dtype.name)
            )  # fmt: skip
        merged_shape = merged_shape.merge_with(tensor.shape)
    if tensor_dtype is not None and as_dtype(tensor_dtype) is not tensors[0].dtype:
        raise TypeError(
            explain("tf.math.accumulate_n [tensor_dtype]", "tensor_dtype is not that of the inputs",
                    expected=tensors[0].dtype.name, received=as_dtype(tensor_dtype).name)
        )  # fmt: skip
    return add_n(tensors, name)


# ---------------------------------------------------------------- the greater, the smaller

Maximum = op("Maximum", "x: T, y: T -> z: T", T=REAL, infer=broadcast)


@Maximum.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.maximum(x, y)


@Maximum.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return _split(OPS["GreaterEqual"](x, y), dy, x, y)


Minimum = op("Minimum", "x: T, y: T -> z: T", T=REAL, infer=broadcast)


@Minimum.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.minimum(x, y)


@Minimum.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return _split(OPS["LessEqual"](x, y), dy, x, y)


def _split(first: Tensor, dy: Tensor, x: Tensor, y: Tensor) -> list[Tensor]:
    """Give each element of `dy` to x where `first` holds (ties included), else to y."""
    select = OPS["SelectV2"]
    return [unbroadcast(select(first, dy, 0), x), unbroadcast(select(first, 0, dy), y)]


def maximum(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The greater of x and y, element-wise; nan if either is nan.

    At equality the whole gradient goes to `x`.
    """
    return Maximum(x, y, name=name)


def minimum(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The smaller of x and y, element-wise; nan if either is nan.

    At equality the whole gradient goes to `x`.
    """
    return Minimum(x, y, name=name)


SquaredDifference = op(
    "SquaredDifference", "x: T, y: T -> z: T", infer=broadcast,
    T=FLOATING | COMPLEX | {dtypes.int32, dtypes.int64},
)  # fmt: skip


@SquaredDifference.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    d = x - y
    return xp.conj(d) * d if d.dtype.kind == "c" else d * d


@SquaredDifference.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    d = Sub(x, y)
    g = Mul(dy, AddV2(d, d))
    return [unbroadcast(g, x), unbroadcast(Neg(g), y)]


def squared_difference(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """(x - y)^2, element-wise; |x - y|^2 for complex numbers. The shapes broadcast."""
    return SquaredDifference(x, y, name=name)


# ---------------------------------------------------------------- powers, polynomials

Pow = op("Pow", "x: T, y: T -> z: T", T=SIGNED | COMPLEX, infer=broadcast)


@Pow.kernel("numpy")
def _(x: Any, y: Any) -> Any:
    if x.dtype.kind == "i" and np.any(y < 0):
        problem = explain(
            "tf.pow [y]", "Integers to negative integer powers are not allowed",
            expected="y >= 0", received=int(y.min()), fix="tf.cast(x, tf.float32)",
        )  # fmt: skip
        raise InvalidArgumentError(None, None, problem)
    return np.power(x, y)


@Pow.kernel("xla")
def _(jax: Any, x: Any, y: Any) -> Any:
    return jax.numpy.power(x, y)


@Pow.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    by_x = Mul(y, Pow(x, Sub(y, 1)))
    # log(x) of x <= 0 would make nan of gradients that are 0.
    select, dtype = OPS["SelectV2"], x.dtype
    positive = OPS["NotEqual"](x, 0) if dtype.is_complex else OPS["Greater"](x, 0)
    log_x = select(positive, OPS["Log"](select(positive, x, 1)), 0)
    by_y = Mul(node.outputs[0], log_x)
    return [unbroadcast(Mul(dy, conj(by_x)), x), unbroadcast(Mul(dy, conj(by_y)), y)]


def pow(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x to the power y, element-wise: what `**` does.

    Args:
        x: float, signed integer or complex.
        y: of the same dtype; the shapes broadcast.

    Raises:
        InvalidArgumentError: an integer is raised to a negative power.
    """
    return Pow(x, y, name=name)


def polyval(coeffs: Sequence[TensorLike], x: TensorLike, name: str | None = None) -> Tensor:
    """The polynomial coeffs[0] x^(n-1) + … + coeffs[n-1] at `x`, by Horner's rule.

    Args:
        coeffs: a list of tensors, the highest power first; an empty one is the zero polynomial.
        x: a tensor; shapes broadcast.

    Raises:
        ValueError: `coeffs` is not a list.

    Example:
        >>> tf.math.polyval([1., 2., 3.], 2.).numpy()
        np.float32(11.0)
    """
    if not isinstance(coeffs, list):
        raise ValueError(explain("tf.math.polyval [coeffs]", "a list is needed", received=coeffs))
    x = as_tensor(x)
    if not coeffs:
        from pellucid.ops.creation import zeros_like

        return zeros_like(x)
    total = convert(coeffs[0], None if PROMOTION.rules else x.dtype)
    for c in coeffs[1:]:
        total = AddV2(Mul(total, x), c)
    return OPS["Identity"](total, name=name) if name else total
