"""Assertions: the `Assert` op and `tf.debugging.assert_*`.

Eagerly an assertion raises at once. In a graph it is an op; a compiled program notes that it
failed, and the error is raised when the program has run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core import checks, dtypes, nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import FLOATING, DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import same
from pellucid.graph.static import static_value
from pellucid.ops import comparison
from pellucid.ops.casting import cast
from pellucid.ops.math import abs as absolute
from pellucid.ops.reduction import reduce_all
from pellucid.runtime.dispatch import op, public_name

AssertOp = op(
    "Assert",
    "condition: bool, data: T... ->",
    summarize=3,
    stateful=True,
    gradient=None,
    effects=True,
)


def _failure(data: Sequence[Any], summarize: int) -> InvalidArgumentError:
    shown = " ".join(_summary(np.asarray(d), summarize) for d in data)
    return InvalidArgumentError(None, None, f"assertion failed: {shown}")


def _summary(array: np.ndarray, summarize: int) -> str:
    if array.ndim == 0:
        value = array.item()
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    flat = array.reshape(-1)
    count = flat.size if summarize < 0 else summarize
    shown = " ".join(str(v) for v in flat[:count].tolist())
    return f"[{shown}{'...' if flat.size > count else ''}]"


@AssertOp.kernel("numpy")
def _(condition: Any, data: list[Any], summarize: int) -> None:
    if not np.asarray(condition).all():
        raise _failure(data, summarize)


@AssertOp.kernel("xla")
def _(jax: Any, condition: Any, data: list[Any], summarize: int) -> None:
    note = checks.noter()
    # Strings are constants of the program; XLA knows only numbers.
    numbers = [d for d in data if not _holds_strings(d)]

    def check(holds: Any, *values: Any) -> None:
        if not np.asarray(holds).all():
            rest = iter(values)
            whole = [d if _holds_strings(d) else next(rest) for d in data]
            note(_failure(whole, summarize))

    jax.debug.callback(check, condition, *numbers)


def _holds_strings(data: Any) -> bool:
    return getattr(data, "dtype", None) == np.dtype(object)


def Assert(
    condition: Any, data: Sequence[Any], summarize: int | None = None, name: str | None = None
) -> Any:
    """Raise InvalidArgumentError with `data` if `condition` does not hold.

    Args:
        condition: a boolean tensor, all of whose elements must be True.
        data: tensors to show in the message.
        summarize: how many elements of each to show; 3.

    Returns: None in eager mode, the operation in a graph.
    """
    if STATE.graph is None and bool(np.all(convert(condition).numpy())):
        return None
    if STATE.graph is None:
        shown = " ".join(
            str(v.numpy()) if isinstance(v, EagerTensor) else str(v) for v in map(convert, data)
        )
        raise InvalidArgumentError(
            None, None, f"Expected '{condition}' to be true. Summarized data: {shown}"
        )
    return AssertOp(
        cast(condition, dtypes.bool),
        [convert(d) for d in data],
        summarize=3 if summarize is None else summarize,
        name=name,
    )


CheckNumerics = op(
    "CheckNumerics",
    "tensor: T -> output: T",
    T=FLOATING,
    message=str,
    infer=same,
    stateful=True,
    effects=True,
)


@CheckNumerics.kernel("numpy")
def _(tensor: Any, message: str) -> Any:
    if not np.isfinite(tensor).all():
        raise ValueError(_non_finite(message, np.isnan(tensor).any(), np.isinf(tensor).any()))
    return tensor


@CheckNumerics.kernel("xla")
def _(jax: Any, tensor: Any, message: str) -> Any:
    note = checks.noter()

    def check(nan: Any, inf: Any) -> None:
        if nan or inf:
            note(InvalidArgumentError(None, None, _non_finite(message, nan, inf)))

    jax.debug.callback(check, jax.numpy.isnan(tensor).any(), jax.numpy.isinf(tensor).any())
    return tensor


def _non_finite(message: str, nan: Any, inf: Any) -> str:
    what = " and ".join(w for w, has in (("Inf", inf), ("NaN", nan)) if has)
    return f"{message} : Tensor had {what} values"


@CheckNumerics.gradient
def _(node: Any, dy: Tensor) -> Any:
    return CheckNumerics(
        dy,
        message="Not a number (NaN) or infinity (Inf) values detected in gradient. "
        + node.attrs["message"],
    )


def check_numerics(tensor: TensorLike, message: str, name: str | None = None) -> Tensor:
    """`tensor`, after checking that it has neither NaN nor infinite elements.

    Raises:
        InvalidArgumentError: it has; the text begins with `message`.
    """
    return CheckNumerics(tensor, message=message, name=name)


def assert_all_finite(x: TensorLike, message: str, name: str | None = None) -> Tensor:
    """`x`, after checking that all elements are finite; see `check_numerics`."""
    return check_numerics(x, message, name)


# ------------------------------------------------------------------- comparisons


def _compare(
    symbol: str,
    holds: Callable[[Any, Any], Any],
    x: Any,
    y: Any,
    message: str | None,
    summarize: int | None,
    name: str | None,
) -> Any:
    x = convert(x)
    y = (
        convert(y, x.dtype)
        if not isinstance(y, Tensor) and not hasattr(y, "handle")
        else convert(y)
    )
    known_x, known_y = static_value(x), static_value(y)
    condition = reduce_all(holds(x, y))
    if known_x is not None and known_y is not None:
        if not bool(np.all(static_value(condition))):
            raise InvalidArgumentError(
                None, None, _comparison_text(symbol, known_x, known_y, message)
            )
        return None if STATE.graph is None else AssertOp(condition, [], name=name)
    data = [f"{message or ''} Condition x {symbol} y did not hold element-wise: x =", x, "y =", y]
    return Assert(condition, data, summarize, name)


def _comparison_text(symbol: str, x: Any, y: Any, message: str | None) -> str:
    head = f"{message}\n" if message else ""
    values = f"x (shape={np.shape(x)}) = {x}\ny (shape={np.shape(y)}) = {y}"
    return f"{head}Condition x {symbol} y did not hold.\n{values}"


def assert_equal(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Raise InvalidArgumentError unless x == y for all elements (broadcast)."""
    return _compare("==", comparison.equal, x, y, message, summarize, name)


def assert_none_equal(
    x: TensorLike,
    y: TensorLike,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Any:
    """Raise InvalidArgumentError unless x != y for all elements."""
    return _compare("!=", comparison.not_equal, x, y, message, summarize, name)


def assert_less(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Raise InvalidArgumentError unless x < y for all elements."""
    return _compare("<", comparison.less, x, y, message, summarize, name)


def assert_less_equal(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Raise InvalidArgumentError unless x <= y for all elements."""
    return _compare("<=", comparison.less_equal, x, y, message, summarize, name)


def assert_greater(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Raise InvalidArgumentError unless x > y for all elements."""
    return _compare(">", comparison.greater, x, y, message, summarize, name)


def assert_greater_equal(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Raise InvalidArgumentError unless x >= y for all elements."""
    return _compare(">=", comparison.greater_equal, x, y, message, summarize, name)


def assert_positive(
    x: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> Any:
    """Raise InvalidArgumentError unless x > 0 for all elements."""
    return _compare(">", comparison.greater, x, 0, message, summarize, name)


def assert_negative(
    x: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> Any:
    """Raise InvalidArgumentError unless x < 0 for all elements."""
    return _compare("<", comparison.less, x, 0, message, summarize, name)


def assert_non_negative(
    x: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> Any:
    """Raise InvalidArgumentError unless x >= 0 for all elements."""
    return _compare(">=", comparison.greater_equal, x, 0, message, summarize, name)


def assert_non_positive(
    x: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> Any:
    """Raise InvalidArgumentError unless x <= 0 for all elements."""
    return _compare("<=", comparison.less_equal, x, 0, message, summarize, name)


def assert_near(
    x: TensorLike, y: TensorLike, rtol: Any = None, atol: Any = None, message: str | None = None,
    summarize: int | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """Raise InvalidArgumentError unless |x - y| <= atol + rtol * |y| for all elements.

    Args:
        rtol, atol: relative and absolute tolerance; by default ten times the dtype's epsilon.
    """
    x = convert(x)
    y = convert(y, x.dtype)
    import ml_dtypes

    eps = 10 * float(ml_dtypes.finfo(x.dtype.np_dtype).eps)
    limit = (eps if atol is None else convert(atol, x.dtype)) + absolute(y) * (
        eps if rtol is None else convert(rtol, x.dtype)
    )
    condition = reduce_all(comparison.less_equal(absolute(x - y), limit))
    return Assert(
        condition,
        [message or "", "x and y not equal to tolerance", "x =", x, "y =", y],
        summarize,
        name,
    )


# ------------------------------------------------------------- shapes and dtypes


def _rank_error(x: Tensor, wanted: str, message: str | None) -> ValueError:
    head = f"{message} " if message else ""
    return ValueError(
        f"{head}Tensor must have {wanted}. Received rank {x.shape.rank}, shape {x.shape}"
    )


def _assert_rank(x: Any, fits: Callable[[int], bool], wanted: str, message: str | None) -> Any:
    tensor = convert(x)
    if tensor.shape.rank is not None and not fits(tensor.shape.rank):
        raise _rank_error(tensor, wanted, message)
    return _nothing(tensor.shape.rank is not None, lambda: _graph_rank(tensor, wanted, message))


def _nothing(known: bool, later: Callable[[], Any]) -> Any:
    if STATE.graph is None:
        return None
    from pellucid.ops.constants import no_op

    return no_op() if known else later()


def _graph_rank(tensor: Tensor, wanted: str, message: str | None) -> Any:
    problem = "the rank is unknown while tracing and cannot be checked"
    where = f"{message} {public_name()}" if message else public_name()
    raise ValueError(explain(where, problem, expected=wanted, received=describe(tensor)))


def _rank_number(rank: Any) -> int:
    """The rank that is wanted; TypeError if it is no integer."""
    value = convert(rank)
    if not value.dtype.is_integer:
        raise TypeError(
            explain("tf.debugging.assert_rank [rank]", "no rank", expected="an integer",
                    received=rank)
        )  # fmt: skip
    return int(static_value(value))


def assert_rank(
    x: TensorLike, rank: Any, message: str | None = None, name: str | None = None
) -> Any:
    """Raise ValueError unless `x` has rank `rank`."""
    wanted = _rank_number(rank)
    return _assert_rank(x, lambda r: r == wanted, f"rank {wanted}", message)


def assert_rank_at_least(
    x: TensorLike, rank: Any, message: str | None = None, name: str | None = None
) -> Any:
    """Raise ValueError unless `x` has at least rank `rank`."""
    wanted = _rank_number(rank)
    return _assert_rank(x, lambda r: r >= wanted, f"rank at least {wanted}", message)


def assert_rank_in(
    x: TensorLike, ranks: Sequence[Any], message: str | None = None, name: str | None = None
) -> Any:
    """Raise ValueError unless the rank of `x` is one of `ranks`."""
    wanted = [_rank_number(r) for r in ranks]
    return _assert_rank(x, lambda r: r in wanted, f"rank in {wanted}", message)


def assert_scalar(tensor: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Raise ValueError unless `tensor` is a scalar."""
    value = convert(tensor)
    if value.shape.rank not in (0, None):
        raise ValueError(f"{message or ''}Expected scalar shape, saw shape: {value.shape}.")


def assert_type(
    tensor: TensorLike, tf_type: DTypeLike, message: str | None = None, name: str | None = None
) -> None:
    """Raise TypeError unless `tensor` has the dtype `tf_type`."""
    wanted, found = as_dtype(tf_type), convert(tensor).dtype
    if found is not wanted:
        raise TypeError(
            f"{message or ''}: tensor must be of type tf.{wanted.name}; got tf.{found.name}"
        )


def assert_integer(x: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Raise TypeError unless `x` has an integer dtype."""
    found = convert(x).dtype
    if not found.is_integer:
        prefix = f"{message} " if message else ""
        raise TypeError(f"{prefix}Expected 'x' to be integer type. Found: tf.{found.name}")


def assert_same_float_dtype(
    tensors: Sequence[Any] | None = None, dtype: DTypeLike | None = None
) -> DType:
    """The one floating dtype of all `tensors` and `dtype`, float32 without any; else ValueError."""
    found = None if dtype is None else as_dtype(dtype)
    for tensor in tensors or ():
        if found is not None and tensor.dtype is not found:
            raise ValueError(
                f"Tensor conversion requested dtype {found.name} for Tensor with dtype "
                f"{tensor.dtype.name}: {tensor!r}"
            )
        found = tensor.dtype
    found = found or dtypes.float32
    if not found.is_floating:
        where, expected = "tf.debugging.assert_same_float_dtype", "a floating point dtype"
        raise ValueError(explain(where, "wrong dtype", expected=expected, received=found.name))
    return found


def assert_proper_iterable(values: Any) -> None:
    """Raise TypeError unless `values` is an iterable, and no tensor, array or string."""
    if isinstance(values, Tensor | np.ndarray | bytes | str) or not hasattr(values, "__iter__"):
        where, problem = "tf.debugging.assert_proper_iterable [values]", "not a 'proper' iterable"
        expected = "an iterable that is no tensor, array or string"
        raise TypeError(explain(where, problem, expected=expected, received=describe(values)))


def assert_shapes(
    shapes: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Any:
    """Raise ValueError unless tensors have the shapes given, whose symbols stand for one size each.

    Args:
        shapes: pairs of a tensor and a shape: None (any), or ints, symbols (strings), None or '.'
            (anything), and at most one '...' or '*' in front or at the end for any number of
            dimensions.
        data, summarize: what TensorFlow prints in addition; shapes are known here, so it is not
            needed.
        message: begins the error's text.

    Example:
        >>> tf.debugging.assert_shapes([(tf.zeros([2, 3]), ("N", "M")), (tf.zeros([3]), ("M",))])

    Sizes that are not known while a function is traced are not compared.
    """
    sizes: dict[Any, tuple[int, Any]] = {}
    pairs = shapes.items() if isinstance(shapes, dict) else shapes
    for tensor, wanted in pairs:
        if wanted is None:  # nothing is known of its shape
            continue
        value = convert(tensor.deref() if hasattr(tensor, "deref") else tensor)
        dims = value.shape.as_tuple
        symbols = [wanted] if isinstance(wanted, str | int) else list(nest.flatten(wanted))
        if dims is None:
            continue
        for position, symbol, size in _aligned(symbols, dims, value, message):
            _check_size(sizes, symbol, size, position, value, message)


def _aligned(
    symbols: list[Any], dims: tuple[Any, ...], value: Tensor, message: str | None
) -> list[tuple[int, Any, Any]]:
    """Triples (dimension, symbol, size), with an ellipsis skipping dimensions."""
    open_end = [i for i, s in enumerate(symbols) if s in ("...", "*")]
    rank = len(dims)
    if open_end:
        before, after = symbols[: open_end[0]], symbols[open_end[0] + 1 :]
        if len(before) + len(after) > rank:
            raise _rank_error(value, f"rank at least {len(before) + len(after)}", message)
        places = [*range(len(before)), *range(rank - len(after), rank)]
        symbols = [*before, *after]
    else:
        if len(symbols) != rank:
            raise _rank_error(value, f"rank {len(symbols)}", message)
        places = list(range(rank))
    return [(p, s, dims[p]) for p, s in zip(places, symbols, strict=True)]


def _check_size(
    sizes: dict[Any, Any], symbol: Any, size: Any, position: int, value: Tensor, message: str | None
) -> None:
    if size is None or symbol in (None, "."):
        return
    if isinstance(symbol, str) and symbol.isdigit():
        symbol = int(symbol)
    wanted, origin = (
        (symbol, "explicitly")
        if isinstance(symbol, int)
        else sizes.setdefault(symbol, (size, f"by dimension {position} of shape {value.shape}"))
    )
    if wanted != size:
        raise ValueError(
            f"{message or ''}Specified {origin}. "
            f"Tensor of shape {value.shape} dimension {position} must have size {wanted}. "
            f"Received size {size}"
        )


def is_numeric_tensor(tensor: Any) -> bool:
    """Whether `tensor` is a tensor of numbers."""
    return isinstance(tensor, Tensor) and tensor.dtype in dtypes.NUMERIC
