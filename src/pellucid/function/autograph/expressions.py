"""What rewritten code calls for `and`, `or`, `not`, chained comparisons, `a if c else b`, calls."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.tensor import Tensor
from pellucid.function.autograph import staged
from pellucid.function.autograph.features import Feature, uses
from pellucid.function.autograph.staged import is_symbolic
from pellucid.function.autograph.undefined import is_undefined
from pellucid.ops import casting, comparison, control_flow
from pellucid.ops.math import abs as tensor_abs, maximum, minimum


def and_(*parts: Callable[[], Any]) -> Any:
    """`a and b …`: of tensors the logical and, which evaluates every part."""
    value = parts[0]()
    for part in parts[1:]:
        value = staged.condition(value)
        if is_symbolic(value):
            value = comparison.logical_and(_as_bool(value), _as_bool(part()))
        elif not value:
            return value
        else:
            value = part()
    return value


def or_(*parts: Callable[[], Any]) -> Any:
    """`a or b …`: of tensors the logical or, which evaluates every part."""
    value = parts[0]()
    for part in parts[1:]:
        value = staged.condition(value)
        if is_symbolic(value):
            value = comparison.logical_or(_as_bool(value), _as_bool(part()))
        elif value:
            return value
        else:
            value = part()
    return value


def not_(value: Any) -> Any:
    """`not value`."""
    value = staged.condition(value)
    return comparison.logical_not(_as_bool(value)) if is_symbolic(value) else not value


def _as_bool(value: Any) -> Any:
    tensor = convert(staged.condition(value))
    return tensor if tensor.dtype is dtypes.bool else casting.cast(tensor, dtypes.bool)


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "Lt": lambda a, b: a < b, "LtE": lambda a, b: a <= b, "Gt": lambda a, b: a > b,
    "GtE": lambda a, b: a >= b, "Eq": lambda a, b: a == b, "NotEq": lambda a, b: a != b,
    "In": lambda a, b: a in b, "NotIn": lambda a, b: a not in b,
    "Is": lambda a, b: a is b, "IsNot": lambda a, b: a is not b,
}  # fmt: skip


def chained(first: Any, operators: tuple[str, ...], *rest: Callable[[], Any]) -> Any:
    """`a < b < c`: every operand is evaluated once, and no more of them than Python would."""
    left, result = first, None
    for operator, operand in zip(operators, rest, strict=True):
        if result is not None and not is_symbolic(result) and not result:
            return result
        right = operand()
        step = _COMPARISONS[operator](left, right)
        if result is None or not (is_symbolic(result) or is_symbolic(step)):
            result = step
        else:
            result = comparison.logical_and(_as_bool(result), _as_bool(step))
        left = right
    return result


def if_exp(test: Any, body: Callable[[], Any], orelse: Callable[[], Any]) -> Any:
    """`body if test else orelse`."""
    test = staged.condition(test)
    if is_symbolic(test):
        return control_flow.cond(test, body, orelse)
    return body() if test else orelse()


def returned(value: Any) -> Any:
    """What the function returns: None if it ended without `return`."""
    if is_undefined(value):
        if value.reason is not None:
            raise ValueError(
                "a value must be returned from all paths of an `if` on a tensor: "
                "the else branch must also have a return "
                f"statement. {value.reason}"
            )
        return None
    return value


def print_(*values: Any, **options: Any) -> None:
    """`print`; with `Feature.BUILTIN_FUNCTIONS`, of symbolic tensors `tf.print`."""
    if not uses(Feature.BUILTIN_FUNCTIONS) or not any(is_symbolic(v) for v in values):
        builtins.print(*values, **options)
        return
    from pellucid.ops.printing import print as print_op

    print_op(*values, **{k: v for k, v in options.items() if k in ("sep", "end")})


def int_(*args: Any, **options: Any) -> Any:
    """`int`: of a symbolic tensor a cast to int32."""
    if len(args) == 1 and is_symbolic(args[0]):
        return _number(args[0], dtypes.int32)
    return int(*args, **options)


def float_(*args: Any) -> Any:
    """`float`: of a symbolic tensor a cast to float32."""
    if len(args) == 1 and is_symbolic(args[0]):
        return _number(args[0], dtypes.float32)
    return float(*args)


def _number(value: Any, dtype: Any) -> Any:
    if value.dtype is not dtypes.string:
        return casting.cast(value, dtype)
    from pellucid.ops.string_numbers import to_number

    return to_number(value, dtype)


def abs_(value: Any) -> Any:
    """`abs`."""
    return tensor_abs(value) if isinstance(value, Tensor) else abs(value)


def min_(*args: Any, **options: Any) -> Any:
    """`min`, also of scalar tensors or the elements of one."""
    return _extreme(builtins.min, minimum, "Min", args, options)


def max_(*args: Any, **options: Any) -> Any:
    """`max`, also of scalar tensors or the elements of one."""
    return _extreme(builtins.max, maximum, "Max", args, options)


def _extreme(python: Any, pairwise: Any, reduction: str, args: Any, options: Any) -> Any:
    args = [staged.elements(a) for a in args]
    if options or not any(is_symbolic(a) for a in args):
        return python(*args, **options)
    if len(args) == 1:
        from pellucid.core.registry import OPS

        return OPS[reduction](args[0], list(range(args[0].shape.rank)))
    result = args[0]
    for other in args[1:]:
        result = pairwise(result, other)
    return result


def sum_(iterable: Any, start: Any = 0) -> Any:
    """`sum`, also of a symbolic tensor along its first dimension."""
    iterable = staged.elements(iterable)
    if not is_symbolic(iterable):
        return builtins.sum(iterable, start)
    from pellucid.ops.reduction import reduce_sum

    return reduce_sum(iterable, axis=0) + start


def any_(iterable: Any) -> Any:
    """`any`, also of a symbolic tensor."""
    iterable = staged.elements(iterable)
    if not is_symbolic(iterable):
        return builtins.any(iterable)
    from pellucid.ops.reduction import reduce_any

    return reduce_any(iterable)


def all_(iterable: Any) -> Any:
    """`all`, also of a symbolic tensor."""
    iterable = staged.elements(iterable)
    if not is_symbolic(iterable):
        return builtins.all(iterable)
    from pellucid.ops.reduction import reduce_all

    return reduce_all(iterable)


BUILTINS: dict[Any, Callable[..., Any]] = {
    print: print_, len: staged.len_, range: staged.range_, enumerate: staged.enumerate_,
    zip: staged.zip_, map: staged.map_, int: int_, float: float_, abs: abs_, min: min_, max: max_,
    sum: sum_, any: any_, all: all_, filter: staged.filter_, sorted: staged.sorted_,
}  # fmt: skip
