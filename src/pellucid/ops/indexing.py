"""What `x[…]` means: an index read and turned into one `StridedSlice`.

getitem                       `x[index]` for tensors and variables (bound by operators.py)
variable_slice_assign         `v[index].assign(value)`
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import HOT, STATE
from pellucid.core.convert import convert
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.casting import cast
from pellucid.ops.gather import boolean_mask
from pellucid.ops.joining import stack
from pellucid.ops.slicing import MASKS, SLICE_INDEX, ResourceStridedSliceAssign, StridedSlice


@dataclass
class Spec:
    """What `x[…]` asks for, as the inputs and attributes of a strided slice."""

    begin: list[Any] = field(default_factory=list)
    end: list[Any] = field(default_factory=list)
    strides: list[Any] = field(default_factory=list)
    masks: dict[str, int] = field(default_factory=lambda: dict(MASKS))

    def add(self, begin: Any = 0, end: Any = 0, stride: Any = 1, *masks: str) -> None:
        """One more part of the index, with its bit set in `masks`."""
        bit = 1 << len(self.begin)
        self.begin.append(begin)
        self.end.append(end)
        self.strides.append(stride)
        for name in masks:
            self.masks[name] |= bit

    def vectors(self) -> list[Tensor]:
        """begin, end and strides as vectors of one dtype."""
        wide = any(_is_wide(v) for v in (*self.begin, *self.end, *self.strides))
        dtype = dtypes.int64 if wide else dtypes.int32
        return [_vector(part, dtype) for part in (self.begin, self.end, self.strides)]


def _is_wide(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value.dtype is dtypes.int64
    return not -(2**31) <= value < 2**31


def _vector(values: list[Any], dtype: Any) -> Tensor:
    if not any(isinstance(v, Tensor) for v in values):
        limit = 2 ** (dtype.size * 8 - 1)
        array = np.array([max(-limit, min(v, limit - 1)) for v in values], dtype.np_dtype)
        return convert(array)
    return stack([cast(v, dtype) for v in values])


def parse_index(index: Any) -> Spec:
    """Read an index: numbers, slices, `...`, `newaxis`, scalar tensors, or several of them."""
    spec = Spec()
    parts = index if isinstance(index, tuple | list) else (index,)
    for part in parts:
        if part is None:
            spec.add(0, 0, 1, "new_axis_mask")
        elif part is Ellipsis:
            spec.add(0, 0, 1, "ellipsis_mask")
        elif isinstance(part, slice):
            _add_slice(spec, part)
        else:
            place = _number(part)
            spec.add(place, _after(place), 1, "shrink_axis_mask")
    return spec


def _after(place: Any) -> Any:
    return place + 1 if isinstance(place, Tensor) or place != -1 else 0


def _add_slice(spec: Spec, part: slice) -> None:
    masks: list[str] = []
    bounds: list[Any] = []
    for bound, mask in ((part.start, "begin_mask"), (part.stop, "end_mask")):
        if bound is None:
            masks.append(mask)
        bounds.append(0 if bound is None else _number(bound))
    stride = 1 if part.step is None else _number(part.step)
    spec.add(bounds[0], bounds[1], stride, *masks)


def _number(value: Any) -> Any:
    """A Python int, or a symbolic integer scalar; TypeError for anything else."""
    if type(value) is int:
        return value
    if isinstance(value, bool | np.bool_):
        return int(value)
    if hasattr(value, "handle"):
        value = value.read_value()
    if isinstance(value, Tensor):
        if value.dtype in SLICE_INDEX and value.shape.rank in (0, None):
            known = static_value(value)
            return value if known is None else int(known)
    elif isinstance(value, np.integer) or (
        isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iu"
    ):
        return int(value)
    elif hasattr(value, "__index__") and not isinstance(value, np.ndarray):
        return value.__index__()
    expected = "integers, slices, `...`, tf.newaxis or scalar tf.int32/tf.int64 tensors"
    raise TypeError(
        explain(
            "tf.Tensor.__getitem__",
            "not valid indices",
            expected=expected,
            received=describe(value),
            fix="tf.gather or tf.boolean_mask" if hasattr(value, "__len__") else None,
        )
    )


def getitem(x: Any, index: Any) -> Tensor:
    """`x[index]`.

    Args:
        x: a tensor or variable.
        index: integers, slices, `...`, `tf.newaxis`, scalar integer tensors (as bounds, too),
            a tuple of these, or a boolean mask (tensor or array) over the leading dimensions.

    Returns: the part; a view of the same memory where that is possible.

    Raises:
        TypeError: the index is something else.
        InvalidArgumentError: it is out of bounds (in a graph: ValueError).
        ValueError: a mask's shape does not fit.
    """
    if HOT.busy == 0 and type(x) is EagerTensor and _is_simple(index):
        try:
            found = x._host[index]
            if found.__class__ is not bytes:  # a single string, which the op puts into an array
                return EagerTensor(found)
        except (IndexError, TypeError, ValueError):  # the op raises the error that explains it
            pass
    if _is_mask(index):
        return boolean_mask(x, index)
    spec = parse_index(index)
    if STATE.graph is not None:
        first, spec = _split_dynamic(spec)
        if first is not None:
            x = StridedSlice(x, *first.vectors(), **first.masks, name="strided_slice")
    return StridedSlice(x, *spec.vectors(), **spec.masks, name="strided_slice")


def _is_simple(index: Any) -> bool:
    """Whether NumPy reads the index as TensorFlow does: ints, slices of ints, `...`, `newaxis`."""
    kind = type(index)
    if kind is int or index is None or index is Ellipsis:
        return True
    if kind is slice:
        bounds = (index.start, index.stop, index.step)
        return all(b is None or type(b) is int for b in bounds)
    return kind is tuple and all(type(part) is not tuple and _is_simple(part) for part in index)


def _is_mask(index: Any) -> bool:
    if isinstance(index, bool | np.bool_):
        return True
    dtype = getattr(index, "dtype", None)
    return dtype is dtypes.bool or (isinstance(index, np.ndarray) and dtype == np.bool_)


def _split_dynamic(spec: Spec) -> tuple[Spec | None, Spec]:
    """An index with both constant slices and places known only at run time, as two in a row.

    Begin is one vector: if an element is unknown to the compiler, all are. Taken after the constant
    slices, the unknown places need no size.
    """
    places = [isinstance(b, Tensor) for b in spec.begin]
    shrink, plain = (
        spec.masks["shrink_axis_mask"],
        spec.masks["ellipsis_mask"] | spec.masks["new_axis_mask"],
    )
    whole = spec.masks["begin_mask"] & spec.masks["end_mask"]
    slices = [
        not (shrink | plain | whole) >> i & 1 or (spec.strides[i] != 1) for i in range(len(places))
    ]
    only_places = not any(isinstance(v, Tensor) for v in spec.strides) and all(
        shrink >> i & 1 or not (isinstance(b, Tensor) or isinstance(e, Tensor))
        for i, (b, e) in enumerate(zip(spec.begin, spec.end, strict=True))
    )
    if not (any(places) and any(slices) and only_places):
        return None, spec
    first, second = Spec(), Spec()
    for i, (b, e, s) in enumerate(zip(spec.begin, spec.end, spec.strides, strict=True)):
        names = [name for name, mask in spec.masks.items() if mask >> i & 1]
        if "shrink_axis_mask" in names:
            first.add(0, 0, 1, "begin_mask", "end_mask")
            second.add(b, e, s, *names)
        elif "new_axis_mask" in names:
            second.add(b, e, s, *names)
        elif "ellipsis_mask" in names:
            first.add(b, e, s, *names)
            second.add(b, e, s, *names)
        else:
            first.add(b, e, s, *names)
            second.add(0, 0, 1, "begin_mask", "end_mask")
    return first, second


def variable_slice_assign(
    variable: Any, index: Any, value: TensorLike, name: str | None = None
) -> Any:
    """Replace `variable[index]` by `value`, which is broadcast to the slice's shape.

    Returns: the variable.

    Raises:
        TypeError: `value` does not fit the dtype, or `index` is a mask.
        InvalidArgumentError: the index is out of bounds, or `value` cannot be broadcast.
    """
    if _is_mask(index):
        raise TypeError(
            explain(
                "tf.Variable [index]",
                "a masked part cannot be assigned",
                fix="v.assign(tf.where(mask, x, v))",
            )
        )
    spec = parse_index(index)
    new = convert(value, variable.dtype)
    ResourceStridedSliceAssign(variable, *spec.vectors(), new, **spec.masks, name=name)
    return variable
