"""Former names of array, image and string ops, and those that are one line of others."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import DType
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.graph.shape_rules import same
from pellucid.graph.static import static_value
from pellucid.ops import array, creation, joining, math, reduction, scatter, string_numbers
from pellucid.ops.composed import composed
from pellucid.runtime.dispatch import op

_SAME = "input: T -> output: T"

# ---------------------------------------------------------------- the input itself

GuaranteeConst = composed("GuaranteeConst", _SAME)
Snapshot = composed("Snapshot", _SAME)
PreventGradient = op("PreventGradient", _SAME, message="", infer=same)
DeepCopy = composed("DeepCopy", "x: T -> y: T")


@GuaranteeConst.by
def _(input: Any) -> Any:
    return OPS["Identity"](input)


@Snapshot.by
def _(input: Any) -> Any:
    return OPS["Identity"](input)


@DeepCopy.by
def _(x: Any) -> Any:
    return OPS["Identity"](x)


@PreventGradient.kernel
def _(xp: Any, input: Any) -> Any:
    return input


@PreventGradient.gradient
def _(node: Any, dy: Any) -> Any:
    raise LookupError(
        explain("tf.raw_ops.PreventGradient", "the gradient is asked for all the same",
                received=repr(node.attrs["message"]))
    )  # fmt: skip


# ---------------------------------------------------------------- parts and places

Gather = composed(
    "Gather", "params: Tparams, indices: Tindices -> output: Tparams", validate_indices=True
)
Concat = composed("Concat", "concat_dim: int32, values: N*T -> output: T")
ConcatOffset = composed(
    "ConcatOffset", "concat_dim: int32, shape: N*shape_type -> offset: N*shape_type"
)
AccumulateNV2 = composed("AccumulateNV2", "inputs: N*T -> sum: T", shape=object)
Reverse = composed("Reverse", "tensor: T, dims: bool -> output: T")
Empty = composed("Empty", "shape: int32 -> output: dtype", dtype=DType, init=False)
ToBool = composed("ToBool", "input: T -> output: bool")
InplaceUpdate = composed("InplaceUpdate", "x: T, i: int32, v: T -> y: T")
InplaceAdd = composed("InplaceAdd", "x: T, i: int32, v: T -> y: T")
InplaceSub = composed("InplaceSub", "x: T, i: int32, v: T -> y: T")
ScatterNdNonAliasingAdd = composed(
    "ScatterNdNonAliasingAdd", "input: T, indices: Tindices, updates: T -> output: T",
    bad_indices_policy="",
)  # fmt: skip
SpaceToBatch = composed(
    "SpaceToBatch", "input: T, paddings: Tpaddings -> output: T", block_size=int
)
BatchToSpace = composed("BatchToSpace", "input: T, crops: Tidx -> output: T", block_size=int)


@Gather.by
def _(params: Any, indices: Any, validate_indices: bool) -> Any:
    return OPS["GatherV2"](params, indices, 0)


@Concat.by
def _(concat_dim: Any, values: Any) -> Any:
    return joining.concat(values, concat_dim)


@ConcatOffset.by
def _(concat_dim: Any, shape: Any) -> Any:
    """Where each of several tensors that are concatenated begins."""
    axis = concat_dim % array.size(shape[0])
    chosen = OPS["OneHot"](axis, array.size(shape[0]), True, False)
    zero, total, found = creation.zeros_like(shape[0]), creation.zeros_like(shape[0]), []
    for one in shape:
        found.append(OPS["SelectV2"](chosen, total, zero))
        total = total + one
    return found


@AccumulateNV2.by
def _(inputs: Any, shape: Any) -> Any:
    return math.add_n(inputs)


@Reverse.by
def _(tensor: Any, dims: Any) -> Any:
    reversed_axes = static_value(dims)
    if reversed_axes is None:
        raise ValueError(
            explain("tf.raw_ops.Reverse [dims]", "it must be known when the graph is built",
                    received=dims, fix="tf.reverse(tensor, axis)")
        )  # fmt: skip
    return OPS["ReverseV2"](tensor, np.flatnonzero(reversed_axes).astype(np.int32))


@Empty.by
def _(shape: Any, dtype: DType, init: bool) -> Any:
    return creation.zeros(shape, dtype)


@ToBool.by
def _(input: Any) -> Any:
    """A scalar is true if it is not zero or empty text; another tensor if it has elements."""
    if input.shape.rank != 0:
        return array.size(input) > 0
    if input.dtype is dtypes.string:
        return OPS["StringLength"](input) > 0
    return OPS["Cast"](input, DstT=dtypes.bool)


def _rows(i: Any) -> Any:
    return array.reshape(i, [-1, 1])


def _update(function: Any) -> Any:
    def update(x: Any, i: Any, v: Any) -> Any:
        rows = v if i.shape.rank else array.expand_dims(v, 0)
        return function(x, _rows(i), rows)

    return update


InplaceUpdate.by(_update(scatter.tensor_scatter_nd_update))
InplaceAdd.by(_update(scatter.tensor_scatter_nd_add))
InplaceSub.by(_update(scatter.tensor_scatter_nd_sub))


@ScatterNdNonAliasingAdd.by
def _(input: Any, indices: Any, updates: Any, bad_indices_policy: str) -> Any:
    return scatter.tensor_scatter_nd_add(input, indices, updates)


@SpaceToBatch.by
def _(input: Any, paddings: Any, block_size: int) -> Any:
    return OPS["SpaceToBatchND"](input, [block_size] * 2, paddings)


@BatchToSpace.by
def _(input: Any, crops: Any, block_size: int) -> Any:
    return OPS["BatchToSpaceND"](input, [block_size] * 2, crops)


# ---------------------------------------------------------------- layouts of images

_FORMATS = {"src_format": "NHWC", "dst_format": "NCHW"}
DataFormatDimMap = composed("DataFormatDimMap", "x: T -> y: T", **_FORMATS)
DataFormatVecPermute = composed("DataFormatVecPermute", "x: T -> y: T", **_FORMATS)
MaxPoolV2 = composed(
    "MaxPoolV2", "input: T, ksize: int32, strides: int32 -> output: T", padding=str,
    data_format="NHWC",
)  # fmt: skip


@DataFormatDimMap.by
def _(x: Any, src_format: str, dst_format: str) -> Any:
    """Where the dimensions `x` of one layout are in the other."""
    places = np.array([dst_format.index(c) for c in src_format], x.dtype.np_dtype)
    return OPS["GatherV2"](places, x % len(src_format), 0)


@DataFormatVecPermute.by
def _(x: Any, src_format: str, dst_format: str) -> Any:
    """Values for the dimensions of one layout, in the order of the other."""
    if x.shape[0] == len(src_format) - 2:  # only the spatial ones
        src_format, dst_format = (
            "".join(c for c in f if c not in "NC") for f in (src_format, dst_format)
        )
    return OPS["GatherV2"](x, [src_format.index(c) for c in dst_format], 0)


@MaxPoolV2.by
def _(input: Any, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    sizes, steps = static_value(ksize), static_value(strides)
    if sizes is None or steps is None:
        raise ValueError(
            explain("tf.raw_ops.MaxPoolV2", "ksize and strides must be known when the graph is "
                    "built", received=f"{ksize!r}, {strides!r}")
        )  # fmt: skip
    return OPS["MaxPool"](
        input, ksize=sizes.tolist(), strides=steps.tolist(), padding=padding,
        data_format=data_format,
    )  # fmt: skip


# ---------------------------------------------------------------- counting and choosing

Bincount = composed("Bincount", "arr: int32, size: int32, weights: T -> bins: T")
InTopK = composed("InTopK", "predictions: float32, targets: T -> precision: bool", k=int)
NearestNeighbors = composed(
    "NearestNeighbors",
    "points: float32, centers: float32, k: int64 "
    "-> nearest_center_indices: int64, nearest_center_distances: float32",
)  # fmt: skip


@Bincount.by
def _(arr: Any, size: Any, weights: Any) -> Any:
    flat = array.reshape(arr, [-1])
    if weights.shape.num_elements() != 0:
        weights = array.reshape(weights, [-1])
    return OPS["DenseBincount"](flat, size, weights)


@InTopK.by
def _(predictions: Any, targets: Any, k: int) -> Any:
    return OPS["InTopKV2"](predictions, targets, OPS["Cast"](k, DstT=targets.dtype))


@NearestNeighbors.by
def _(points: Any, centers: Any, k: Any) -> Any:
    """The k nearest centers of each point, and the squared distances to them."""
    squares = reduction.reduce_sum(points * points, 1, True)
    distances = (
        squares
        - 2.0 * OPS["MatMul"](points, centers, transpose_b=True)
        + reduction.reduce_sum(centers * centers, 1)
    )
    count = math.minimum(OPS["Cast"](k, DstT=dtypes.int32), array.shape(centers)[0])
    found = OPS["TopKV2"](-distances, count)
    return OPS["Cast"](found.indices, DstT=dtypes.int64), math.maximum(-found.values, 0.0)


# ---------------------------------------------------------------- variables and files

VariableShape = composed("VariableShape", "input: resource -> output: out_type",
                         out_type=dtypes.int32)  # fmt: skip
ResourceGatherNd = composed(
    "ResourceGatherNd", "resource: resource, indices: Tindices -> output: dtype", dtype=DType
)
ShardedFilename = composed(
    "ShardedFilename", "basename: string, shard: int32, num_shards: int32 -> filename: string"
)
ShardedFilespec = composed(
    "ShardedFilespec", "basename: string, num_shards: int32 -> filename: string"
)


@VariableShape.by
def _(input: Any, out_type: DType) -> Any:
    return array.shape(OPS["ReadVariableOp"](input, dtype=input.dtype), out_type=out_type)


@ResourceGatherNd.by
def _(resource: Any, indices: Any, dtype: DType) -> Any:
    return OPS["GatherNd"](OPS["ReadVariableOp"](resource, dtype=dtype), indices)


def _five_digits(number: Any) -> Any:
    return string_numbers.as_string(number, width=5, fill="0")


@ShardedFilename.by
def _(basename: Any, shard: Any, num_shards: Any) -> Any:
    parts = [basename, "-", _five_digits(shard), "-of-", _five_digits(num_shards)]
    return OPS["StringJoin"](parts)


@ShardedFilespec.by
def _(basename: Any, num_shards: Any) -> Any:
    return OPS["StringJoin"]([basename, "-?????-of-", _five_digits(num_shards)])
