"""Parts of tensors: `slice`, `strided_slice`. What `x[…]` means is in `indexing.py`.

A strided slice has begin, end and stride for each part of an index, and five bit masks that say
which parts are `:`, `...`, `newaxis` or single numbers.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.shapes import Shape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.array import shape
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.joining import stack
from pellucid.runtime.dispatch import op

SLICE_INDEX = INDEX | {dtypes.int16}
MASKS: dict[str, Any] = {
    "begin_mask": 0, "end_mask": 0, "ellipsis_mask": 0, "new_axis_mask": 0, "shrink_axis_mask": 0,
}  # fmt: skip

# ------------------------------------------------------------------------ slice

Slice = op(
    "Slice", "input: T, begin: Index, size: Index -> output: T", Index=INDEX, static=("size",)
)


def _check_slice(begin: Any, size: Any, dims: tuple[int, ...]) -> list[int]:
    """Sizes with -1 replaced by what is left."""
    if begin.shape != (len(dims),) or size.shape != (len(dims),):
        raise ValueError(
            explain("", "begin and size need a number for each dimension",
                    expected=f"{len(dims)} each", received=f"{begin.tolist()} and {size.tolist()}")
        )  # fmt: skip
    sizes = []
    for axis, (b, s, n) in enumerate(zip(begin.tolist(), size.tolist(), dims, strict=True)):
        if not 0 <= b <= n:
            problem = f"begin[{axis}] is out of range"
            raise ValueError(explain("", problem, expected=f"0 <= begin <= {n}", received=b))
        if not (s == -1 or 0 <= s <= n - b):
            problem, expected = f"size[{axis}] is out of range", f"0 <= size <= {n - b}, or -1"
            raise ValueError(explain("", problem, expected=expected, received=s))
        sizes.append(n - b if s == -1 else s)
    return sizes


@Slice.kernel("numpy")
def _(x: Any, begin: Any, size: Any) -> Any:
    sizes = _check_slice(begin, size, x.shape)
    return x[tuple(builtins.slice(b, b + s) for b, s in zip(begin.tolist(), sizes, strict=True))]


@Slice.kernel("xla")
def _(jax: Any, x: Any, begin: Any, size: Any) -> Any:
    if isinstance(begin, np.ndarray):
        sizes = _check_slice(begin, size, x.shape)
        return jax.lax.slice(
            x, begin.tolist(), [b + s for b, s in zip(begin.tolist(), sizes, strict=True)]
        )
    # A begin that is known only at run time is clamped so that the slice fits, as XLA does.
    sizes = [n if s == -1 else s for s, n in zip(size.tolist(), x.shape, strict=True)]
    if (size == -1).any():
        begin = np.asarray(begin)  # the size of the result depends on it
    return jax.lax.dynamic_slice(x, [begin[i] for i in builtins.range(x.ndim)], sizes)


@Slice.infer
def _(call: Call) -> Any:
    call.expect_rank(1, 1, 1)
    call.expect_rank(2, 1, 1)
    dims, begin, size = call.shape(0), call.vector(1), call.vector(2)
    rank = len(dims) if dims is not None else None
    if size is None or begin is None:
        return None if rank is None else (None,) * rank
    if dims is None:
        return tuple(None if s in (-1, None) else s for s in size)
    if len(begin) != rank or len(size) != rank:
        raise ValueError(
            explain("tf.slice", "begin and size need a number for each dimension",
                    expected=f"{rank} each", received=f"{begin} and {size}")
        )  # fmt: skip
    return tuple(map(_slice_size, dims, begin, size))


def _slice_size(n: int | None, b: int | None, s: int | None) -> int | None:
    if s != -1:
        if None not in (n, b, s) and not 0 <= b <= b + s <= n:  # type: ignore[operator]
            raise ValueError(
                explain("tf.slice", "the slice reaches outside its dimension",
                        expected=f"0 <= begin <= begin + size <= {n}",
                        received=f"begin {b}, size {s}")
            )  # fmt: skip
        return s
    return None if n is None or b is None else n - b


@Slice.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.padding import pad

    x, begin, _ = node.inputs
    after = shape(x, out_type=begin.dtype) - begin - shape(dy, out_type=begin.dtype)
    return [pad(dy, stack([begin, after], axis=1)), None, None]


# ---------------------------------------------------------------- strided slice


@dataclass(frozen=True)
class Masks:
    """The five bit masks of a strided slice; bit i belongs to part i of the index."""

    begin: int = 0
    end: int = 0
    ellipsis: int = 0
    new_axis: int = 0
    shrink: int = 0


def numpy_index(
    begin: list[Any], end: list[Any], strides: list[Any], masks: Masks, dims: tuple[Any, ...]
) -> tuple[Any, ...]:
    """The NumPy index that a strided slice of a tensor of shape `dims` stands for."""
    if not len(begin) == len(end) == len(strides):
        raise ValueError(
            explain("", "begin, end and strides differ in their lengths", expected="one length",
                    received=f"{len(begin)}, {len(end)}, {len(strides)}")
        )  # fmt: skip
    index: list[Any] = []
    for i, (b, e, s) in enumerate(zip(begin, end, strides, strict=True)):
        bit = 1 << i
        if masks.ellipsis & bit:
            index.append(Ellipsis)
        elif masks.new_axis & bit:
            index.append(None)
        elif s == 0:
            raise ValueError(f"strides[{i}] must not be zero")
        elif masks.shrink & bit:
            if s is not None and s < 0:
                raise ValueError(
                    explain("", f"strides[{i}] belongs to a single element", expected=1, received=s)
                )
            index.append(b)
        else:
            first, last = None if masks.begin & bit else b, None if masks.end & bit else e
            index.append(builtins.slice(first, last, s))
    if index.count(Ellipsis) > 1:
        received = index.count(Ellipsis)
        raise ValueError(explain("", "more than one ellipsis (...)", expected=1, received=received))
    taken = sum(part is not None and part is not Ellipsis for part in index)
    if taken > len(dims):
        expected = f"at most {len(dims)}, the rank of {dims}"
        raise ValueError(explain("", "too many indices", expected=expected, received=taken))
    _check_bounds(index, dims)
    return tuple(index)


def _walk(index: list[Any], dims: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    """Pairs (dimension, part) for the parts of an index that are numbers or slices."""
    axis = 0
    for part in index:
        if part is Ellipsis:
            axis += len(dims) - sum(p is not None and p is not Ellipsis for p in index)
        elif part is not None:
            yield axis, part
            axis += 1


def _check_bounds(index: list[Any], dims: tuple[Any, ...]) -> None:
    for axis, part in _walk(index, dims):
        size = dims[axis]
        if isinstance(part, int) and size is not None and not -size <= part < size:
            raise ValueError(
                explain("", f"slice index of dimension {axis} out of bounds",
                        expected=f"{-size} <= index < {size}", received=part)
            )  # fmt: skip


def _sliced_shape(index: tuple[Any, ...], dims: tuple[Any, ...]) -> Shape:
    """The shape of x[index]; parts of the index may be None-valued (unknown)."""
    found: list[int | None] = []
    rest = list(dims)
    for part in index:
        if part is None:
            found.append(1)
        elif part is Ellipsis:
            after = index[index.index(Ellipsis) + 1 :]
            keep = len(rest) - sum(p is not None for p in after)
            found.extend(rest[:keep])
            del rest[:keep]
        else:
            size = rest.pop(0)
            if isinstance(part, builtins.slice):
                found.append(_interval(part, size))
    return (*found, *rest)


def _interval(part: builtins.slice, size: int | None) -> int | None:
    if size is None or _UNKNOWN in (part.start, part.stop, part.step):
        return None
    return len(builtins.range(*part.indices(size)))


# Stands for an unknown bound in an index while shapes are inferred: None would mean "no bound".
_UNKNOWN = object()


StridedSlice = op(
    "StridedSlice", "input: T, begin: Index, end: Index, strides: Index -> output: T",
    Index=SLICE_INDEX, static=("strides",), **MASKS,
)  # fmt: skip


def _masks(attrs: dict[str, Any]) -> Masks:
    return Masks(*(attrs[name] for name in MASKS))


@StridedSlice.kernel("numpy")
def _(
    x: Any, begin: Any, end: Any, strides: Any, begin_mask: int, end_mask: int,
    ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> Any:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return x[numpy_index(begin.tolist(), end.tolist(), strides.tolist(), masks, x.shape)]


@StridedSlice.kernel("xla")
def _(
    jax: Any, x: Any, begin: Any, end: Any, strides: Any, begin_mask: int, end_mask: int,
    ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> Any:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    index = _xla_index(begin, end, strides, masks, x.shape)
    return _with_elements(jax, x, index)[index]


def _with_elements(jax: Any, x: Any, index: tuple[Any, ...]) -> Any:
    """`x` with one element where an axis has none and its index is known only at run time.

    That happens in the body of a loop that runs zero times.
    """
    x = jax.numpy.asarray(x)
    if x.size:
        return x
    borders, axis = [(0, 0)] * x.ndim, 0
    for position, part in enumerate(index):
        if part is Ellipsis:
            axis = x.ndim - sum(p is not None for p in index[position + 1 :])
        elif part is not None:
            if not isinstance(part, builtins.slice | int) and x.shape[axis] == 0:
                borders[axis] = (0, 1)
            axis += 1
    return jax.numpy.pad(x, borders)


def _xla_index(begin: Any, end: Any, strides: Any, masks: Masks, dims: tuple[int, ...]) -> Any:
    """Like `numpy_index`; single elements may be at places known only at run time (clamped)."""
    if isinstance(begin, np.ndarray) and isinstance(end, np.ndarray):
        return numpy_index(begin.tolist(), end.tolist(), strides.tolist(), masks, dims)
    count = strides.size
    free = masks.shrink | masks.ellipsis | masks.new_axis
    for i in builtins.range(count):
        # Such a slice has a size known only at run time; asking for bounds sends it to the host.
        if not free >> i & 1 and not masks.begin >> i & 1:
            begin = np.asarray(begin)
        if not free >> i & 1 and not masks.end >> i & 1:
            end = np.asarray(end)
    first = begin.tolist() if isinstance(begin, np.ndarray) else [_UNKNOWN] * count
    last = end.tolist() if isinstance(end, np.ndarray) else [_UNKNOWN] * count
    index = numpy_index(first, last, strides.tolist(), masks, dims)
    return tuple(begin[i] if part is _UNKNOWN else part for i, part in enumerate(index))


@StridedSlice.infer
def _(call: Call) -> Any:
    dims, strides = call.shape(0), call.vector(3)
    if dims is None or strides is None:
        return None
    index = _partial_index(call, [call.vector(1), call.vector(2), strides], dims)
    return _sliced_shape(index, dims)


def _partial_index(call: Call, vectors: list[Any], dims: tuple[Any, ...]) -> tuple[Any, ...]:
    count = len(vectors[2])
    begin, end, strides = (
        [_UNKNOWN] * count if v is None else [_UNKNOWN if n is None else n for n in v]
        for v in vectors
    )
    strides = [None if s is _UNKNOWN else s for s in strides]
    index = numpy_index(begin, end, strides, _masks(call.attrs), dims)
    return tuple(
        builtins.slice(p.start, p.stop, _UNKNOWN)
        if isinstance(p, builtins.slice) and p.step is None
        else p
        for p in index
    )


@StridedSlice.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, begin, end, strides = node.inputs
    masks = {name: node.attrs[name] for name in MASKS}
    return [
        StridedSliceGrad(
            shape(x, out_type=_wide(begin)), *_widened(begin, end, strides), dy, **masks
        ),
        None,
        None,
        None,
    ]


def _wide(begin: Tensor) -> Any:
    return begin.dtype if begin.dtype in INDEX else dtypes.int32


def _widened(*vectors: Tensor) -> list[Tensor]:
    from pellucid.ops.casting import cast

    return [v if v.dtype in INDEX else cast(v, dtypes.int32) for v in vectors]


StridedSliceGrad = op(
    "StridedSliceGrad",
    "shape: Index, begin: Index, end: Index, strides: Index, dy: T -> output: T",
    Index=INDEX, static=("shape", "strides"), **MASKS,
)  # fmt: skip


@StridedSliceGrad.kernel("numpy")
def _(
    shape: Any, begin: Any, end: Any, strides: Any, dy: Any, begin_mask: int, end_mask: int,
    ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> Any:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    out = np.zeros(shape, dy.dtype)
    out[numpy_index(begin.tolist(), end.tolist(), strides.tolist(), masks, out.shape)] = dy
    return out


@StridedSliceGrad.kernel("xla")
def _(
    jax: Any, shape: Any, begin: Any, end: Any, strides: Any, dy: Any, begin_mask: int,
    end_mask: int, ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> Any:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    dims = tuple(shape.tolist())
    index = _xla_index(begin, end, strides, masks, dims)
    return jax.numpy.zeros(dims, dy.dtype).at[index].set(dy)


@StridedSliceGrad.infer
def _(call: Call) -> Any:
    dims = call.vector(0)
    return None if dims is None else tuple(dims)


@StridedSliceGrad.gradient
def _(node: Any, dy: Tensor) -> Any:
    _, begin, end, strides, _ = node.inputs
    masks = {name: node.attrs[name] for name in MASKS}
    return [None, None, None, None, StridedSlice(dy, begin, end, strides, **masks)]


ResourceStridedSliceAssign = op(
    "ResourceStridedSliceAssign",
    "ref: resource, begin: Index, end: Index, strides: Index, value: T ->",
    Index=INDEX, gradient=None, stateful=True, static=("strides",), **MASKS,
)  # fmt: skip


@ResourceStridedSliceAssign.kernel("numpy")
def _(
    ref: Any, begin: Any, end: Any, strides: Any, value: Any, begin_mask: int, end_mask: int,
    ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> None:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    fresh = np.array(ref.value)
    fresh[numpy_index(begin.tolist(), end.tolist(), strides.tolist(), masks, fresh.shape)] = value
    ref.value = fresh


@ResourceStridedSliceAssign.kernel("xla")
def _(
    jax: Any, ref: Any, begin: Any, end: Any, strides: Any, value: Any, begin_mask: int,
    end_mask: int, ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> None:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    old = jax.numpy.asarray(ref.value)
    ref.value = old.at[_xla_index(begin, end, strides, masks, old.shape)].set(value)


TensorStridedSliceUpdate = op(
    "TensorStridedSliceUpdate",
    "input: T, begin: Index, end: Index, strides: Index, value: T -> output: T",
    Index=INDEX, static=("strides",), infer=lambda call: call.shape(0), **MASKS,
)  # fmt: skip


@TensorStridedSliceUpdate.kernel("numpy")
def _(
    input: Any, begin: Any, end: Any, strides: Any, value: Any, begin_mask: int, end_mask: int,
    ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> Any:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    fresh = np.array(input)
    fresh[numpy_index(begin.tolist(), end.tolist(), strides.tolist(), masks, fresh.shape)] = value
    return fresh


@TensorStridedSliceUpdate.kernel("xla")
def _(
    jax: Any, input: Any, begin: Any, end: Any, strides: Any, value: Any, begin_mask: int,
    end_mask: int, ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> Any:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return (
        jax.numpy.asarray(input).at[_xla_index(begin, end, strides, masks, input.shape)].set(value)
    )


@TensorStridedSliceUpdate.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.broadcasting import unbroadcast
    from pellucid.ops.creation import zeros_like

    _, begin, end, strides, value = node.inputs
    masks = {name: node.attrs[name] for name in MASKS}
    kept = TensorStridedSliceUpdate(dy, begin, end, strides, zeros_like(value), **masks)
    placed = unbroadcast(StridedSlice(dy, begin, end, strides, **masks), value)
    return [kept, None, None, None, placed]


# --------------------------------------------------------------------- public


def slice(
    input_: TensorLike, begin: TensorLike, size: TensorLike, name: str | None = None
) -> Tensor:
    """The block of `input_` that begins at `begin` and has shape `size`.

    Args:
        input_: a tensor of rank r.
        begin: r offsets.
        size: r sizes; -1 means up to the end.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: the block is not inside `input_` (in a graph: ValueError).

    Example:
        >>> tf.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, -1]).numpy().tolist()
        [[2, 3], [5, 6]]
    """
    return Slice(input_, begin, size, name=name)


def strided_slice(
    input_: TensorLike,
    begin: TensorLike,
    end: TensorLike,
    strides: TensorLike | None = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """`input_[begin[0]:end[0]:strides[0], …]`; the op behind `x[…]`.

    Args:
        input_: a tensor.
        begin, end, strides: vectors of one size; strides are 1 by default.
        begin_mask, end_mask: bit i set: this bound of part i is open.
        ellipsis_mask: bit i set: part i is `...`.
        new_axis_mask: bit i set: part i is `tf.newaxis`.
        shrink_axis_mask: bit i set: part i is the single place `begin[i]`, the dimension goes away.
        var: the variable that `input_` was read from; gives the result a method `assign`.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: a stride is 0, or an index out of bounds (in a graph: ValueError).

    Example:
        >>> tf.strided_slice([1, 2, 3, 4, 5], [1], [4], [2]).numpy().tolist()
        [2, 4]
    """
    first, last = convert(begin), convert(end)
    steps = strides
    if steps is None:
        sizes: Any = first.shape.as_list()
        steps = convert(np.ones(sizes, first.dtype.np_dtype))
    masks = {
        "begin_mask": begin_mask, "end_mask": end_mask, "ellipsis_mask": ellipsis_mask,
        "new_axis_mask": new_axis_mask, "shrink_axis_mask": shrink_axis_mask,
    }  # fmt: skip
    part = StridedSlice(input_, first, last, steps, **masks, name=name)
    if var is not None:

        def assign(value: TensorLike, name: str | None = None) -> Any:
            ResourceStridedSliceAssign(
                var,
                first,
                last,
                convert(steps, first.dtype),
                convert(value, var.dtype),
                **masks,
                name=name,
            )
            return var

        part.assign = assign  # type: ignore[attr-defined]
    return part
