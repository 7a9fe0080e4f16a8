"""Sequences of a length that only the graph knows: `range`, `enumerate`, `zip` of tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.graph.graph import SymbolicTensor
from pellucid.ops.array import shape
from pellucid.ops.casting import cast
from pellucid.ops.creation import range as tensor_range
from pellucid.ops.gather import boolean_mask, gather
from pellucid.ops.joining import unstack
from pellucid.ops.mapping import map_fn
from pellucid.ops.math import minimum
from pellucid.ops.sorting import argsort, sort
from pellucid.ops.tensor_list import TensorList


class Staged:
    """A sequence of `length` elements, of which number `i` is `at(i)`; both are tensors."""

    def __init__(self, length: Any, at: Callable[[Any], Any]) -> None:
        self.length = length
        self.at = at


def staged(value: Any) -> Staged | None:
    """`value` as a sequence to loop over in the graph; None if Python can loop over it."""
    if isinstance(value, Staged):
        return value
    if isinstance(value, SymbolicTensor):
        if value.shape.rank == 0:
            raise ValueError(
                f"'{value.name}' is a scalar tensor; a loop needs a tensor with at least one "
                "dimension. Fix: loop over tf.range(x)?"
            )
        return Staged(shape(value)[0], lambda i: value[i])
    if isinstance(value, TensorList):
        return Staged(convert(value.length, dtypes.int32), lambda i: value[i])
    if hasattr(value, "nrows") and is_symbolic(value.flat_values):
        return Staged(cast(value.nrows(), dtypes.int32), lambda i: value[i])
    return None


def is_symbolic(value: Any) -> bool:
    """Whether `value` is a tensor without numbers."""
    return isinstance(value, SymbolicTensor)


def unpacked(item: Any) -> Any:
    """What `for a, b in …` takes apart: of a tensor its rows, if their number is known."""
    if is_symbolic(item) and item.dims and item.dims[0] is not None:
        return unstack(item)
    return item


def condition(value: Any) -> Any:
    """What decides whether a branch runs: a variable's value, of a list whether it has elements."""
    if isinstance(value, TensorList):
        return value.length > 0
    return convert(value) if hasattr(value, "handle") else value


def elements(value: Any) -> Any:
    """The tensor that holds the elements of a list in the graph; any other value as it is."""
    return value.stacked() if isinstance(value, TensorList) else value


def range_(*bounds: Any) -> Any:
    """`range`, of tensors `tf.range`."""
    if not any(is_symbolic(b) or hasattr(b, "handle") for b in bounds):
        return range(*bounds)
    return tensor_range(*bounds)


def range_to_loop_over(*bounds: Any) -> Any:
    """`range` of which only the elements are needed, one by one; also of tensors."""
    if not any(isinstance(b, Tensor) or hasattr(b, "handle") for b in bounds):
        return range(*bounds)
    if all(isinstance(b, EagerTensor | int) for b in bounds):
        return range(*[int(b) for b in bounds])
    start, limit, step = (0, *bounds, 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    start, limit, step = _same_dtype(start, limit, step)
    # ceil((limit - start) / step), at least 0, in integers
    count = -((start - limit) // step)
    zero = convert(0, count.dtype)
    from pellucid.ops.math import maximum

    return Staged(
        cast(maximum(count, zero), dtypes.int32), lambda i: start + cast(i, start.dtype) * step
    )


def range_tensor(*args: Any, **options: Any) -> Any:
    """`tf.range` of which only the elements are needed, one by one."""
    if options or not any(is_symbolic(a) for a in args):
        return tensor_range(*args, **options)
    if any(hasattr(a, "dtype") and not a.dtype.is_integer for a in args):
        return tensor_range(*args)
    return range_to_loop_over(*args)


def _same_dtype(*values: Any) -> list[Any]:
    dtype = next(v.dtype for v in values if hasattr(v, "dtype"))
    return [convert(v, dtype) if not isinstance(v, Tensor) else v for v in values]


def enumerate_(iterable: Any, start: int = 0) -> Any:
    """`enumerate`, also of tensors."""
    inner = staged(iterable)
    if inner is None:
        return enumerate(iterable, start)
    return Staged(inner.length, lambda i: (i + start, inner.at(i)))


def zip_(*iterables: Any, strict: bool = False) -> Any:
    """`zip`, also of tensors (all of them tensors, or sequences of a known length)."""
    inner = [staged(i) for i in iterables]
    if all(i is None for i in inner):
        return zip(*iterables, strict=strict)
    parts = [
        i if i is not None else staged(convert(list(v))) or _of_eager(v)
        for i, v in zip(inner, iterables, strict=True)
    ]
    length = parts[0].length
    for part in parts[1:]:
        length = minimum(length, part.length)
    return Staged(length, lambda i: tuple(p.at(i) for p in parts))


def _of_eager(value: Any) -> Staged:
    tensor = convert(list(value))
    return Staged(shape(tensor)[0], lambda i: tensor[i])


def filter_(function: Callable[..., Any] | None, iterable: Any) -> Any:
    """`filter`, also of the elements of a tensor: those for which `function` holds."""
    iterable = elements(iterable)
    if staged(iterable) is None or not isinstance(iterable, Tensor):
        return filter(function, iterable)
    holds = (
        cast(iterable, dtypes.bool)
        if function is None
        else map_fn(function, iterable, fn_output_signature=dtypes.bool)
    )
    return boolean_mask(iterable, holds)


def sorted_(iterable: Any, *, key: Callable[..., Any] | None = None, reverse: bool = False) -> Any:
    """`sorted`, also of the elements of a tensor."""
    iterable = elements(iterable)
    if not is_symbolic(iterable):
        return sorted(iterable, key=key, reverse=reverse)
    direction = "DESCENDING" if reverse else "ASCENDING"
    if key is None:
        return sort(iterable, direction=direction)
    keys = map_fn(key, iterable, fn_output_signature=key(iterable[0]).dtype)
    return gather(iterable, argsort(keys, direction=direction, stable=True))


def map_(function: Callable[..., Any], *iterables: Any) -> Any:
    """`map`, also over tensors."""
    inner = [staged(i) for i in iterables]
    if all(i is None for i in inner):
        return map(function, *iterables)
    pairs = zip_(*iterables)
    return Staged(pairs.length, lambda i: function(*pairs.at(i)))


def len_(value: Any) -> Any:
    """`len`, also of symbolic tensors: the size of the first dimension."""
    if isinstance(value, TensorList):
        return value.length
    if not isinstance(value, SymbolicTensor):
        return len(value)
    if value.shape.rank == 0:
        raise TypeError("len requires a tensor of rank at least 1, got a scalar")
    known = value.shape[0] if value.shape.rank is not None else None
    return known if known is not None else shape(value)[0]
