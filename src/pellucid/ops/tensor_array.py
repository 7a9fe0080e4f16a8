"""`tf.TensorArray`: a list of tensors that loops write to and read from.

Eagerly it is a Python list. In a graph it is one tensor, the elements stacked along a first
dimension, and each write gives a new array: so it can be a loop variable, and gradients flow
through it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, OutOfRangeError
from pellucid.core.shapes import TensorShape, dims_of, is_compatible
from pellucid.core.specs import TypeSpec
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.creation import zeros
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat, split, stack, unstack
from pellucid.ops.scatter import tensor_scatter_nd_update


class TensorArray:
    """An array of tensors, written and read by index.

    Args:
        dtype: the dtype of the elements.
        size: the number of elements, an int or int32 scalar tensor.
        dynamic_size: whether writing behind the end makes the array larger.
        clear_after_read: whether an element can be read only once (eager mode; default True).
        tensor_array_name, handle, flow: TensorFlow 1's ways to share an array; handle and flow must
            be None.
        infer_shape: whether all elements must have the first one's shape.
        element_shape: the shape of the elements.
        colocate_with_first_write_call: a matter of placement; without effect.

    Every write returns the array to use from then on.

    Raises:
        ValueError: an element of another shape.
        OutOfRangeError: an index outside of the array.

    Example:
        >>> ta = tf.TensorArray(tf.float32, size=2)
        >>> ta.write(0, 1.).write(1, 2.).stack().numpy().tolist()
        [1.0, 2.0]
    """

    def __init__(
        self,
        dtype: DTypeLike,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: ShapeLike | None = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ) -> None:
        if handle is not None or flow is not None:
            raise ValueError(
                "tf.TensorArray [handle, flow]: arrays cannot be made from handles; "
                "pass the array itself."
            )
        self._dtype = as_dtype(dtype)
        self._dynamic = bool(dynamic_size)
        self._clear = clear_after_read is None or bool(clear_after_read)
        self._infer = infer_shape
        self._element = dims_of(element_shape) if element_shape is not None else None
        self._size = 0 if size is None else size
        self._list: list[Any] | None = None
        self._buffer: Tensor | None = None
        if STATE.graph is None:
            self._list = [None] * int(convert(self._size))
        elif self._element is not None and None not in self._element:
            self._buffer = self._zeros(self._element)

    # ---------------------------------------------------------------- attributes

    @property
    def dtype(self) -> DType:
        """The dtype of the elements."""
        return self._dtype

    @property
    def dynamic_size(self) -> bool:
        """Whether writing behind the end makes the array larger."""
        return self._dynamic

    @property
    def element_shape(self) -> TensorShape:
        """The shape of the elements, as far as it is known."""
        return TensorShape.from_dims(self._element)

    @property
    def handle(self) -> None:
        """None: the array has no handle."""
        return None

    @property
    def flow(self) -> Any:
        """The tensor that holds the elements in a graph."""
        return self._buffer

    def size(self, name: str | None = None) -> Tensor:
        """The number of elements, an int32 scalar."""
        if self._list is not None:
            return convert(len(self._list), dtypes.int32)
        return (
            shape_of(self._buffer)[0]
            if self._buffer is not None
            else convert(self._size, dtypes.int32)
        )

    def identity(self) -> TensorArray:
        """The same array."""
        return self

    def close(self, name: str | None = None) -> None:
        """Forget the elements."""
        if self._list is not None:
            self._list.clear()

    def grad(self, source: str, flow: Any = None, name: str | None = None) -> Any:
        """Gradients flow through reads and writes by themselves; there is no array of them."""
        raise InvalidArgumentError(
            None, None, "TensorArray.grad: use tf.GradientTape; gradients flow through the array."
        )

    # ------------------------------------------------------------------- writing

    def write(self, index: TensorLike, value: TensorLike, name: str | None = None) -> TensorArray:
        """The array with `value` at `index`."""
        element = convert(
            value, None if isinstance(value, Tensor) or hasattr(value, "handle") else self._dtype
        )
        self._check(element)
        if self._list is not None and STATE.graph is None:
            return self._write_list(int(convert(index)), element)
        made = self._in_graph()
        if made._buffer is None:
            made._buffer = made._zeros(element.dims)
        position = reshape(convert(index, hint=dtypes.int32), [1, 1])
        if self._dynamic:
            made._buffer = _grown(made._buffer, position)
        made._buffer = tensor_scatter_nd_update(
            made._buffer, position, reshape(element, [1, *_dims(element)])
        )
        return made

    def _write_list(self, index: int, element: Tensor) -> TensorArray:
        assert self._list is not None
        if index < 0 or (index >= len(self._list) and not self._dynamic):
            raise OutOfRangeError(
                None,
                None,
                f"Tried to write to index {index} but array is not resizeable and size is: "
                f"{len(self._list)}",
            )
        self._list.extend([None] * (index + 1 - len(self._list)))
        self._list[index] = element
        return self

    def _check(self, element: Tensor) -> None:
        if element.dtype is not self._dtype:
            raise InvalidArgumentError(
                None,
                None,
                f"TensorArray dtype is {self._dtype.name} but Op is trying to write dtype "
                f"{element.dtype.name}",
            )
        if not is_compatible(self._element, element.dims):
            raise ValueError(
                f"Incompatible shape for value ({element.shape}), expected ({self.element_shape})"
            )
        if self._infer and self._element is None:
            self._element = element.dims

    def scatter(
        self, indices: TensorLike, value: TensorLike, name: str | None = None
    ) -> TensorArray:
        """The array with row i of `value` at indices[i]."""
        rows = unstack(convert(value, self._dtype if not isinstance(value, Tensor) else None))
        result = self
        for index, row in zip(unstack(convert(indices)), rows, strict=True):
            result = result.write(index, row)
        return result

    def unstack(self, value: TensorLike, name: str | None = None) -> TensorArray:
        """The array whose elements are the rows of `value`."""
        tensor = convert(value, self._dtype if not isinstance(value, Tensor) else None)
        if self._list is not None and STATE.graph is None:
            rows = unstack(tensor)
            if len(rows) > len(self._list) and not self._dynamic:
                raise ValueError(
                    f"Cannot unstack {len(rows)} elements into a TensorArray of fixed size "
                    f"{len(self._list)}"
                )
            for row in rows[:1]:
                self._check(row)
            self._list[: len(rows)] = rows
            return self
        made = self._in_graph()
        made._buffer = tensor
        made._element = None if tensor.dims is None else tensor.dims[1:]
        return made

    def split(self, value: TensorLike, lengths: TensorLike, name: str | None = None) -> TensorArray:
        """The array whose elements are parts of `value` of the given lengths."""
        tensor = convert(value, self._dtype if not isinstance(value, Tensor) else None)
        sizes = static_value(convert(lengths))
        if sizes is None:
            raise ValueError(
                "TensorArray.split [lengths]: must be known while the function is traced."
            )
        parts = split(tensor, [int(n) for n in np.asarray(sizes)])
        if self._infer and len({p.dims for p in parts}) > 1:
            raise InvalidArgumentError(
                None, None, "TensorArray.split: the parts differ in shape. Fix: infer_shape=False"
            )
        result = self
        for index, part in enumerate(parts):
            result = result.write(index, part)
        return result

    # ------------------------------------------------------------------- reading

    def read(self, index: TensorLike, name: str | None = None) -> Tensor:
        """Element `index`."""
        if self._list is None or STATE.graph is not None:
            return gather(self._in_graph()._elements(), convert(index, hint=dtypes.int32))
        number = int(convert(index))
        if not 0 <= number < len(self._list):
            raise OutOfRangeError(
                None,
                None,
                f"Tried to read from index {number} but array size is: {len(self._list)}",
            )
        element = self._list[number]
        if element is None:
            if self._element is None:
                raise InvalidArgumentError(
                    None, None,
                    f"Could not read index {number} twice because it was cleared after a previous "
                    "read, or was never written "
                    "(perhaps try setting clear_after_read = false?)"
                )  # fmt: skip
            element = zeros(self._element, self._dtype)
        if self._clear:
            self._list[number] = None
        return element

    def stack(self, name: str | None = None) -> Tensor:
        """All elements along a new first dimension; elements never written are zeros."""
        if self._list is None or STATE.graph is not None:
            return self._in_graph()._elements()
        if not self._list:
            return zeros([0, *(self._element or ())], self._dtype)
        return stack([self._or_zeros(e) for e in self._list])

    def _or_zeros(self, element: Any) -> Tensor:
        if element is not None:
            return element
        if self._element is None:
            raise InvalidArgumentError(
                None,
                None,
                "TensorArray: no element was written, so the shape of the elements is unknown. "
                "Fix: element_shape=",
            )
        return zeros(self._element, self._dtype)

    def gather(self, indices: TensorLike, name: str | None = None) -> Tensor:
        """The elements at `indices`, stacked."""
        if self._list is None or STATE.graph is not None:
            return gather(self._in_graph()._elements(), convert(indices))
        return stack([self.read(int(i)) for i in np.asarray(convert(indices).numpy())])

    def concat(self, name: str | None = None) -> Tensor:
        """The elements joined along their first dimension."""
        if self._list is None or STATE.graph is not None:
            rows = self._in_graph()._elements()
            return reshape(rows, [-1, *_dims(rows)[2:]])
        return concat([self._or_zeros(e) for e in self._list], 0)

    # --------------------------------------------------------------------- graph

    def _zeros(self, element: Any) -> Tensor:
        if element is None or None in element:
            raise ValueError(
                "TensorArray: the shape of the elements must be known inside tf.function, received "
                f"{TensorShape.from_dims(element)}. Fix: element_shape="
            )
        size = (
            convert(self._size, dtypes.int32) if not isinstance(self._size, Tensor) else self._size
        )
        return zeros(
            stack([reshape(size, []), *[convert(d) for d in element]])
            if element
            else reshape(size, [1]),
            self._dtype,
        )

    def _in_graph(self) -> TensorArray:
        """A copy whose elements are one tensor."""
        made = TensorArray.__new__(TensorArray)
        made.__dict__.update(self.__dict__)
        if self._list is not None:
            written = (
                [self._or_zeros(e) for e in self._list]
                if any(e is not None for e in self._list)
                else []
            )
            made._list = None
            made._buffer = stack(written) if written else self._buffer
        return made

    def _elements(self) -> Tensor:
        if self._buffer is None:
            raise InvalidArgumentError(
                None,
                None,
                "TensorArray: nothing was written, so the shape of the elements is unknown. "
                "Fix: element_shape=",
            )
        return self._buffer

    def allocated_like(self, other: TensorArray) -> TensorArray:
        """This array with room for elements like those of `other`; loops call it at first."""
        if self._buffer is not None or other._buffer is None:
            return self._in_graph()
        made = self._in_graph()
        made._element = None if other._buffer.dims is None else other._buffer.dims[1:]
        made._buffer = made._zeros(made._element)
        return made

    @property
    def _type_spec(self) -> TensorArraySpec:
        return TensorArraySpec(
            self._element, self._dtype, self._dynamic, self._infer, self._size_known()
        )

    def _size_known(self) -> int | None:
        if self._buffer is not None and self._buffer.dims is not None:
            return None if self._dynamic else self._buffer.dims[0]
        return None

    def __repr__(self) -> str:
        return f"<tf.TensorArray dtype={self._dtype.name} element_shape={self.element_shape}>"


class TensorArraySpec(TypeSpec):
    """The element shape and dtype of a `tf.TensorArray`."""

    __slots__ = ("_dtype", "_dynamic", "_element", "_infer", "_rows")

    def __init__(
        self, element_shape: ShapeLike | None = None, dtype: DTypeLike = dtypes.float32,
        dynamic_size: bool = False, infer_shape: bool = True, rows: int | None = None,
    ) -> None:  # fmt: skip
        self._element = TensorShape.from_dims(
            dims_of(element_shape) if element_shape is not None else None
        )
        self._dtype = as_dtype(dtype)
        self._dynamic = dynamic_size
        self._infer = infer_shape
        self._rows = rows

    @property
    def value_type(self) -> type:
        return TensorArray

    def _serialize(self) -> tuple[Any, ...]:
        return (self._element, self._dtype, self._dynamic, self._infer)

    @property
    def _component_specs(self) -> Any:
        from pellucid.core.specs import TensorSpec

        dims = self._element.as_tuple
        return [TensorSpec(None if dims is None else (self._rows, *dims), self._dtype)]

    def _to_components(self, value: Any) -> Any:
        inner = value._in_graph()
        return [inner._buffer] if inner._buffer is not None else []

    def _from_components(self, components: Any) -> Any:
        made = TensorArray.__new__(TensorArray)
        made._dtype, made._dynamic, made._clear, made._infer = (
            self._dtype,
            self._dynamic,
            False,
            self._infer,
        )
        made._element, made._size, made._list = self._element.as_tuple, self._rows or 0, None
        made._buffer = components[0] if components else None
        if STATE.graph is None and isinstance(made._buffer, EagerTensor):
            made._list, made._buffer = list(unstack(made._buffer)), None
        return made


def _grown(buffer: Tensor, position: Tensor) -> Tensor:
    """The buffer with room for `position`."""
    from pellucid.ops.math import maximum
    from pellucid.ops.padding import pad

    missing = maximum(reshape(position, []) + 1 - shape_of(buffer)[0], 0)
    rank = len(_dims(buffer))
    paddings = stack([stack([convert(0), missing]), *[convert([0, 0])] * (rank - 1)])
    return pad(buffer, paddings)


def _dims(tensor: Tensor) -> list[Any]:
    dims = tensor.dims
    if dims is None:
        raise ValueError(f"TensorArray: the rank of {tensor!r} must be known.")
    known = shape_of(tensor)
    return [d if d is not None else known[i] for i, d in enumerate(dims)]
