"""How a `tf.TensorArray` keeps its elements in a graph: as tensors, so that loops carry them.

    Stacked      all elements have one shape: one tensor, stacked along a first dimension
    Growing      the same with room for more behind the elements, and a number that says how many
                 there are: of arrays that writing makes larger
    Loose        elements of any shape (`infer_shape=False`): their numbers one after the other, and
                 a table of their shapes
    Unranked     elements of one shape whose rank only running tells (of `tf.numpy_function`): a row
                 of numbers for each, and the shape

A write gives a new store. All of it is written in ops, so derivatives flow through.
"""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType
from pellucid.core.tensor import Tensor
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.constants import identity
from pellucid.ops.creation import zeros
from pellucid.ops.gather import gather, where
from pellucid.ops.joining import concat, stack
from pellucid.ops.math import maximum
from pellucid.ops.reduction import reduce_max, reduce_prod, reduce_sum
from pellucid.ops.scatter import tensor_scatter_nd_update


class Stacked:
    """Elements of one shape.

    Args:
        rows: the elements, stacked; those that nobody wrote are zeros.
    """

    def __init__(self, rows: Tensor) -> None:
        self.rows = rows

    @classmethod
    def empty(cls, size: Any, element: tuple[Any, ...], dtype: DType, *, grows: bool) -> Stacked:
        """`size` elements, none of them written; unknown dimensions are 0 until the first write."""
        sizes = [convert(0 if d is None else d, dtypes.int32) for d in element]
        rows = zeros(stack([reshape(convert(size, dtypes.int32), []), *sizes]), dtype)
        known = rows.dims[0] if rows.dims is not None and not grows else None
        return cls(less_known(rows, (known, *element)))

    @property
    def tensors(self) -> list[Tensor]:
        """What a loop carries."""
        return [self.rows]

    def like(self, other: Stacked, *, grows: bool) -> Stacked:
        """The same, with no more said of the shape than holds for `other` too."""
        mine, its = self.rows.dims, other.rows.dims
        assert mine is not None
        assert its is not None
        common = [a if a == b else None for a, b in zip(mine, its, strict=True)]
        return Stacked(less_known(self.rows, (None if grows else common[0], *common[1:])))

    def size(self) -> Tensor:
        """The number of elements."""
        return shape_of(self.rows)[0]

    def write(self, indices: Tensor, values: Tensor, *, grows: bool) -> Stacked:
        """With `values`, stacked, at the places `indices`."""
        return Stacked(_written(self.rows, indices, values))

    def read(self, index: Tensor) -> Tensor:
        """One element."""
        return gather(self.rows, index)

    def stack(self) -> Tensor:
        """All elements, stacked."""
        return self.rows

    def concat(self) -> Tensor:
        """All elements, joined along their first dimension."""
        return reshape(self.rows, [-1, *sizes(self.rows)[2:]])


class Growing:
    """Elements of one shape, and room for more.

    The room doubles when it is used up, so that a loop that writes n elements goes through log n
    shapes: each shape may cost a compilation.

    Args:
        rows: the elements, stacked, and behind them the room.
        length: how many elements there are.
        full: whether there is no room.
    """

    def __init__(self, rows: Tensor, length: Any, *, full: bool = False) -> None:
        self.rows = rows
        self.length = length
        self.full = full

    @classmethod
    def empty(cls, size: Any, element: tuple[Any, ...], dtype: DType, *, grows: bool) -> Growing:
        """`size` elements, none of them written; unknown dimensions are 0 until the first write."""
        return cls(Stacked.empty(size, element, dtype, grows=grows).rows, size)

    @property
    def tensors(self) -> list[Tensor]:
        """What a loop carries."""
        return [self.rows, self.size()]

    def like(self, other: Growing, *, grows: bool) -> Growing:
        """The same, with no more said of the shape than holds for `other` too."""
        return Growing(Stacked(self.rows).like(Stacked(other.rows), grows=grows).rows, self.length)

    def size(self) -> Tensor:
        """The number of elements."""
        return convert(self.length, dtypes.int32)

    def write(self, indices: Tensor, values: Tensor, *, grows: bool) -> Growing:
        """With `values`, stacked, at the places `indices`."""
        length = maximum(self.size(), reduce_max(indices) + 1)
        return self.put(indices, values, length, grows=grows)

    def put(self, indices: Tensor, values: Tensor, length: Any, *, grows: bool) -> Growing:
        """With `values` at the places `indices`, after which there are `length` elements."""
        rows = _with_room(self.rows, length, ahead=True) if grows else self.rows
        return Growing(_written(rows, indices, values), length)

    def read(self, index: Tensor) -> Tensor:
        """One element."""
        return gather(self.rows, index)

    def stack(self) -> Tensor:
        """All elements, stacked."""
        return self.rows if self.full else self.rows[: self.length]

    def concat(self) -> Tensor:
        """All elements, joined along their first dimension."""
        return Stacked(self.stack()).concat()


class Loose:
    """Elements of any shapes of one rank.

    Args:
        flat: their numbers.
        shapes: a row for each element; an element that nobody wrote has no numbers.
        inner: the dimensions after the first, as far as they are known.
    """

    def __init__(self, flat: Tensor, shapes: Tensor, inner: tuple[Any, ...]) -> None:
        self.flat = flat
        self.shapes = shapes
        self.inner = inner

    @classmethod
    def empty(cls, size: Any, element: tuple[Any, ...], dtype: DType, *, grows: bool) -> Loose:
        """`size` elements, none of them written; of rank 1 at least."""
        table = zeros(stack([reshape(convert(size, dtypes.int32), []), len(element)]), dtypes.int32)
        flat = less_known(zeros([0], dtype), (None,))
        known = table.dims[0] if table.dims is not None and not grows else None
        return cls(flat, less_known(table, (known, len(element))), element[1:])

    @property
    def tensors(self) -> list[Tensor]:
        """What a loop carries."""
        return [self.flat, self.shapes]

    def like(self, other: Loose, *, grows: bool) -> Loose:
        """The same, with no more said of the shape than holds for `other` too."""
        mine, its = self.shapes.dims, other.shapes.dims
        assert mine is not None
        assert its is not None
        rows = mine[0] if mine[0] == its[0] and not grows else None
        inner = tuple(a if a == b else None for a, b in zip(self.inner, other.inner, strict=True))
        flat = less_known(self.flat, (None,))
        return Loose(flat, less_known(self.shapes, (rows, mine[1])), inner)

    def size(self) -> Tensor:
        """The number of elements."""
        return shape_of(self.shapes)[0]

    def write(self, indices: Tensor, values: Tensor, *, grows: bool) -> Loose:
        """With the one row of `values` at the place `indices`."""
        shapes = _with_room(self.shapes, reduce_max(indices) + 1) if grows else self.shapes
        begin, end = self._place(shapes, indices)
        flat = concat([self.flat[:begin], reshape(values, [-1]), self.flat[end:]], 0)
        row = reshape(shape_of(values)[1:], [1, -1])
        table = tensor_scatter_nd_update(shapes, reshape(indices, [-1, 1]), row)
        return Loose(flat, table, self.inner)

    def _place(self, shapes: Tensor, index: Tensor) -> tuple[Tensor, Tensor]:
        counts = reduce_prod(shapes, axis=1)
        number = reshape(index, [])
        begin = reduce_sum(counts[:number])
        return begin, begin + counts[number]

    def read(self, index: Tensor) -> Tensor:
        """One element."""
        begin, end = self._place(self.shapes, index)
        element = reshape(self.flat[begin:end], gather(self.shapes, reshape(index, [])))
        return _shaped(element, (None, *self.inner))

    def stack(self) -> Tensor:
        """All elements, stacked: their shapes must agree."""
        common = reduce_max(self.shapes, axis=0)
        rows = reshape(self.flat, concat([shape_of(self.shapes)[:1], common], 0))
        return _shaped(rows, (None, None, *self.inner))

    def concat(self) -> Tensor:
        """All elements, joined along their first dimension."""
        below: Any = self.inner
        if None in self.inner:
            below = maximum(reduce_max(self.shapes[:, 1:], axis=0), 1)
        joined = reshape(self.flat, concat([[-1], below], 0)) if self.inner else self.flat
        return _shaped(joined, (None, *self.inner))


class Unranked:
    """Elements of one shape, of which not even the rank is known before it runs.

    Args:
        rows: the elements, each as one row of numbers.
        element: their shape, a vector; before the first write it is [0].
    """

    def __init__(self, rows: Stacked | Growing, element: Tensor) -> None:
        self.rows = rows
        self.element = element

    @classmethod
    def empty(cls, size: Any, dtype: DType, *, grows: bool) -> Unranked:
        """`size` elements, none of them written."""
        kind = Growing if grows else Stacked
        rows = kind.empty(size, (None,), dtype, grows=grows)
        return cls(rows, less_known(zeros([1], dtypes.int32), (None,)))

    @property
    def tensors(self) -> list[Tensor]:
        """What a loop carries."""
        return [*self.rows.tensors, self.element]

    def like(self, other: Unranked, *, grows: bool) -> Unranked:
        """The same, with no more said of the shape than holds for `other` too."""
        rows: Any = self.rows
        return Unranked(rows.like(other.rows, grows=grows), less_known(self.element, (None,)))

    def size(self) -> Tensor:
        """The number of elements."""
        return self.rows.size()

    def write(self, indices: Tensor, values: Tensor, *, grows: bool) -> Unranked:
        """With `values`, stacked, at the places `indices`."""
        shape = shape_of(values)
        flat = reshape(values, stack([shape[0], -1]))
        return Unranked(self.rows.write(indices, flat, grows=grows), less_known(shape[1:], (None,)))

    def read(self, index: Tensor) -> Tensor:
        """One element."""
        return reshape(self.rows.read(index), self.element)

    def stack(self) -> Tensor:
        """All elements, stacked."""
        return reshape(self.rows.stack(), concat([reshape(self.size(), [1]), self.element], 0))

    def concat(self) -> Tensor:
        """All elements, joined along their first dimension."""
        return reshape(self.rows.stack(), concat([[-1], self.element[1:]], 0))


Store = Stacked | Growing | Loose | Unranked


def sizes(tensor: Tensor) -> list[Any]:
    """The shape of a tensor as numbers where they are known, else as tensors."""
    if tensor.dims is None:
        raise ValueError(f"TensorArray: the rank of {tensor!r} must be known.")
    found = shape_of(tensor)
    return [d if d is not None else found[i] for i, d in enumerate(tensor.dims)]


def _shaped(tensor: Tensor, dims: tuple[Any, ...]) -> Tensor:
    if not hasattr(tensor, "op"):
        return tensor
    made: Any = tensor
    made.set_shape(dims)
    return made


def less_known(tensor: Tensor, dims: tuple[Any, ...]) -> Tensor:
    """The tensor with less said of its shape: what holds in later iterations as well."""
    if tensor.dims == dims:
        return tensor
    made: Any = identity(tensor)
    made.dims = dims
    return made


def _written(rows: Tensor, indices: Tensor, values: Tensor) -> Tensor:
    assert rows.dims is not None
    if None in rows.dims[1:]:
        rows = _first_sized(rows, values)
    return tensor_scatter_nd_update(rows, reshape(indices, [-1, 1]), values)


def _with_room(rows: Tensor, count: Any, *, ahead: bool = False) -> Tensor:
    """The rows, with as many behind them as it takes to hold `count`; `ahead`: or twice as many."""
    have = shape_of(rows)[0]
    missing = maximum(count - have, 0)
    if ahead:
        missing = where(count > have, maximum(missing, have), 0)
    return concat([rows, zeros(stack([missing, *sizes(rows)[1:]]), rows.dtype)], 0)


def _first_sized(rows: Tensor, values: Tensor) -> Tensor:
    """Rows without numbers get the shape of the first values written; others stay as they are."""
    have, want = shape_of(rows), shape_of(values)
    target = concat([have[:1], where(have[1:] == 0, want[1:], have[1:])], 0)
    missing = zeros(reshape(reduce_prod(target) - reduce_prod(have), [1]), rows.dtype)
    assert rows.dims is not None
    return _shaped(reshape(concat([reshape(rows, [-1]), missing], 0), target), rows.dims)
