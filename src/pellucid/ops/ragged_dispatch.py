"""What each op does with ragged tensors: the one table of it.

The dispatcher asks the first ragged input (`RaggedTensor.__op_call__`), which asks `call`:

    ops in HANDLERS      their handler, called with (op, inputs, attrs, name)
    element-wise ops     the op on the innermost values, after broadcasting
    all others           ValueError

Public functions need no ragged code of their own: whatever they are made of comes through here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.graph import shape_rules
from pellucid.graph.static import static_value
from pellucid.ops import ragged_indexing, ragged_joining, ragged_reduction
from pellucid.ops.array import shape as shape_of
from pellucid.ops.casting import cast
from pellucid.ops.creation import fill
from pellucid.ops.gather import boolean_mask
from pellucid.ops.math import maximum
from pellucid.ops.padding import pad
from pellucid.ops.ragged_conversion import RaggedTensorToSparse
from pellucid.ops.ragged_elementwise import elementwise
from pellucid.ops.ragged_reduction import along_rows, reduce, size_of, softmax
from pellucid.ops.ragged_shape import DynamicRaggedShape
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.repeating import repeat
from pellucid.ops.segment import UnsortedSegmentMax

Handler = Callable[[Any, Any, dict[str, Any], "str | None"], Any]

# Ops whose results have the shape of their input, but that do not work element by element.
_NOT_ELEMENTWISE = frozenset(
    {
        "InvertPermutation", "TensorScatterUpdate", "TensorScatterAdd", "TensorScatterSub",
        "TensorScatterMin", "TensorScatterMax", "MatrixSetDiagV3", "MatrixBandPart", "Roll", "LRN",
        "LRNGrad", "FakeQuantWithMinMaxVarsPerChannel", "QuantizeAndDequantizeV4", "RandomShuffle",
        "StatelessShuffle",
    }
)  # fmt: skip
_ELEMENTWISE = frozenset(
    {
        "SelectV2", "AddN", "Bitcast", "Equal", "NotEqual", "IdentityN", "StringJoin", "AsString",
        "StringToNumber", "StringLower", "StringUpper", "StringStrip", "StringLength", "Substr",
        "RegexReplace", "StaticRegexReplace", "RegexFullMatch", "StaticRegexFullMatch",
        "StringToHashBucketFast", "StringToHashBucketStrong", "StringToHashBucket", "EncodeBase64",
        "DecodeBase64", "UnicodeScript", "UnicodeTranscode", "DecodeRaw",
    }
)  # fmt: skip


def call(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """Run `op` on inputs of which some are ragged."""
    handler = HANDLERS.get(op.name)
    if handler is not None:
        return handler(op, inputs, attrs, name)
    rule = op.shape_rule
    same_shape = rule is shape_rules.same or rule is shape_rules.broadcast
    if op.name in _ELEMENTWISE or (same_shape and op.name not in _NOT_ELEMENTWISE):
        return elementwise(op, inputs, attrs, name)
    raise (ValueError if STATE.graph is None else TypeError)(
        explain(
            f"tf.{op.name}",
            "the operation does not accept ragged tensors",
            fix="x.to_tensor(), or x.flat_values",
        )
    )


def _axis(op: Any, axis: Any) -> int:
    known = static_value(convert(axis))
    if known is None:
        problem = "it must be known for ragged tensors"
        raise ValueError(explain(f"tf.{op.name} [axis]", problem, expected="a constant"))
    return int(known.reshape(()))


def _rank(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    rt = inputs[0]
    return op(rt.flat_values, name=name) + rt.ragged_rank


def _shape(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    return DynamicRaggedShape.from_tensor(inputs[0], attrs.get("out_type"))


def _reshape(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    value, shape = inputs
    if isinstance(shape, RaggedTensor):
        problem, expected = "it must not be ragged", "a vector of integers"
        raise ValueError(
            explain("tf.reshape [shape]", problem, expected=expected, received=describe(shape))
        )
    if isinstance(shape, DynamicRaggedShape):
        return shape.__op_call__(op, inputs, attrs, name)
    return op(value.flat_values, shape, name=name)


def _broadcast(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    if isinstance(inputs[1], DynamicRaggedShape):
        return inputs[1].__op_call__(op, inputs, attrs, name)
    raise ValueError(
        explain("tf.broadcast_to [shape]", "the input is ragged",
                expected="a tf.experimental.DynamicRaggedShape", received=describe(inputs[1]))
    )  # fmt: skip


def _concat(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    return ragged_joining.concat(inputs[0], _axis(op, inputs[1]))


def _stack(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    return ragged_joining.stack_along(inputs[0], attrs.get("axis", 0))


def _gather(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    params, indices, axis = inputs
    return ragged_indexing.gather(params, indices, _axis(op, axis), attrs.get("batch_dims", 0))


def _gather_nd(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    params, indices = inputs
    if isinstance(indices, RaggedTensor):
        return indices.with_values(_gather_nd(op, (params, indices.values), attrs, name))
    return ragged_indexing.gather_nd(params, convert(indices))


def _where(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    rt = inputs[0]
    places, chosen, _ = RaggedTensorToSparse(list(rt.nested_row_splits), rt.flat_values)
    return boolean_mask(places, cast(chosen, "bool"))


def _one_hot(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    rt, *rest = inputs
    axis = attrs.get("axis", -1)
    if axis >= 0 and axis <= rt.ragged_rank:
        raise ValueError(
            explain("tf.one_hot [axis]", "it lies before a ragged dimension",
                    expected=f"axis > indices.ragged_rank == {rt.ragged_rank}", received=axis)
        )  # fmt: skip
    inner = axis - rt.ragged_rank if axis >= 0 else axis
    return rt.with_flat_values(op(rt.flat_values, *rest, axis=inner, name=name))


def _matmul(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """The products of padded matrices: zeros change nothing; rows are then cut again."""
    a, b = inputs
    if a.shape.rank != b.shape.rank:
        problem = "`a` and `b` must have the same rank"
        raise ValueError(
            explain("tf.matmul [b]", problem, expected=f"rank {a.shape.rank}", received=describe(b))
        )
    if a.shape.rank == 2:
        return op(*[v.to_tensor() if isinstance(v, RaggedTensor) else v for v in (a, b)],
                  name=name, **attrs)  # fmt: skip
    if a.shape.rank != 3:
        problem = "ragged matrices need one batch dimension"
        raise ValueError(explain("tf.matmul [a]", problem, expected="rank 3", received=describe(a)))
    turn_a = any(attrs.get(k) for k in ("transpose_a", "adj_x"))
    turn_b = any(attrs.get(k) for k in ("transpose_b", "adj_y"))
    dense = [v.to_tensor() if isinstance(v, RaggedTensor) else v for v in (a, b)]
    full = [_padded_to(d, o, i) for d, o, i in
            ((dense[0], dense[1], (2 if not turn_a else 1, 1 if not turn_b else 2)),
             (dense[1], dense[0], (1 if not turn_b else 2, 2 if not turn_a else 1)))]  # fmt: skip
    product = op(*full, name=name, **attrs)
    rows = _lengths(a, 2 if turn_a else 1)
    columns = _lengths(b, 1 if turn_b else 2)
    if rows is None and columns is None:
        return product
    lengths = [rows if rows is not None else _all_of(product, 1)]
    if columns is not None:
        lengths.append(repeat(columns, lengths[0]))
    return RaggedTensor.from_tensor(product, lengths=tuple(lengths))


def _lengths(value: Any, axis: int) -> Any:
    """The size of dimension `axis` in each batch element, None if it is the same in all."""
    if not isinstance(value, RaggedTensor) or axis > value.ragged_rank:
        return None
    if axis == 1:
        return None if value.uniform_row_length is not None else value.row_lengths()
    lengths = value.values.row_lengths()
    return maximum(UnsortedSegmentMax(lengths, value.value_rowids(), value.nrows()), 0)


def _all_of(product: Tensor, axis: int) -> Tensor:
    sizes = shape_of(product, out_type="int64")
    return fill([sizes[0]], sizes[axis])


def _padded_to(x: Tensor, other: Tensor, axes: tuple[int, int]) -> Tensor:
    """`x` with zeros behind dimension axes[0] up to the size of the other's dimension axes[1]."""
    mine, theirs = x.shape[axes[0]], other.shape[axes[1]]
    if mine is not None and mine == theirs:
        return x
    missing = maximum(shape_of(other)[axes[1]] - shape_of(x)[axes[0]], 0)
    paddings = [[0, missing if axis == axes[0] else 0] for axis in range(3)]
    return pad(x, paddings)


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(
        ("Sum", "Mean", "Prod", "Max", "Min", "Any", "All", "EuclideanNorm"), reduce
    ),
    **dict.fromkeys(("Cumsum", "Cumprod", "CumulativeLogsumexp"), along_rows),
    **dict.fromkeys(("Softmax", "LogSoftmax"), softmax),
    **dict.fromkeys(
        (
            "UnsortedSegmentSum", "UnsortedSegmentProd", "UnsortedSegmentMax", "UnsortedSegmentMin",
        ),
        ragged_reduction.unsorted_segment,
    ),
    **dict.fromkeys(("MatMul", "BatchMatMulV2", "BatchMatMul"), _matmul),
    "BroadcastTo": _broadcast,
    "ConcatV2": _concat,
    "DynamicPartition": lambda op, i, attrs, name: ragged_joining.dynamic_partition(
        i[0], i[1], attrs["num_partitions"]
    ),
    "ExpandDims": lambda op, i, attrs, name: ragged_joining.expand_dims(i[0], _axis(op, i[1])),
    "GatherNd": _gather_nd,
    "GatherV2": _gather,
    "OneHot": _one_hot,
    "Pack": _stack,
    "Rank": _rank,
    "Reshape": _reshape,
    "ReverseV2": lambda op, i, attrs, name: ragged_joining.reverse(*i),
    "Shape": _shape,
    "Size": size_of,
    "Split": lambda op, i, attrs, name: ragged_joining.split(i[1], None, i[0], attrs["num_split"]),
    "SplitV": lambda op, i, attrs, name: ragged_joining.split(i[0], i[1], i[2], 0),
    "Squeeze": lambda op, i, attrs, name: ragged_joining.squeeze(i[0], attrs["squeeze_dims"]),
    "Tile": lambda op, i, attrs, name: ragged_joining.tile(i[0], convert(i[1])),
    "Where": _where,
}  # fmt: skip
