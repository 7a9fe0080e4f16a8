"""`tf.TensorArray`: a list of tensors that loops write to and read from.

Eagerly it is a Python list. In a graph its elements are tensors kept in a store
(`ops/array_stores.py`), and each write gives a new array: so it can be a loop variable, and
gradients flow through it.
"""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, OutOfRangeError, describe, explain
from pellucid.core.shapes import TensorShape, dims_of, is_compatible
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.array import expand_dims, reshape
from pellucid.ops.array_stores import Growing, Loose, Stacked, Store, Unranked, sizes
from pellucid.ops.casting import cast
from pellucid.ops.creation import fill, zeros
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat, split, stack, unstack
from pellucid.ops.repeating import tile


class TensorArray:
    """An array of tensors, written and read by index.

    Args:
        dtype: the dtype of the elements.
        size: the number of elements, an int or int32 scalar tensor.
        dynamic_size: whether writing behind the end makes the array larger.
        clear_after_read: whether an element can be read only once, which eager mode checks
            (default True).
        tensor_array_name, handle, flow: TensorFlow 1's ways to share an array; handle and flow must
            be None.
        infer_shape: whether all elements have the first one's shape. False: they may differ.
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
            given = describe(flow if handle is None else handle)
            raise ValueError(
                explain("tf.TensorArray [handle, flow]", "an array cannot be made from a handle",
                        expected="None", received=given, fix="pass the array itself")
            )  # fmt: skip
        if size is None:
            raise ValueError(
                explain(
                    "tf.TensorArray [size]", "it must be given",
                    expected="an int or int32 scalar", received=None,
                    fix="size=0 with dynamic_size=True",
                )
            )  # fmt: skip
        self._dtype = as_dtype(dtype)
        self._dynamic = bool(dynamic_size)
        self._clear = clear_after_read is None or bool(clear_after_read)
        self._infer = infer_shape
        self._element = dims_of(element_shape) if element_shape is not None else None
        self._size = size
        self._read: set[int] = set()
        self._list: list[Any] | None = None
        self._store: Store | None = None
        if STATE.graph is None:
            self._list = [None] * int(convert(self._size))

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
        return None if self._store is None else self._store.tensors[0]

    def size(self, name: str | None = None) -> Tensor:
        """The number of elements, an int32 scalar."""
        if self._list is not None:
            return convert(len(self._list), dtypes.int32)
        return convert(self._size, dtypes.int32) if self._store is None else self._store.size()

    def identity(self) -> TensorArray:
        """The same array."""
        return self

    def close(self, name: str | None = None) -> None:
        """Forget the elements."""
        if self._list is not None:
            self._list.clear()

    def grad(self, source: str, flow: Any = None, name: str | None = None) -> Any:
        """Refused: gradients flow through reads and writes by themselves; no array holds them.

        Raises:
            NotImplementedError: always, as in TensorFlow 2.
        """
        raise NotImplementedError(
            explain(
                "tf.TensorArray.grad",
                "gradients flow through reads and writes",
                fix="tf.GradientTape",
            )
        )

    # ------------------------------------------------------------------- writing

    def write(self, index: TensorLike, value: TensorLike, name: str | None = None) -> TensorArray:
        """The array with `value` at `index`."""
        element = self._converted(value)
        self._check(element)
        if self._list is not None and STATE.graph is None:
            return self._write_list(int(convert(index)), element)
        return self._stored(convert(index, hint=dtypes.int32), expand_dims(element, 0))

    def _converted(self, value: Any) -> Tensor:
        is_tensor = isinstance(value, Tensor) or hasattr(value, "handle")
        return convert(value, hint=None if is_tensor else self._dtype)

    def _stored(self, indices: Tensor, values: Tensor) -> TensorArray:
        """With `values`, stacked, at the places `indices`, in a graph."""
        made = self._in_graph()
        if made._store is None:
            made._store = made._empty(None if values.dims is None else values.dims[1:])
        made._store = made._store.write(indices, values, grows=self._dynamic)
        return made

    def _write_list(self, index: int, element: Tensor) -> TensorArray:
        assert self._list is not None
        if index < 0 or (index >= len(self._list) and not self._dynamic):
            problem = explain(
                "tf.TensorArray.write [index]", "out of range, and the array does not grow",
                expected=f"0 <= index < {len(self._list)}", received=index, fix="dynamic_size=True",
            )  # fmt: skip
            raise OutOfRangeError(None, None, problem)
        self._list.extend([None] * (index + 1 - len(self._list)))
        self._list[index] = element
        return self

    def _check(self, element: Tensor) -> None:
        if element.dtype is not self._dtype:
            problem = explain(
                "tf.TensorArray [value]", "its dtype is not that of the array",
                expected=self._dtype.name, received=describe(element),
                fix=f"tf.cast(value, tf.{self._dtype.name})",
            )  # fmt: skip
            raise InvalidArgumentError(None, None, problem)
        if not is_compatible(self._element, element.dims):
            raise ValueError(
                explain("tf.TensorArray [value]", "the elements of the array have another shape",
                        expected=self.element_shape, received=describe(element),
                        fix="infer_shape=False")
            )  # fmt: skip
        if self._infer and self._element is None:
            self._element = element.dims

    def scatter(
        self, indices: TensorLike, value: TensorLike, name: str | None = None
    ) -> TensorArray:
        """The array with row i of `value` at indices[i]."""
        rows, places = self._converted(value), convert(indices, hint=dtypes.int32)
        if self._list is None or STATE.graph is not None:
            self._check_rows(rows)
            if self._infer:
                return self._stored(places, rows)
        result = self
        for index, row in zip(unstack(places), unstack(rows), strict=True):
            result = result.write(index, row)
        return result

    def _check_rows(self, rows: Tensor) -> None:
        if rows.dtype is not self._dtype:
            self._check(rows)
        if self._infer and self._element is None and rows.dims is not None:
            self._element = rows.dims[1:]

    def unstack(self, value: TensorLike, name: str | None = None) -> TensorArray:
        """The array whose elements are the rows of `value`."""
        tensor = self._converted(value)
        if self._list is not None and STATE.graph is None:
            rows = unstack(tensor)
            if len(rows) > len(self._list) and not self._dynamic:
                raise ValueError(
                    explain(
                        "tf.TensorArray.unstack [value]",
                        "has more rows than the array elements",
                        expected=f"at most {len(self._list)} rows",
                        received=describe(tensor),
                        fix="tf.TensorArray(…, dynamic_size=True)",
                    )
                )
            for row in rows[:1]:
                self._check(row)
            self._list = rows
            return self
        self._check_rows(tensor)
        return self._holding(tensor)

    def _holding(self, rows: Tensor) -> TensorArray:
        """With these elements and no others, in a graph."""
        made = self._in_graph()
        made._store = self._of_rows(rows)
        return made

    def _of_rows(self, rows: Tensor) -> Store:
        return Growing(rows, sizes(rows)[0], full=True) if self._dynamic else Stacked(rows)

    def split(self, value: TensorLike, lengths: TensorLike, name: str | None = None) -> TensorArray:
        """The array whose elements are parts of `value` of the given lengths."""
        tensor, parts = self._converted(value), convert(lengths, hint=dtypes.int32)
        if self._list is None or STATE.graph is not None:
            return self._split_in_graph(tensor, cast(parts, dtypes.int32))
        result: TensorArray = self
        given = parts.numpy().tolist()
        if len(given) != len(self._list) and not self._dynamic:
            problem = explain(
                "tf.TensorArray.split [lengths]", "there must be one for each element of the array",
                expected=len(self._list), received=len(given),
            )  # fmt: skip
            raise InvalidArgumentError(None, None, problem)
        alike = len(set(given)) <= 1
        for index, part in enumerate(split(tensor, given)):
            if alike:
                self._check(part)
            assert result._list is not None
            result._list[index : index + 1] = [part]
        return result

    def _split_in_graph(self, value: Tensor, lengths: Tensor) -> TensorArray:
        count, inner = sizes(lengths)[0], sizes(value)[1:]
        known = static_value(lengths)
        if self._infer and known is not None and len(set(known.tolist())) == 1:
            rows = reshape(value, stack([count, lengths[0], *inner]))
            self._check_rows(rows)
            return self._holding(rows)
        rest = reshape(stack([count, *inner])[1:], [1, -1])
        table = concat([reshape(lengths, [-1, 1]), tile(rest, stack([count, 1]))], 1)
        below = () if value.dims is None else value.dims[1:]
        made = self._in_graph()
        made._store = Loose(reshape(value, [-1]), table, below)
        return made

    # ------------------------------------------------------------------- reading

    def read(self, index: TensorLike, name: str | None = None) -> Tensor:
        """Element `index`."""
        if self._list is None or STATE.graph is not None:
            return self._filled().read(convert(index, hint=dtypes.int32))
        number = int(convert(index))
        if not 0 <= number < len(self._list):
            problem = explain(
                "tf.TensorArray.read [index]", "out of range",
                expected=f"0 <= index < {len(self._list)}", received=number,
            )  # fmt: skip
            raise OutOfRangeError(None, None, problem)
        if number in self._read:
            problem = explain(
                "tf.TensorArray.read [index]", "the element was cleared after it was read",
                received=number, fix="clear_after_read=False",
            )  # fmt: skip
            raise InvalidArgumentError(None, None, problem)
        element = self._or_zeros(self._list[number])
        if self._clear:
            self._list[number] = None
            self._read.add(number)
        return element

    def stack(self, name: str | None = None) -> Tensor:
        """All elements along a new first dimension; elements never written are zeros."""
        if self._list is None or STATE.graph is not None:
            return self._filled().stack()
        if not self._list:
            return zeros([0, *(d or 0 for d in self._element or ())], self._dtype)
        return stack([self._or_zeros(e) for e in self._list])

    def _or_zeros(self, element: Any) -> Tensor:
        if element is not None:
            return element
        if self._element is None or None in self._element:
            raise ValueError(
                explain("tf.TensorArray", "an element was not written, and zeros need a shape",
                        expected="a known shape of the elements",
                        received=TensorShape.from_dims(self._element), fix="element_shape=")
            )  # fmt: skip
        return zeros(self._element, self._dtype)

    def gather(self, indices: TensorLike, name: str | None = None) -> Tensor:
        """The elements at `indices`, stacked."""
        if self._list is None or STATE.graph is not None:
            return gather(self._filled().stack(), convert(indices, hint=dtypes.int32))
        held = self._list
        return stack([self._or_zeros(held[int(i)]) for i in convert(indices).numpy()])

    def concat(self, name: str | None = None) -> Tensor:
        """The elements joined along their first dimension."""
        if self._list is None or STATE.graph is not None:
            return self._filled().concat()
        return concat([self._or_zeros(e) for e in self._list], 0)

    # --------------------------------------------------------------------- graph

    def _empty(self, element: Any) -> Store:
        """A store for elements of a shape, of which unknown dimensions are None."""
        if element is None and self._infer:
            return Unranked.empty(self._size, self._dtype, grows=self._dynamic)
        if element is None:
            raise ValueError(
                explain("tf.TensorArray", "the rank of the elements is not known inside "
                        "tf.function", fix="element_shape=")
            )  # fmt: skip
        kind: Any = Growing if self._dynamic else Stacked
        if not self._infer and element:
            kind = Loose
        return kind.empty(self._size, element, self._dtype, grows=self._dynamic)

    def _in_graph(self) -> TensorArray:
        """A copy whose elements are in a store."""
        made = TensorArray.__new__(TensorArray)
        made.__dict__.update(self.__dict__)
        if self._list is not None:
            made._list, made._size = None, len(self._list)
            written = any(e is not None for e in self._list)
            made._store = (
                self._of_rows(stack([self._or_zeros(e) for e in self._list])) if written else None
            )
        return made

    def _filled(self) -> Store:
        """The store; zeros if nothing was written."""
        made = self._in_graph()
        if made._store is None and made._element is None:
            problem = "nothing was written, so the shape of the elements is unknown"
            raise InvalidArgumentError(
                None, None, explain("tf.TensorArray", problem, fix="element_shape=")
            )
        return made._empty(made._element) if made._store is None else made._store

    def allocated_like(self, other: TensorArray) -> TensorArray:
        """This array with a store for elements like those of `other`; loops call it at first."""
        made, after = self._in_graph(), other._in_graph()
        if after._store is None:
            return made
        if made._store is None:
            known = after._element
            if known is None and isinstance(after._store, Stacked | Growing):
                known = None if after._store.rows.dims is None else after._store.rows.dims[1:]
            if isinstance(after._store, Unranked):
                known = None
            if known is None and isinstance(after._store, Loose):
                known = (None, *after._store.inner)
            made._element = made._element if made._element is not None else after._element
            made._store = made._empty(known)
        store: Any = made._store
        made._store = store.like(after._store, grows=self._dynamic)
        return made

    @property
    def _type_spec(self) -> TensorArraySpec:
        inner = self._store.inner if isinstance(self._store, Loose) else None
        return TensorArraySpec(
            self._element, self._dtype, self._dynamic, self._infer, self._rows(), inner,
            isinstance(self._store, Unranked),
        )  # fmt: skip

    def _rows(self) -> int | None:
        store = self._store.rows if isinstance(self._store, Unranked) else self._store
        if isinstance(store, Stacked) and store.rows.dims is not None:
            return None if self._dynamic else store.rows.dims[0]
        return None

    def __repr__(self) -> str:
        return f"<tf.TensorArray dtype={self._dtype.name} element_shape={self.element_shape}>"


class TensorArraySpec(TypeSpec):
    """The element shape and dtype of a `tf.TensorArray`.

    Args:
        element_shape: the shape of the elements, as far as it is known.
        dtype: their dtype.
        dynamic_size, infer_shape: see `tf.TensorArray`.
        rows: how many elements there are, if that is known.
        loose: of an array whose elements differ in shape, their dimensions after the first.
        unranked: whether the rank of the elements is known only when it runs.
    """

    __slots__ = ("_dtype", "_dynamic", "_element", "_infer", "_loose", "_rows", "_unranked")

    def __init__(
        self, element_shape: ShapeLike | None = None, dtype: DTypeLike = dtypes.float32,
        dynamic_size: bool = False, infer_shape: bool = True, rows: int | None = None,
        loose: tuple[Any, ...] | None = None, unranked: bool = False,
    ) -> None:  # fmt: skip
        self._element = TensorShape.from_dims(
            dims_of(element_shape) if element_shape is not None else None
        )
        self._dtype = as_dtype(dtype)
        self._dynamic = dynamic_size
        self._infer = infer_shape
        self._rows = rows
        self._loose = loose
        self._unranked = unranked

    @property
    def value_type(self) -> type:
        return TensorArray

    def _serialize(self) -> tuple[Any, ...]:
        return (self._element, self._dtype, self._dynamic, self._infer)

    @property
    def _component_specs(self) -> Any:
        if self._loose is not None:
            table = TensorSpec((None, len(self._loose) + 1), dtypes.int32)
            return [TensorSpec((None,), self._dtype), table]
        dims = (None,) if self._unranked else self._element.as_tuple
        rows = TensorSpec(None if dims is None else (self._rows, *dims), self._dtype)
        specs = [rows, TensorSpec((), dtypes.int32)] if self._dynamic else [rows]
        return [*specs, TensorSpec((None,), dtypes.int32)] if self._unranked else specs

    def _to_components(self, value: Any) -> Any:
        inner = value._in_graph()
        return [] if inner._store is None else inner._store.tensors

    def _from_components(self, components: Any) -> Any:
        made = TensorArray.__new__(TensorArray)
        made._dtype, made._dynamic, made._infer = self._dtype, self._dynamic, self._infer
        made._clear, made._read, made._list = False, set(), None
        made._element, made._size, made._store = self._element.as_tuple, self._rows or 0, None
        if self._loose is not None:
            made._store = Loose(components[0], components[1], self._loose)
        elif self._unranked:
            rows = Growing(*components[:2]) if self._dynamic else Stacked(components[0])
            made._store = Unranked(rows, components[-1])
        elif len(components) == 2:
            made._store = Growing(*components)
        elif components:
            made._store = Stacked(components[0])
        store = made._store
        if isinstance(store, Stacked | Growing | Unranked) and STATE.graph is None:
            if isinstance(components[0], EagerTensor):
                made._list, made._store = list(unstack(store.stack())), None
        return made


def stored(array: TensorArray) -> Store:
    """How an array keeps its elements in the graph that is being built."""
    return array._filled()


def with_store(array: TensorArray, store: Store) -> TensorArray:
    """The array with other elements."""
    made = array._in_graph()
    made._store = store
    return made


def row_counts(array: TensorArray) -> Tensor:
    """The first dimension of each element, an int32 vector."""
    store = stored(array)
    if isinstance(store, Loose):
        return store.shapes[:, 0]
    each = store.element[0] if isinstance(store, Unranked) else sizes(store.rows)[1]
    return fill(reshape(store.size(), [1]), cast(each, dtypes.int32))
