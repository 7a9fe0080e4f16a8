"""TensorFlow's lists of tensors (`TensorListReserve`, …) in graphs that are imported.

In TensorFlow a list is a variant tensor; here it is a `TensorArray`, whose elements are ordinary
tensors of the graph. So while a graph is imported, arrays stand among the values of its nodes.

    LIST_OPS             by the op's name: f(importer, node, inputs, name) adds what does its work
    is_list, flat        about values that may be arrays
    stand_ins            the arguments of a body for such values
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import explain
from pellucid.graph.static import partial_value
from pellucid.ops.array import shape as shape_of
from pellucid.ops.array_stores import Growing
from pellucid.ops.casting import cast
from pellucid.ops.creation import zeros, zeros_like
from pellucid.ops.joining import concat
from pellucid.ops.math import add_n, maximum
from pellucid.ops.tensor_array import TensorArray, row_counts, stored, with_store

if TYPE_CHECKING:
    from pellucid.function.import_graph_def import Importer


def is_list(value: Any) -> bool:
    """Whether a value of an imported node is a list of tensors."""
    return isinstance(value, TensorArray)


def flat(values: Sequence[Any]) -> list[Any]:
    """The values, with the tensors of lists in place of the lists."""
    return nest.flatten(list(values), expand_composites=True)


def stand_ins(graph: Any, value: TensorArray, name: str) -> TensorArray:
    """A list like `value` whose tensors are arguments of `graph`."""
    if not flat([value]):
        return value.identity()
    return nest.map_structure(
        lambda t: graph.argument(t.dtype, t.dims, name), value, expand_composites=True
    )


def allocated(values: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    """The values with which a loop begins: lists have room for elements like those afterwards."""
    pairs = zip(values, after, strict=True)
    return [_allocated(v, a) if is_list(v) and is_list(a) else v for v, a in pairs]


def _allocated(value: TensorArray, after: TensorArray) -> TensorArray:
    return (_growing(value) if after.dynamic_size else value).allocated_like(after)


def _element_shape(shape: Any) -> tuple[int | None, ...] | None:
    """The shape that an input says; None if not even the rank is known."""
    if shape.dims == ():
        return None
    known = partial_value(shape)
    return None if known is None else tuple(None if d is None or d < 0 else d for d in known)


def _made(importer: Importer, node: Any, shape: Any, size: Any, *, grows: bool) -> TensorArray:
    dtype = as_dtype(node.attr["element_dtype"].type)
    if dtype is dtypes.variant:
        raise ValueError(
            explain(
                "tf.import_graph_def",
                f"node '{node.name}' ({node.op}) makes a list of lists, which is not supported",
                fix="write the graph without the derivative of nested loops",
            )
        )
    element = _element_shape(shape)
    loose = importer.joins_lists and (element is None or None in element[:1])
    return TensorArray(
        dtype, cast(convert(size), dtypes.int32), dynamic_size=grows, infer_shape=not loose,
        element_shape=element,
    )  # fmt: skip


def _reserve(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    return [_made(importer, node, inputs[0], inputs[1], grows=False)]


def _empty(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    return [_made(importer, node, inputs[0], 0, grows=True)]


def _set(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    array, index, item = inputs
    grows = node.attr["resize_if_index_out_of_bounds"].b
    return [(_growing(array) if grows else array).write(index, item)]


def _get(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    array, index, shape = inputs
    return [_shaped(_readable(array, shape).read(index), _element_shape(shape))]


def _readable(array: TensorArray, shape: Any) -> TensorArray:
    """An array nobody wrote to gets the shape of its elements from the op that reads it."""
    element = _element_shape(shape)
    if array.flow is not None or array.element_shape.rank is not None or element is None:
        return array
    return TensorArray(array.dtype, array.size(), array.dynamic_size, element_shape=element)


def _shaped(tensor: Any, dims: Any) -> Any:
    if dims is not None:
        tensor.set_shape(dims)
    return tensor


def _stack(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    rows = _readable(*inputs[:2]).stack()
    element, count = _element_shape(inputs[1]), node.attr["num_elements"].i
    known = count if "num_elements" in node.attr and count >= 0 else None
    return [rows if element is None else _shaped(rows, (known, *element))]


def _from_tensor(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    rows = inputs[0]
    return [TensorArray(rows.dtype, shape_of(rows)[0]).unstack(rows)]


def _length(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    return [inputs[0].size()]


def _joined(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    array = inputs[0]
    return [array.concat(), cast(row_counts(array), dtypes.int64)]


def _split(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    value, _, lengths = inputs
    array = TensorArray(value.dtype, shape_of(lengths)[0], infer_shape=False)
    return [array.split(value, cast(lengths, dtypes.int32))]


def _gather(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    return [inputs[0].gather(inputs[1])]


def _scatter(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    if node.op == "TensorListScatterIntoExistingList":
        array, rows, indices = inputs
        return [array.scatter(indices, rows)]
    rows, indices, shape, *rest = inputs
    size = rest[0] if rest else -1
    array = _made(importer, node, shape, maximum(convert(size), 0), grows=True)
    return [array.scatter(indices, rows)]


def _growing(array: TensorArray) -> TensorArray:
    """The array as one that writing makes larger."""
    if array.dynamic_size:
        return array
    made = TensorArray(array.dtype, array.size(), True, element_shape=array.element_shape)
    return made if array.flow is None else made.unstack(array.stack())


def _push(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    array, item = inputs
    array = _growing(array)
    return [array.write(array.size(), item)]


def _pop(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    array, shape = inputs
    array = _growing(_readable(array, shape))
    last = array.size() - 1
    item = _shaped(array.read(last), _element_shape(shape))
    return [_resized(array, last), item]


def _resized(array: TensorArray, size: Any) -> TensorArray:
    store: Any = stored(array)
    rows = store.rows
    missing = maximum(size - shape_of(rows)[0], 0)
    below = [convert(0 if d is None else d) for d in rows.dims[1:]]
    more = zeros([missing, *below], rows.dtype)
    return with_store(array, Growing(concat([rows, more], 0), size))


def _resize(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    array, size = inputs
    return [_resized(_growing(array), size)]


def _element(importer: Any, node: Any, inputs: list[Any], name: str) -> list[Any]:
    dims = inputs[0].element_shape.as_tuple
    wanted = as_dtype(node.attr["shape_type"].type)
    known = np.array(-1 if dims is None else [-1 if d is None else d for d in dims])
    return [convert(known.astype(wanted.np_dtype))]


def zeros_of(array: TensorArray) -> TensorArray:
    """A list of as many zeros."""
    return nest.map_structure(
        lambda t: zeros_like(t) if t.dtype.is_floating else t, array, expand_composites=True
    )


def sum_of(arrays: Sequence[TensorArray]) -> TensorArray:
    """The list of the sums of elements of lists of the same length."""
    held = [a for a in arrays if a.flow is not None]
    if len(held) < 2:
        return held[0] if held else arrays[0]
    return held[0].unstack(add_n([a.stack() for a in held]))


LIST_OPS: dict[str, Callable[..., list[Any]]] = {
    "TensorListReserve": _reserve,
    "EmptyTensorList": _empty,
    "TensorListSetItem": _set,
    "TensorListGetItem": _get,
    "TensorListStack": _stack,
    "TensorListFromTensor": _from_tensor,
    "TensorListLength": _length,
    "TensorListConcat": _joined,
    "TensorListConcatV2": _joined,
    "TensorListSplit": _split,
    "TensorListGather": _gather,
    "TensorListScatter": _scatter,
    "TensorListScatterV2": _scatter,
    "TensorListScatterIntoExistingList": _scatter,
    "TensorListPushBack": _push,
    "TensorListPopBack": _pop,
    "TensorListResize": _resize,
    "TensorListElementShape": _element,
}

# Where the outputs of ops with two of them are.
OUTPUT_PLACES = {
    "TensorListPopBack": {"output_handle": 0, "tensor": 1},
    "TensorListConcat": {"tensor": 0, "lengths": 1},
    "TensorListConcatV2": {"tensor": 0, "lengths": 1},
}
