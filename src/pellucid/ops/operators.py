"""Python's operators on tensors and variables: `+ - * / // % ** @ & | ^ ~ < <= > >= == != []`.

    bind(cls)                set them all on a class (`Tensor` here)
    bind_to_variables(cls)   the same for variables, which are read first

`a + b` on two small tensors has to be quick. As long as no tape and no graph is open anywhere
(`HOT.busy`), nothing has to be recorded: NumPy's operator on the two arrays is the whole work. If
there is one, the op's own short way is tried. In all other cases, and where the quick way fails,
the op's public function does it.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import HOT, STATE, outermost_graph
from pellucid.core.convert import convert
from pellucid.core.errors import OperatorNotAllowedInGraphError, describe, explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.ops import bitwise, comparison, division, math, matmul
from pellucid.ops.comparison import Equal, NotEqual
from pellucid.ops.indexing import getitem
from pellucid.ops.joining import unstack
from pellucid.runtime.dispatch import LARGE

# NumPy warns of overflow, division by zero and nan, which are ordinary results here. Silencing it
# around every call (np.errstate) would cost more than the calls.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"pellucid\.")

_NUMBERS = frozenset(np.dtype(t).num for t in (np.float32, np.float64, np.int32, np.int64))
_FLOATS = frozenset(np.dtype(t).num for t in (np.float32, np.float64))
_PYTHON = (bool, int, float, complex, str, bytes, list, tuple, dict, type(None))

Binary = Callable[[Any, Any], Any]


def _may_answer(x: Any, y: Any, method: str) -> bool:
    """Whether Python would find a `method` of `y` that `x` does not know."""
    if isinstance(y, _PYTHON) or isinstance(y, Tensor) or type(x) is type(y):
        return False
    return hasattr(type(y), method)


def _binary(symbol: str, function: Callable[..., Any], name: str) -> tuple[Binary, Binary]:
    """The methods `x ∘ y` and, reflected, `y ∘ x` that call a public function."""
    reflected = f"__r{symbol}__"

    def method(x: Any, y: Any) -> Any:
        try:
            return function(x, y, name=name)
        except (TypeError, ValueError):
            # Sparse tensors, ragged ones and strangers may know how to work with a tensor.
            if not _may_answer(x, y, reflected):
                raise
            return NotImplemented

    def backwards(y: Any, x: Any) -> Any:
        return function(convert(x, y.dtype), y, name=name)

    method.__name__, backwards.__name__ = f"__{symbol}__", reflected
    return method, backwards


def _fast(
    symbol: str,
    compute: Binary,
    slow: tuple[Binary, Binary],
    numbers: frozenset[int],
    op: Any = None,
) -> dict[str, Binary]:
    """`slow` with a short cut for eager tensors of the dtypes `numbers`, and Python numbers.

    While a tape is open, `op` does it for eager tensors and variables, if it is given.
    """
    forwards, backwards = slow

    def method(x: Any, y: Any) -> Any:
        if HOT.busy == 0:
            kind = y.__class__
            try:
                a = x._host
                if kind is EagerTensor:
                    b = y._host
                    if a.dtype is b.dtype and a.dtype.num in numbers and a.size < LARGE > b.size:
                        return EagerTensor(compute(a, b))
                elif a.size < LARGE and (
                    (kind is float and a.dtype.num in _FLOATS)
                    or (kind is int and a.dtype.num in numbers)
                ):
                    return EagerTensor(compute(a, y))
            except (AttributeError, ValueError, OverflowError):
                pass  # on a device, symbolic, shapes that do not fit, a number too large
        elif op is not None and x.__class__ is EagerTensor:
            found = op.quick((x, y))
            if found is not None:
                return found
        return forwards(x, y)

    def reflected(y: Any, x: Any) -> Any:
        if HOT.busy == 0:
            kind = x.__class__
            try:
                b = y._host
                if b.size < LARGE and (
                    (kind is float and b.dtype.num in _FLOATS)
                    or (kind is int and b.dtype.num in numbers)
                ):
                    return EagerTensor(compute(x, b))
            except (AttributeError, OverflowError):
                pass
        return backwards(y, x)

    method.__name__, reflected.__name__ = f"__{symbol}__", f"__r{symbol}__"
    return {method.__name__: method, reflected.__name__: reflected}


def _compared(
    symbol: str, compute: Binary, function: Callable[..., Any], name: str
) -> dict[str, Binary]:
    """An ordering; Python reflects `<` to `>` by itself."""
    return {
        f"__{symbol}__": _fast(symbol, compute, _binary(symbol, function, name), _NUMBERS)[
            f"__{symbol}__"
        ]
    }


def _plain(symbol: str, function: Callable[..., Any], name: str) -> dict[str, Binary]:
    method, reflected = _binary(symbol, function, name)
    return {method.__name__: method, reflected.__name__: reflected}


def _logical(on_bools: Callable[..., Any], on_integers: Callable[..., Any]) -> Callable[..., Any]:
    def function(x: Any, y: Any, name: str | None = None) -> Any:
        return (on_bools if x.dtype is dtypes.bool else on_integers)(x, y, name=name)

    return function


def _times(x: Any, y: Any, name: str | None = None) -> Any:
    if x.dtype is dtypes.bool:  # TensorFlow's product of truth values: both
        both = convert(np.asarray(y, np.bool_)) if isinstance(y, _PYTHON) else y
        return comparison.logical_and(x, both, name=name)
    return math.multiply(x, y, name=name)


def _neg(x: Any) -> Any:
    return math.negative(x, name="Neg")


def _abs(x: Any) -> Any:
    return math.abs(x)


def _invert(x: Any) -> Any:
    return comparison.logical_not(x) if x.dtype is dtypes.bool else bitwise.invert(x)


def _equality(op: Any, symbol: str, name: str, otherwise: bool) -> Binary:
    """`==` or `!=`, element by element; tensors whose shapes do not fit are unequal."""

    def method(x: Any, y: Any) -> Any:
        if y is None:
            return otherwise
        if STATE.graph is not None and outermost_graph() is not None:
            return (x is y) is not otherwise
        try:
            return op(x, y, incompatible_shape_error=False, name=name)
        except (TypeError, ValueError):
            if not _may_answer(x, y, symbol):
                raise
            if type(y).__eq__ is object.__eq__ or hasattr(y, "__array__"):
                raise
            return NotImplemented

    method.__name__ = symbol
    return method


def _iterate(x: Any) -> Iterator[Any]:
    """The slices along the first dimension."""
    if not isinstance(x, EagerTensor):
        if STATE.graph is not None:
            raise OperatorNotAllowedInGraphError(
                explain("iterating over a symbolic `tf.Tensor` is not allowed",
                        "it has no value while the function is traced", received=x,
                        fix="let AutoGraph convert the loop, or use tf.unstack or tf.map_fn")
            )  # fmt: skip
        x = convert(x)
    if not x.dims:
        problem = "Cannot iterate over a scalar tensor"
        raise TypeError(explain("tf.Tensor", problem, expected="rank >= 1", received=describe(x)))
    if HOT.busy or x.dtype is dtypes.string:
        return iter(unstack(x))
    return map(EagerTensor, x.array())


OPERATORS: dict[str, Callable[..., Any]] = {
    **_fast("add", operator.add, _binary("add", math.add, "add"), _NUMBERS, math.AddV2),
    **_fast("sub", operator.sub, _binary("sub", math.subtract, "sub"), _NUMBERS, math.Sub),
    **_fast("mul", operator.mul, _binary("mul", _times, "mul"), _NUMBERS, math.Mul),
    **_fast("truediv", operator.truediv, _binary("truediv", division.truediv, "truediv"), _FLOATS),
    **_plain("floordiv", division.floordiv, "floordiv"),
    **_plain("mod", division.mod, "mod"),
    **_plain("pow", math.pow, "pow"),
    **_plain("matmul", matmul.matmul, "matmul"),
    **_plain("and", _logical(comparison.logical_and, bitwise.bitwise_and), "and"),
    **_plain("or", _logical(comparison.logical_or, bitwise.bitwise_or), "or"),
    **_plain("xor", _logical(comparison.logical_xor, bitwise.bitwise_xor), "xor"),
    **_compared("lt", operator.lt, comparison.less, "Less"),
    **_compared("le", operator.le, comparison.less_equal, "LessEqual"),
    **_compared("gt", operator.gt, comparison.greater, "Greater"),
    **_compared("ge", operator.ge, comparison.greater_equal, "GreaterEqual"),
    "__eq__": _equality(Equal, "__eq__", "Equal", otherwise=False),
    "__ne__": _equality(NotEqual, "__ne__", "NotEqual", otherwise=True),
    "__neg__": _neg,
    "__abs__": _abs,
    "__invert__": _invert,
}


def operator_add(x: Any, y: Any, name: str | None = None) -> Any:
    """`x + y` for a tensor `x`: the sum, or two strings joined."""
    return math.add(x, y, name=name)


def operator_eq(self: Any, other: Any) -> Any:
    """`self == other`, element by element; False for shapes that do not fit."""
    return OPERATORS["__eq__"](self, other)


def operator_ne(self: Any, other: Any) -> Any:
    """`self != other`, element by element; True for shapes that do not fit."""
    return OPERATORS["__ne__"](self, other)


def operator_getitem(tensor: Any, slice_spec: Any, var: Any = None) -> Any:
    """`tensor[slice_spec]`.

    Args:
        tensor: a tensor.
        slice_spec: what stands between the brackets.
        var: a variable, which is read.
    """
    return getitem(tensor if var is None else var.read_value(), slice_spec)


def bind(cls: type) -> None:
    """Set the operators on a class of tensors; methods of its own for `[]` and iteration stay."""
    for name, method in OPERATORS.items():
        setattr(cls, name, method)
    for name, method in (("__getitem__", getitem), ("__iter__", _iterate)):
        if name not in vars(cls):
            setattr(cls, name, method)


# Whose methods look at the numbers first, and would find none in a variable.
_READ_FIRST = [
    f"__{prefix}{symbol}__" for prefix in ("", "r") for symbol in ("add", "sub", "mul", "truediv")
]


def bind_to_variables(cls: type) -> None:
    """Set the operators on a class of variables."""
    bind(cls)
    for name in _READ_FIRST:
        setattr(cls, name, _reading(OPERATORS[name]))


def _reading(method: Binary) -> Binary:
    def on_variable(x: Any, y: Any) -> Any:
        return method(x.read_value(), y)

    on_variable.__name__ = method.__name__
    return on_variable


bind(Tensor)
