"""Promotion of dtypes, and the weakness of tensors that came from Python numbers.

    switch(mode)           promotes from now on ("all", "safe"), or no longer (None)
    operands(x, y)         two operands as tensors of the dtype in which they meet
    weaken, strengthen     a tensor as a weak one, and as an ordinary one
    as_weak_as             `made` as weak as `source`
    constant_of            a constant as weak as its value

While a mode is on, every call of an op comes through `_call`: the arithmetic ops of `_BINARY` get
operands of one dtype, and the ops of `_BINARY` and `_UNARY` make weak tensors of weak ones. While
none is on, that function is not there, and a call costs what it always costs.

What is weak: `core/promotion.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from pellucid.core.convert import convert, to_array
from pellucid.core.dtypes import NUMPY_TO_DTYPE, as_dtype
from pellucid.core.promotion import PROMOTION, Operand, known, promote
from pellucid.core.registry import OPS
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.ops import division, math, matmul
from pellucid.ops.operators import OPERATORS
from pellucid.ops.variables import Variable
from pellucid.runtime.dispatch import Op

_BINARY = frozenset(
    """
    AddV2 BatchMatMulV2 BatchMatMulV3 DivNoNan FloorDiv FloorMod MatMul Mul MulNoNan Pow RealDiv Sub
    TruncateDiv TruncateMod
    """.split()
)
# Promoted as well; but what they make is not weak.
_STRONG_RESULT = frozenset(("Equal", "Maximum", "Minimum"))
_UNARY = frozenset(
    """
    Abs Acos Acosh Angle Asin Asinh Atan Atanh BesselI0 BesselI0e BesselI1 BesselI1e Ceil ComplexAbs
    Conj ConjugateTranspose Cos Cosh DiagPart Digamma Erf Erfc Erfinv EuclideanNorm Exp ExpandDims
    Expm1 Floor Identity Imag Inv LeakyRelu Lgamma Log Log1p LogSoftmax MatrixDiagPartV3
    MatrixDiagV3 Max Mean Min Ndtri Neg OnesLike Prod Real Reciprocal Relu6 Reshape Rint Round Rsqrt
    Sigmoid Sign Sin Sinh Softplus Sqrt Square Squeeze StopGradient Sum Tan Tanh Transpose ZerosLike
    """.split()
)
# Their outputs are as weak as those of the graphs that they call.
_BRANCHES = frozenset(("If", "Case"))
_PYTHON_NUMBERS = {int: "int32", float: "float32", complex: "complex128"}


class WeakTensor(EagerTensor):
    """A tensor that came from Python numbers: its dtype gives way to that of one beside it."""

    weak = True

    def __iter__(self) -> Iterator[Tensor]:
        return map(weaken, super().__iter__())

    def __repr__(self) -> str:
        return f"{super().__repr__()[:-1]}, weak=True>"

    def __str__(self) -> str:
        return f"{super().__str__()[:-1]}, weak=True)"


def weaken(tensor: Any) -> Any:
    """The same tensor, weak from now on; truth values and strings have no weak dtype."""
    if isinstance(tensor, Tensor) and known(tensor.dtype) and tensor.dtype.name != "bool":
        if isinstance(tensor, EagerTensor):
            tensor.__class__ = WeakTensor
        else:
            tensor.weak = True
    return tensor


def strengthen(tensor: Tensor) -> Tensor:
    """A tensor of the same values that is not weak; the same one if that is not."""
    if not tensor.weak:
        return tensor
    made = _PLAIN_CALL(OPS["Identity"], tensor)
    assert not made.weak
    return made


def as_weak_as(made: Any, source: Any) -> Any:
    """`made`, weak if `source` is."""
    return weaken(made) if getattr(source, "weak", False) else made


def constant_of(made: Tensor, value: Any) -> Tensor:
    """A constant: weak if its value consists of Python numbers, or is weak itself."""
    if isinstance(value, Tensor):
        return as_weak_as(made, value)
    return weaken(made) if are_python_numbers(value) else made


def operands(x: Any, y: Any) -> tuple[Any, Any]:
    """Two operands as tensors of the dtype in which they meet, weak if that is.

    Raises:
        TypeError: the mode is "safe", and they meet only where it is not.
    """
    a, b = kind(x), kind(y)
    if a is None or b is None:
        return x, y
    assert PROMOTION.mode is not None
    dtype, weak = promote(a, b, PROMOTION.mode) if a != b else a
    return _operand(x, dtype, weak), _operand(y, dtype, weak)


def kind(value: Any) -> Operand | None:
    """The dtype of an operand, and whether it is weak; None if it has no place in the lattice."""
    dtype = getattr(value, "dtype", None)
    if dtype is not None and not hasattr(type(value), "__op_call__"):
        found = as_dtype(dtype)
        return (found, getattr(value, "weak", False)) if known(found) else None
    if isinstance(value, bool | int | float | complex):
        name = _PYTHON_NUMBERS.get(type(value))
        if name == "int32" and not -(2**31) <= value.real < 2**31:
            name = "int64"
        return (as_dtype(name), True) if name else (as_dtype("bool"), False)
    if not isinstance(value, list | tuple):
        return None
    leaves = list(_leaves(value))
    if any(isinstance(leaf, Tensor | Variable) for leaf in leaves):
        return convert(value).dtype, False
    try:
        found = NUMPY_TO_DTYPE[to_array(value).dtype]
    except (TypeError, ValueError):
        return None  # the op says what is wrong with it
    return (found, are_python_numbers(value)) if known(found) else None


def are_python_numbers(value: Any) -> bool:
    """Whether a (nested list of) numbers holds only Python's own: it is weak then."""
    return all(type(leaf) in _PYTHON_NUMBERS for leaf in _leaves(value))


def _leaves(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        yield value
        return
    for item in value:
        yield from _leaves(item)


def _operand(value: Any, dtype: Any, weak: bool) -> Any:
    if not hasattr(value, "dtype") and not isinstance(value, list | tuple):
        made = convert(value, dtype)  # at once: casting would go through a smaller dtype
    else:
        made = convert(value)
        if made.dtype is not dtype:
            made = _PLAIN_CALL(OPS["Cast"], made, DstT=dtype)
    return weaken(made) if weak and not made.weak else made


# ---------------------------------------------------------------- calls of ops


_PLAIN_CALL: Callable[..., Any] = Op.__call__


def _call(self: Any, *values: Any, name: str | None = None, **attrs: Any) -> Any:
    """A call of an op while a mode is on."""
    if self.name in _BINARY or self.name in _STRONG_RESULT:
        if len(values) == 2:
            values = operands(*values)
        result = _PLAIN_CALL(self, *values, name=name, **attrs)
        weak = all(getattr(v, "weak", False) for v in values) and self.name in _BINARY
        return weaken(result) if weak else result
    result = _PLAIN_CALL(self, *values, name=name, **attrs)
    if self.name in _UNARY:
        return as_weak_as(result, values[0] if values else None)
    if self.name in _BRANCHES and isinstance(result, list):
        branches = attrs.get("branches") or [attrs["then_branch"], attrs["else_branch"]]
        for i, output in enumerate(result):
            if all(branch.outputs[i].weak for branch in branches):
                weaken(output)
    return result


# ---------------------------------------------------------------- the switch


def _forwards(function: Callable[..., Any], symbol: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if kind(other) is None:
            return OPERATORS[symbol](self, other)
        return function(*operands(self, other))

    return method


def _backwards(function: Callable[..., Any], symbol: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if kind(other) is None:
            return OPERATORS[symbol](self, other)
        return function(*operands(other, self))

    return method


def _product(x: Any, y: Any) -> Any:
    return OPERATORS["__mul__"](x, y) if x.dtype.is_bool else math.multiply(x, y)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": math.add, "sub": math.subtract, "mul": _product, "truediv": division.truediv,
    "floordiv": division.floordiv, "mod": division.mod, "pow": math.pow, "matmul": matmul.matmul,
}  # fmt: skip


def switch(mode: str | None) -> None:
    """Promote dtypes from now on, or no longer.

    Args:
        mode: "all", "safe", or None.
    """
    PROMOTION.mode = mode
    PROMOTION.rules = sys.modules[__name__] if mode else None
    Op.__call__ = _call if mode else _PLAIN_CALL  # type: ignore[method-assign]
    for name, function in _FUNCTIONS.items():
        for symbol, make in ((f"__{name}__", _forwards), (f"__r{name}__", _backwards)):
            method = make(function, symbol) if mode else OPERATORS[symbol]
            setattr(Tensor, symbol, method)
            setattr(Variable, symbol, method)
