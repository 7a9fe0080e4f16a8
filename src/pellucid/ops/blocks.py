"""Blocks of space moved into channels or into the batch, and back.

space_to_depth, depth_to_space                        blocks ↔ channels
space_to_batch, space_to_batch_nd, batch_to_space     blocks ↔ batch
required_space_to_batch_paddings                      paddings that make sizes divisible
"""

from __future__ import annotations

import math
from typing import Any

from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.broadcasting import INDEX
from pellucid.runtime.dispatch import op

_FORMATS = ("NHWC", "NCHW", "NCHW_VECT_C")


def _divided(value: Any, by: int, what: str) -> Any:
    if value is None:
        return None
    if value % by:
        expected = f"a multiple of {by}"
        raise ValueError(explain("", f"{what} not divisible", expected=expected, received=value))
    return value // by


def _scaled(value: Any, by: int) -> Any:
    return None if value is None else value * by


def _four(dims: Any) -> Any:
    if dims is not None and len(dims) != 4:
        raise ValueError(explain("", "not a batch of images", expected="rank 4"))
    return dims


SpaceToDepth = op("SpaceToDepth", "input: T -> output: T", block_size=int, data_format="NHWC")


@SpaceToDepth.kernel
def _(xp: Any, x: Any, block_size: int, data_format: str) -> Any:
    b = block_size
    if data_format == "NHWC":
        n, h, w, c = _four(x.shape)
        h, w = _divided(h, b, "height"), _divided(w, b, "width")
        blocks = xp.transpose(xp.reshape(x, (n, h, b, w, b, c)), (0, 1, 3, 2, 4, 5))
        return xp.reshape(blocks, (n, h, w, b * b * c))
    n, c, h, w = _four(x.shape)
    h, w = _divided(h, b, "height"), _divided(w, b, "width")
    blocks = xp.transpose(xp.reshape(x, (n, c, h, b, w, b)), (0, 3, 5, 1, 2, 4))
    return xp.reshape(blocks, (n, b * b * c, h, w))


@SpaceToDepth.infer
def _(call: Call) -> Any:
    dims, b = _four(call.shape(0)), call.attrs["block_size"]
    if dims is None:
        return (None,) * 4
    if call.attrs["data_format"] == "NHWC":
        n, h, w, c = dims
        return n, _divided(h, b, "height"), _divided(w, b, "width"), _scaled(c, b * b)
    n, c, h, w = dims
    return n, _scaled(c, b * b), _divided(h, b, "height"), _divided(w, b, "width")


@SpaceToDepth.gradient
def _(node: Any, dy: Tensor) -> Any:
    return DepthToSpace(dy, **_block_attributes(node))


def _block_attributes(node: Any) -> dict[str, Any]:
    return {name: node.attrs[name] for name in ("block_size", "data_format")}


DepthToSpace = op("DepthToSpace", "input: T -> output: T", block_size=int, data_format="NHWC")


@DepthToSpace.kernel
def _(xp: Any, x: Any, block_size: int, data_format: str) -> Any:
    b = block_size
    if data_format == "NHWC":
        n, h, w, c = _four(x.shape)
        c = _divided(c, b * b, "depth")
        blocks = xp.transpose(xp.reshape(x, (n, h, w, b, b, c)), (0, 1, 3, 2, 4, 5))
        return xp.reshape(blocks, (n, h * b, w * b, c))
    n, c, h, w = _four(x.shape)
    c = _divided(c, b * b, "depth")
    blocks = xp.transpose(xp.reshape(x, (n, b, b, c, h, w)), (0, 3, 4, 1, 5, 2))
    return xp.reshape(blocks, (n, c, h * b, w * b))


@DepthToSpace.infer
def _(call: Call) -> Any:
    dims, b = _four(call.shape(0)), call.attrs["block_size"]
    if dims is None:
        return (None,) * 4
    if call.attrs["data_format"] == "NHWC":
        n, h, w, c = dims
        return n, _scaled(h, b), _scaled(w, b), _divided(c, b * b, "depth")
    n, c, h, w = dims
    return n, _divided(c, b * b, "depth"), _scaled(h, b), _scaled(w, b)


@DepthToSpace.gradient
def _(node: Any, dy: Tensor) -> Any:
    return SpaceToDepth(dy, **_block_attributes(node))


SpaceToBatchND = op(
    "SpaceToBatchND", "input: T, block_shape: Tblock_shape, paddings: Tpaddings -> output: T",
    Tblock_shape=INDEX, Tpaddings=INDEX, static=("block_shape", "paddings"),
)  # fmt: skip


def _check_blocks(block: Any, pairs: Any, rank: int) -> tuple[list[int], list[list[int]]]:
    if block.ndim != 1 or (block.size and block.min() < 1):
        expected = "a vector of positive numbers"
        raise ValueError(
            explain("", "no such block_shape", expected=expected, received=block.tolist())
        )
    if pairs.shape != (block.size, 2):
        expected = f"shape ({block.size}, 2)"
        raise ValueError(
            explain("", "paddings or crops do not fit", expected=expected, received=pairs.shape)
        )
    if pairs.size and pairs.min() < 0:
        raise ValueError(
            explain("", "paddings or crops are negative", expected=">= 0", received=pairs.tolist())
        )
    if rank < block.size + 1:
        expected = f"rank {block.size + 1} or more"
        raise ValueError(explain("", "too few dimensions", expected=expected, received=rank))
    return block.tolist(), pairs.tolist()


@SpaceToBatchND.kernel
def _(xp: Any, x: Any, block_shape: Any, paddings: Any) -> Any:
    block, pairs = _check_blocks(block_shape, paddings, x.ndim)
    m = len(block)
    x = xp.pad(x, [(0, 0), *map(tuple, pairs), *[(0, 0)] * (x.ndim - m - 1)])
    batch, *space = x.shape[: m + 1]
    rest = x.shape[m + 1 :]
    inner = [
        _divided(s, b, f"padded size of dimension {i + 1},")
        for i, (s, b) in enumerate(zip(space, block, strict=True))
    ]
    split = [n for pair in zip(inner, block, strict=True) for n in pair]
    x = xp.reshape(x, (batch, *split, *rest))
    order = [*range(2, 2 * m + 1, 2), 0, *range(1, 2 * m, 2), *range(2 * m + 1, x.ndim)]
    return xp.reshape(xp.transpose(x, order), (batch * math.prod(block), *inner, *rest))


@SpaceToBatchND.infer
def _(call: Call) -> Any:
    dims, block, pairs = call.shape(0), call.value(1), call.value(2)
    if dims is None or block is None or pairs is None:
        return None if dims is None else (None,) * len(dims)
    sizes, around = _check_blocks(block, pairs, len(dims))
    space = [
        None if d is None else _divided(d + sum(p), b, "padded size")
        for d, b, p in zip(dims[1:], sizes, around, strict=False)
    ]
    return (_scaled(dims[0], math.prod(sizes)), *space, *dims[len(sizes) + 1 :])


@SpaceToBatchND.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [BatchToSpaceND(dy, node.inputs[1], node.inputs[2]), None, None]


BatchToSpaceND = op(
    "BatchToSpaceND", "input: T, block_shape: Tblock_shape, crops: Tcrops -> output: T",
    Tblock_shape=INDEX, Tcrops=INDEX, static=("block_shape", "crops"),
)  # fmt: skip


@BatchToSpaceND.kernel
def _(xp: Any, x: Any, block_shape: Any, crops: Any) -> Any:
    block, pairs = _check_blocks(block_shape, crops, x.ndim)
    m = len(block)
    batch = _divided(x.shape[0], math.prod(block), "batch size")
    space, rest = x.shape[1 : m + 1], x.shape[m + 1 :]
    x = xp.reshape(x, (*block, batch, *space, *rest))
    order = [m, *(i for k in range(m) for i in (m + 1 + k, k)), *range(2 * m + 1, x.ndim)]
    full = [s * b for s, b in zip(space, block, strict=True)]
    x = xp.reshape(xp.transpose(x, order), (batch, *full, *rest))
    for size, (start, end) in zip(full, pairs, strict=True):
        if start + end > size:
            expected = f"a sum of at most {size}"
            raise ValueError(
                explain("", "crops are too large", expected=expected, received=[start, end])
            )
    return x[(slice(None), *(slice(a, n - b) for n, (a, b) in zip(full, pairs, strict=True)))]


@BatchToSpaceND.infer
def _(call: Call) -> Any:
    dims, block, pairs = call.shape(0), call.value(1), call.value(2)
    if dims is None or block is None or pairs is None:
        return None if dims is None else (None,) * len(dims)
    sizes, around = _check_blocks(block, pairs, len(dims))
    space = [
        None if d is None else d * b - sum(p)
        for d, b, p in zip(dims[1:], sizes, around, strict=False)
    ]
    return (_divided(dims[0], math.prod(sizes), "batch size"), *space, *dims[len(sizes) + 1 :])


@BatchToSpaceND.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [SpaceToBatchND(dy, node.inputs[1], node.inputs[2]), None, None]


def _check_block_size(where: str, block_size: int, data_format: str) -> None:
    if block_size < 2 or data_format not in _FORMATS[:2]:
        problem = "a block size of at least 2 and a known data format are needed"
        received = f"block_size={block_size}, data_format={data_format!r}"
        message = explain(where, problem, expected="'NHWC' or 'NCHW'", received=received)
        raise InvalidArgumentError(None, None, message)


def space_to_depth(
    input: TensorLike, block_size: int, data_format: str = "NHWC", name: str | None = None
) -> Tensor:
    """Blocks of `block_size` × `block_size` pixels turned into channels.

    Args:
        input: (N, H, W, C), or (N, C, H, W) for `"NCHW"`; H and W are divisible by `block_size`.
        block_size: at least 2.
        data_format: `"NHWC"` or `"NCHW"`.
        name: the node's name in a graph.

    Returns: (N, H / b, W / b, C · b²), or the channels-first counterpart.

    Raises:
        InvalidArgumentError: sizes are not divisible, or the arguments are unknown.
    """
    _check_block_size("tf.nn.space_to_depth", block_size, data_format)
    return SpaceToDepth(input, block_size=block_size, data_format=data_format, name=name)


def depth_to_space(
    input: TensorLike, block_size: int, data_format: str = "NHWC", name: str | None = None
) -> Tensor:
    """Channels turned into blocks of `block_size` × `block_size` pixels; undoes `space_to_depth`.

    Args:
        input: (N, H, W, C), or (N, C, H, W) for `"NCHW"`; C is divisible by `block_size`².
        block_size: at least 2.
        data_format: `"NHWC"` or `"NCHW"`.
        name: the node's name in a graph.

    Returns: (N, H · b, W · b, C / b²), or the channels-first counterpart.

    Raises:
        InvalidArgumentError: the depth is not divisible, or the arguments are unknown.
    """
    _check_block_size("tf.nn.depth_to_space", block_size, data_format)
    return DepthToSpace(input, block_size=block_size, data_format=data_format, name=name)


def space_to_batch_nd(
    input: TensorLike, block_shape: TensorLike, paddings: TensorLike, name: str | None = None
) -> Tensor:
    """Blocks of the spatial dimensions, padded with zeros, moved into the batch.

    Args:
        input: (batch, *spatial, *rest).
        block_shape: a vector, the block's size in each of the M spatial dimensions.
        paddings: (M, 2) zeros before and after each; padded sizes are divisible by the block's.
        name: the node's name in a graph.

    Returns: (batch · prod(block_shape), *padded / block_shape, *rest).

    Raises:
        InvalidArgumentError: padded sizes are not divisible.
    """
    return SpaceToBatchND(input, block_shape, paddings, name=name)


def space_to_batch(
    input: TensorLike, block_shape: TensorLike, paddings: TensorLike, name: str | None = None
) -> Tensor:
    """The same as `tf.space_to_batch_nd`."""
    return SpaceToBatchND(input, block_shape, paddings, name=name)


def batch_to_space(
    input: TensorLike, block_shape: TensorLike, crops: TensorLike, name: str | None = None
) -> Tensor:
    """Blocks moved from the batch back into the spatial dimensions, which are cropped then.

    Args:
        input: (batch, *spatial, *rest).
        block_shape: a vector, the block's size in each of the M spatial dimensions; one integer n
            stands for [n, n].
        crops: (M, 2) elements to drop before and after in each.
        name: the node's name in a graph.

    Returns: (batch / prod(block_shape), *spatial · block_shape - crops, *rest).

    Raises:
        InvalidArgumentError: the batch is not divisible, or crops exceed the size.
    """
    if isinstance(block_shape, int):
        block_shape = [block_shape, block_shape]
    return BatchToSpaceND(input, block_shape, crops, name=name)


def required_space_to_batch_paddings(
    input_shape: TensorLike,
    block_shape: TensorLike,
    base_paddings: TensorLike | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Paddings and crops that make sizes divisible by a block's, for `tf.space_to_batch`.

    Args:
        input_shape: vector of N sizes.
        block_shape: vector of N sizes of the block.
        base_paddings: (N, 2) least paddings, zeros by default.
        name: the name scope in a graph.

    Returns: paddings (N, 2) for `tf.space_to_batch` and crops (N, 2) for `tf.batch_to_space`.

    Example:
        >>> [t.numpy().tolist() for t in tf.required_space_to_batch_paddings([5], [2])]
        [[[0, 1]], [[0, 1]]]
    """
    from pellucid.core import dtypes
    from pellucid.ops.creation import zeros
    from pellucid.ops.joining import stack

    sizes, block = convert(input_shape, dtypes.int32), convert(block_shape, dtypes.int32)
    base = (
        zeros([block.shape[0], 2], dtypes.int32)
        if base_paddings is None
        else convert(base_paddings, dtypes.int32)
    )
    start, end = base[:, 0], base[:, 1]
    extra = (block - (sizes + start + end) % block) % block
    crop_start = stack([0] * block.shape[0]) if block.shape[0] else extra
    return stack([start, end + extra], axis=1), stack(
        [crop_start, extra], axis=1, name=name or "crops"
    )
