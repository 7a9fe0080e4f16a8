"""Shapes that may be partly unknown.

Inside the library a shape is a plain tuple, `tuple[int | None, ...] | None`: a `None` in the tuple
is a dimension of unknown size, `None` instead of the tuple a tensor of unknown rank. The functions
`broadcast_shapes`, `merge_shapes`, `is_compatible` and `dims_of` work on such tuples.

`TensorShape` is the same thing for users, with TensorFlow's methods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from pellucid.core.dimension import Dimension, size_of
from pellucid.core.errors import explain

Shape = tuple[int | None, ...] | None


class TensorShape:
    """The shape of a tensor, of which the rank or single dimensions may be unknown.

    Indexing gives an `int` or `None`, slicing a `TensorShape`; `len` and iteration need a known
    rank.

    Args:
        dims: a sequence of sizes, where `None` (or -1 in a TensorShapeProto) is unknown; a single
            size; another `TensorShape`; or `None` if even the rank is unknown.

    Raises:
        ValueError: if a size is negative.
        TypeError: if a size is not an integer.

    Example:
        >>> shape = tf.TensorShape([None, 3])
        >>> shape[1], shape.rank, shape.is_fully_defined()
        (3, 2, False)

    Reference: https://www.tensorflow.org/api_docs/python/tf/TensorShape
    """

    __slots__ = ("__weakref__", "_dims")

    _dims: Shape

    def __init__(self, dims: Any) -> None:
        self._dims = dims_of(dims)

    @classmethod
    def from_dims(cls, dims: Shape) -> TensorShape:
        """Wrap an internal tuple without looking at it; the fast way for code that made it."""
        shape = object.__new__(cls)
        shape._dims = dims
        return shape

    @property
    def as_tuple(self) -> Shape:
        """The internal tuple, or `None` if the rank is unknown."""
        return self._dims

    @property
    def rank(self) -> int | None:
        """The number of dimensions, or `None` if it is unknown."""
        return None if self._dims is None else len(self._dims)

    ndims = rank

    @property
    def dims(self) -> list[Dimension] | None:
        """The dimensions as `Dimension` objects, or `None` if the rank is unknown."""
        return None if self._dims is None else [Dimension(size) for size in self._dims]

    def __repr__(self) -> str:
        return f"TensorShape({None if self._dims is None else list(self._dims)})"

    def __str__(self) -> str:
        return "<unknown>" if self._dims is None else str(self._dims)

    def __reduce__(self) -> tuple[Any, ...]:
        return TensorShape, (self._dims,)

    def __hash__(self) -> int:
        return hash(self._dims)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TensorShape):
            return self._dims == other._dims
        try:
            return self._dims == dims_of(other)
        except (TypeError, ValueError):
            return NotImplemented

    def __bool__(self) -> bool:
        return self._dims is not None

    def __len__(self) -> int:
        if self._dims is None:
            raise ValueError(explain("tf.TensorShape", "a shape of unknown rank has no length"))
        return len(self._dims)

    def __iter__(self) -> Iterator[int | None]:
        if self._dims is None:
            raise ValueError(explain("tf.TensorShape", "cannot iterate over an unknown rank"))
        return iter(self._dims)

    def __getitem__(self, key: Any) -> Any:
        if self._dims is not None:
            found = self._dims[key]
            return TensorShape.from_dims(found) if isinstance(key, slice) else found
        if isinstance(key, slice):
            return TensorShape.from_dims(_slice_of_unknown(key))
        return None

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return as_shape(other).concatenate(self)

    def __concat__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def as_list(self) -> list[int | None]:
        """Return the sizes as a list, with `None` for unknown ones.

        Raises:
            ValueError: if the rank is unknown.
        """
        if self._dims is None:
            raise ValueError(explain("tf.TensorShape.as_list", "the rank is unknown"))
        return list(self._dims)

    def num_elements(self) -> int | None:
        """Return the number of elements, or `None` if the shape is not fully defined."""
        return num_elements(self._dims)

    def is_fully_defined(self) -> bool:
        """Return True if the rank and all sizes are known."""
        return is_fully_defined(self._dims)

    def concatenate(self, other: Any) -> TensorShape:
        """Return the shape with the dimensions of `other` after those of this one."""
        right = dims_of(other)
        if self._dims is None or right is None:
            return TensorShape.from_dims(None)
        return TensorShape.from_dims(self._dims + right)

    def is_compatible_with(self, other: Any) -> bool:
        """Return True if some tensor could have both shapes."""
        return is_compatible(self._dims, dims_of(other))

    def merge_with(self, other: Any) -> TensorShape:
        """Return what both shapes together tell.

        Raises:
            ValueError: if no tensor could have both shapes.

        Example:
            >>> tf.TensorShape([None, 3]).merge_with([2, None])
            TensorShape([2, 3])
        """
        return TensorShape.from_dims(merge_shapes(self._dims, dims_of(other)))

    def most_specific_compatible_shape(self, other: Any) -> TensorShape:
        """Return the most specific shape that tensors of either shape have.

        Example:
            >>> tf.TensorShape([2, 3]).most_specific_compatible_shape([2, 4])
            TensorShape([2, None])
        """
        return TensorShape.from_dims(generalize_shapes(self._dims, dims_of(other)))

    def most_specific_common_supertype(self, others: Sequence[Any]) -> TensorShape | None:
        """Return the most specific shape of which this and all `others` are subtypes.

        `None` if one of the others is not a `TensorShape`.
        """
        dims = self._dims
        for other in others:
            if not isinstance(other, TensorShape):
                return None
            dims = generalize_shapes(dims, other._dims)
        return TensorShape.from_dims(dims)

    def is_subtype_of(self, other: Any) -> bool:
        """Return True if every tensor of this shape also has the shape `other`."""
        return isinstance(other, TensorShape) and is_subshape(self._dims, other._dims)

    def with_rank(self, rank: int) -> TensorShape:
        """Return the shape, refined to `rank` unknown dimensions if its rank was unknown.

        Raises:
            ValueError: if the rank is another.
        """
        if self._dims is None:
            return unknown_shape(rank)
        self.assert_has_rank(rank)
        return self

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """Return the shape itself.

        Raises:
            ValueError: if the rank is known and lower.
        """
        if self._dims is not None and len(self._dims) < rank:
            raise _rank_error("with_rank_at_least", self, f"at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """Return the shape itself.

        Raises:
            ValueError: if the rank is known and higher.
        """
        if self._dims is not None and len(self._dims) > rank:
            raise _rank_error("with_rank_at_most", self, f"at most {rank}")
        return self

    def assert_has_rank(self, rank: int) -> None:
        """Raise ValueError unless the rank is `rank` or unknown."""
        if self._dims is not None and len(self._dims) != rank:
            raise _rank_error("assert_has_rank", self, str(rank))

    def assert_same_rank(self, other: Any) -> None:
        """Raise ValueError unless both ranks are equal, or one is unknown."""
        right = dims_of(other)
        if self._dims is not None and right is not None and len(self._dims) != len(right):
            raise _rank_error("assert_same_rank", self, f"{len(right)}, that of {right}")

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError unless some tensor could have both shapes."""
        merge_shapes(self._dims, dims_of(other))

    def assert_is_fully_defined(self) -> None:
        """Raise ValueError unless the rank and all sizes are known."""
        if not self.is_fully_defined():
            problem = f"shape {self} is not fully defined"
            raise ValueError(explain("tf.TensorShape.assert_is_fully_defined", problem))


def as_shape(shape: Any) -> TensorShape:
    """Return `shape` as a `TensorShape`; see its constructor for what is accepted."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)


def unknown_shape(rank: int | None = None) -> TensorShape:
    """Return a shape with `rank` unknown sizes, or of unknown rank."""
    return TensorShape.from_dims(None if rank is None else (None,) * rank)


def dims_of(shape: Any) -> Shape:
    """Return the internal tuple of anything that `TensorShape` accepts.

    Raises:
        ValueError: if a size is negative.
        TypeError: if a size is not an integer.
    """
    if shape is None:
        return None
    if isinstance(shape, TensorShape):
        return shape._dims
    if isinstance(shape, (tuple, list)):
        return tuple([size if type(size) is int and size >= 0 else size_of(size) for size in shape])
    if hasattr(shape, "unknown_rank") and hasattr(shape, "dim"):  # a TensorShapeProto
        if shape.unknown_rank:
            return None
        return tuple([None if dim.size == -1 else int(dim.size) for dim in shape.dim])
    if isinstance(shape, Iterable) and getattr(shape, "ndim", 1) != 0:
        return tuple([size_of(size) for size in shape])
    return (size_of(shape),)


def _slice_of_unknown(key: slice) -> Shape:
    """Slice a shape of unknown rank: only `[:n]` and `[m:n]` tell the rank of the result."""
    start = 0 if key.start is None else key.start
    if key.step is not None:
        raise ValueError(explain("tf.TensorShape", "cannot slice an unknown rank with a step"))
    if key.stop is None or key.stop < 0 or start < 0:
        return None
    return (None,) * max(0, key.stop - start)


def _rank_error(method: str, shape: TensorShape, expected: str) -> ValueError:
    where = f"tf.TensorShape.{method}"
    problem = f"Shape {shape} must have rank {expected}"
    return ValueError(explain(where, problem, received=f"rank {shape.rank}"))


def num_elements(dims: Shape) -> int | None:
    """Return the product of the sizes, or `None` if the shape is not fully defined."""
    if dims is None:
        return None
    product = 1
    for size in dims:
        if size is None:
            return None
        product *= size
    return product


def is_fully_defined(dims: Shape) -> bool:
    """Return True if the rank and all sizes are known."""
    return dims is not None and None not in dims


def is_compatible(a: Shape, b: Shape) -> bool:
    """Return True if some tensor could have both shapes."""
    if a is None or b is None:
        return True
    if len(a) != len(b):
        return False
    return all(m is None or n is None or m == n for m, n in zip(a, b, strict=True))


def is_subshape(a: Shape, b: Shape) -> bool:
    """Return True if every tensor of shape `a` also has shape `b`."""
    if b is None:
        return True
    if a is None or len(a) != len(b):
        return False
    return all(n is None or m == n for m, n in zip(a, b, strict=True))


def merge_shapes(a: Shape, b: Shape) -> Shape:
    """Return what both shapes together tell.

    Raises:
        ValueError: if no tensor could have both shapes.

    Example:
        >>> merge_shapes((None, 3), (2, None))
        (2, 3)
    """
    if a is None or b is None:
        return b if a is None else a
    if not is_compatible(a, b):
        raise ValueError(
            explain("tf.TensorShape", f"Shapes {a} and {b} are not compatible", fix=None)
        )
    return tuple([n if m is None else m for m, n in zip(a, b, strict=True)])


def generalize_shapes(a: Shape, b: Shape) -> Shape:
    """Return the most specific shape that tensors of shape `a` and tensors of shape `b` have."""
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple([m if m == n else None for m, n in zip(a, b, strict=True)])


def broadcast_shapes(a: Shape, b: Shape) -> Shape:
    """Return the shape of an element-wise op on tensors of shapes `a` and `b`.

    Shapes are aligned at their last dimension; a size of 1, or a missing one, takes the other's
    size. Where one size is unknown and the other greater than 1, the other decides; an unknown size
    beside 1, 0 or another unknown stays unknown.

    Raises:
        ValueError: if two sizes differ and neither is 1.

    Example:
        >>> broadcast_shapes((None, 1), (5, 3))
        (5, 3)
    """
    if a == b or a is None or b is None:
        return None if a is None or b is None else a
    sizes: list[int | None] = []
    for m, n in zip_longest(reversed(a), reversed(b), fillvalue=1):
        if m == n or n == 1:
            sizes.append(m)
        elif m == 1:
            sizes.append(n)
        elif m is None or n is None:
            known = n if m is None else m
            sizes.append(known if known else None)
        else:
            raise ValueError(
                explain(
                    "broadcast",
                    f"Incompatible shapes {a} and {b}",
                    expected="sizes, aligned at the last dimension, that are equal or 1",
                    received=f"{m} and {n}",
                )
            )
    return tuple(sizes[::-1])


def broadcast_static_shape(shape_x: TensorShape, shape_y: TensorShape) -> TensorShape:
    """Return the shape to which two shapes broadcast.

    Args:
        shape_x: a `TensorShape`.
        shape_y: a `TensorShape`.

    Raises:
        ValueError: if two sizes differ and neither is 1.

    Example:
        >>> tf.broadcast_static_shape(tf.TensorShape([1, 2]), tf.TensorShape([3, 1]))
        TensorShape([3, 2])
    """
    return TensorShape.from_dims(broadcast_shapes(dims_of(shape_x), dims_of(shape_y)))


def dimension_at_index(shape: TensorShape, index: int) -> Dimension:
    """Return the dimension of `shape` at `index`, unknown if the rank is unknown.

    Raises:
        IndexError: if there is no such dimension.
    """
    dims = dims_of(shape)
    return Dimension(None if dims is None else dims[index])
