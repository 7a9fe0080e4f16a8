"""A list of tensors in a graph, of a length that only the graph may know.

AutoGraph makes it of a Python list to which a loop or a branch of the graph appends
(`function/autograph/lists.py`). It has a list's methods as far as a graph can have them, stands
for the stacked tensor wherever a tensor is expected, and leaves a `tf.function` as a Python list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.shapes import TensorShape, is_compatible
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.ops.array import expand_dims, reshape, shape as shape_of, transpose
from pellucid.ops.array_stores import Growing
from pellucid.ops.assertion import Assert
from pellucid.ops.casting import cast
from pellucid.ops.gather import where
from pellucid.ops.joining import concat, stack, unstack


class TensorList:
    """A list of tensors of one shape and dtype, which a graph makes longer and shorter.

    Args:
        store: the elements.
        element: the shape of the elements, `None` where it is not known.
        grows: whether appending may need more room than there is.

    Attributes:
        appended: how many elements at most were appended since a loop or branch began; None if
            that depends on the graph.

    Example:
        >>> @tf.function
        ... def squares(n):
        ...     values = []
        ...     for i in tf.range(n):
        ...         values.append(i * i)
        ...     return tf.stack(values)
        >>> squares(tf.constant(4)).numpy().tolist()
        [0, 1, 4, 9]
    """

    def __init__(self, store: Growing, element: tuple[Any, ...], *, grows: bool = True) -> None:
        self.store = store
        self.element = element
        self.grows = grows
        self.appended: int | None = 0

    @classmethod
    def of(cls, values: list[Any], dtype: DType, element: tuple[Any, ...], room: Any) -> TensorList:
        """The elements of a Python list, and room for so many more."""
        count = len(values)
        store = Growing.empty(count + room, element, dtype, grows=not isinstance(room, int))
        store.length = 0
        if values:
            rows = stack([_converted(v, dtype) for v in values])
            places = convert(np.arange(count, dtype=np.int32))
            store = store.put(places, rows, count, grows=False)
        made = cls(store, element)
        made.appended = count
        return made

    def copy(self) -> TensorList:
        """The same list, which can be changed independently."""
        made = TensorList(self.store, self.element, grows=self.grows)
        made.appended = self.appended
        return made

    def with_room(self, room: Any) -> TensorList:
        """The same list with room for so many more elements behind its rows."""
        made, rows = self.copy(), self.store.rows
        more = Growing.empty(room, self._sizes(), self.dtype, grows=False).rows
        made.store = Growing(concat([rows, more], 0), self.store.length)
        return made

    def _sizes(self) -> tuple[Any, ...]:
        found = shape_of(self.store.rows)
        return tuple(found[i + 1] if d is None else d for i, d in enumerate(self.element))

    # ---------------------------------------------------------------- attributes

    @property
    def dtype(self) -> DType:
        """The dtype of the elements."""
        return self.store.rows.dtype

    @property
    def length(self) -> Any:
        """The number of elements: an int if it is known, else an int32 scalar tensor."""
        return self.store.length

    @property
    def capacity(self) -> int | None:
        """For how many elements there is room, if that is known."""
        return None if self.store.rows.dims is None else self.store.rows.dims[0]

    def __len__(self) -> int:
        if isinstance(self.length, int):
            return self.length
        raise TypeError(
            explain(
                "len of a list that a loop or branch of the graph appended to",
                "the number of elements is known only when the graph runs",
                fix="call len() in the function that AutoGraph converts, or tf.shape(tf.stack(l))",
            )
        )

    def __iter__(self) -> Iterator[Tensor]:
        if not isinstance(self.length, int):
            raise TypeError(
                explain(
                    "iteration over a list that a loop or branch of the graph appended to",
                    "the number of elements is known only when the graph runs",
                    fix="a `for` statement, or tf.stack(l)",
                )
            )
        return iter([self[i] for i in range(self.length)])

    def __repr__(self) -> str:
        shape = TensorShape.from_dims(self.element)
        return f"<list of tensors in a graph: shape={shape}, dtype={self.dtype.name}>"

    # ------------------------------------------------------------------- changing

    def append(self, value: Any) -> None:
        """Add an element at the end.

        Raises:
            ValueError: it has another shape or dtype than the others.
        """
        element = _converted(value, self.dtype)
        if element.dtype is not self.dtype or not is_compatible(self.element, element.dims):
            raise ValueError(different(self.element, self.dtype, element.dims, element.dtype))
        index, rows = self.length, expand_dims(element, 0)
        place = convert(index, dtypes.int32)
        self.store = self.store.put(place, rows, index + 1, grows=self.grows)
        if self.appended is not None:
            self.appended += 1

    def extend(self, values: Any) -> None:
        """Append each element of a Python list."""
        for value in values:
            self.append(value)

    def pop(self, index: int = -1) -> Tensor:
        """Remove the last element and return it.

        Raises:
            NotImplementedError: another element is asked for.
            InvalidArgumentError: the list is empty when the graph runs.
        """
        if index != -1:
            _refuse(f"pop({index})")
        last = self.length - 1
        if isinstance(last, int) and last < 0:
            raise IndexError("pop from empty list")
        if not isinstance(last, int):
            Assert(last >= 0, ["pop from empty list"])
        element = self._at(last)
        self.store = Growing(self.store.rows, last)
        return element

    def clear(self) -> None:
        """Remove all elements."""
        self.store = Growing(self.store.rows, 0)

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, slice):
            _refuse("l[i:j] = values")
        element = _converted(value, self.dtype)
        place, full = convert(self._place(index), dtypes.int32), self.store.full
        self.store = self.store.put(place, expand_dims(element, 0), self.length, grows=False)
        self.store.full = full

    def __iadd__(self, values: Any) -> TensorList:
        self.extend(values)
        return self

    def __add__(self, values: Any) -> TensorList:
        made = self.copy()
        made.extend(values)
        return made

    # -------------------------------------------------------------------- reading

    def __getitem__(self, index: Any) -> Tensor:
        return self.stacked()[index] if isinstance(index, slice) else self._at(self._place(index))

    def _at(self, index: Any) -> Tensor:
        element: Any = self.store.read(convert(index, dtypes.int32))
        return element

    def _place(self, index: Any) -> Any:
        if isinstance(index, int):
            return index if index >= 0 else self.length + index
        place = cast(convert(index), dtypes.int32)
        return where(place < 0, place + self.length, place)

    def stacked(self, axis: int = 0) -> Tensor:
        """All elements along a new dimension: what `tf.stack` gives."""
        return _moved(self.store.stack(), axis, len(self.element) + 1)

    def joined(self, axis: int = 0) -> Tensor:
        """The elements one after the other along a dimension: what `tf.concat` gives."""
        rank = len(self.element)
        if not rank:
            raise ValueError(
                explain("tf.concat [values]", "scalars cannot be joined", fix="tf.stack")
            )
        axis = axis % rank
        rows = _moved(self.store.stack(), axis, rank + 1)
        inner = [*self._sizes()]
        inner[axis] = -1
        return reshape(rows, stack(inner))

    def __tf_tensor__(self, dtype: DType | None = None, name: str | None = None) -> Tensor:
        return convert(self.stacked(), dtype)

    def __getattr__(self, name: str) -> Any:
        if hasattr(list, name) and not name.startswith("__"):
            _refuse(f"{name}()")
        raise AttributeError(f"'TensorList' object has no attribute {name!r}")

    # -------------------------------------------------------------- as a loop variable

    def like(self, other: TensorList) -> TensorList:
        """The same list, with no more said of its shape than holds for `other` too."""
        if not is_compatible(self.element, other.element) or self.dtype is not other.dtype:
            raise ValueError(different(self.element, self.dtype, other.element, other.dtype))
        made = self.copy()
        made.store = self.store.like(other.store, grows=self.grows)
        assert made.store.rows.dims is not None
        made.element = made.store.rows.dims[1:]
        return made

    @property
    def _type_spec(self) -> TensorListSpec:
        rows: Any = self.store.rows.dims
        return TensorListSpec(self.element, self.dtype, rows[0], self.grows, self.appended)


class TensorListSpec(TypeSpec):
    """Element shape and dtype of a list of tensors in a graph.

    Args:
        element: the shape of the elements.
        dtype: their dtype.
        capacity: how many rows there are, if that is known.
        grows, appended: see `TensorList`.
    """

    __slots__ = ("_appended", "_capacity", "_dtype", "_element", "_grows")

    def __init__(
        self, element: Any, dtype: Any, capacity: int | None = None, grows: bool = True,
        appended: int | None = 0,
    ) -> None:  # fmt: skip
        self._element = TensorShape(element)
        self._dtype = as_dtype(dtype)
        self._capacity = capacity
        self._grows = grows
        self._appended = appended

    @property
    def value_type(self) -> type:
        return TensorList

    def _serialize(self) -> tuple[Any, ...]:
        return (self._element, self._dtype)

    @property
    def _component_specs(self) -> Any:
        dims: Any = self._element.as_tuple
        return [TensorSpec((self._capacity, *dims), self._dtype), TensorSpec((), dtypes.int32)]

    def _to_components(self, value: Any) -> Any:
        return value.store.tensors

    def _from_components(self, components: Any) -> Any:
        rows, length = components
        if isinstance(rows, EagerTensor) and STATE.graph is None:
            return list(unstack(rows[: int(length)]))
        element: Any = self._element.as_tuple
        made = TensorList(Growing(rows, length), element, grows=self._grows)
        made.appended = self._appended
        return made


def _converted(value: Any, dtype: DType) -> Tensor:
    is_tensor = isinstance(value, Tensor) or hasattr(value, "handle")
    return convert(value, None if is_tensor else dtype)


def _moved(rows: Tensor, axis: int, rank: int) -> Tensor:
    axis = axis % rank
    if axis == 0:
        return rows
    order = [*range(1, rank)]
    order.insert(axis, 0)
    return transpose(rows, order)


def different(expected: Any, dtype: DType, received: Any, other: DType) -> str:
    """What is wrong with a list whose elements differ in shape or dtype."""

    def described(dims: Any, kind: DType) -> str:
        return f"{kind.name} of shape {TensorShape.from_dims(dims)}"

    return explain(
        "a list that a loop or branch of the graph appends to",
        "its elements differ in shape or dtype",
        expected=described(expected, dtype),
        received=described(received, other),
        fix="give all elements one shape (tf.pad, tf.cast), or write them to a "
        "tf.TensorArray(dtype, 0, dynamic_size=True, infer_shape=False)",
    )


def _refuse(method: str) -> NoReturn:
    raise NotImplementedError(
        explain(
            "a list that a loop or branch of the graph appends to",
            f"{method} is not possible in a graph",
            expected="append, extend, pop(), clear, l[i], l[i] = x, len, iteration",
            received=method,
            fix="tf.stack(l), and work on the tensor",
        )
    )
