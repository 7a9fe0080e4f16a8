"""What is known of a tensor's value before the graph runs.

    static_value(tensor)      the whole value, or None
    partial_value(tensor)     a vector's elements as far as they are known, `None` where not

Shapes computed by a program (`tf.concat([tf.shape(x)[:1], [3]], 0)`) become shapes of tensors this
way. A node whose inputs are known is evaluated by its own NumPy kernel; there is no second set of
rules to keep in step with the first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.errors import TracedArgumentError
from pellucid.core.tensor import EagerTensor

_UNKNOWN = object()

# Ops that move whole elements and so also work on vectors with unknown ones in them.
_MOVES_ELEMENTS = frozenset(
    {"Pack", "ConcatV2", "StridedSlice", "Slice", "GatherV2", "Identity", "Reshape", "Squeeze",
     "ExpandDims", "ReverseV2", "Unpack", "Split", "SplitV"}
)  # fmt: skip


def static_value(tensor: Any) -> Any:
    """The value of `tensor` as a NumPy array if it can be told without running, else None."""
    if isinstance(tensor, EagerTensor):
        return tensor.array()
    node = getattr(tensor, "op", None)
    if node is None or not hasattr(node, "static"):
        return None
    if node.static is None:
        node.static = _evaluate(node)
    return None if node.static is _UNKNOWN else node.static[tensor.value_index]


def _evaluate(node: Any) -> Any:
    if node.type == "Const":
        return [node.attrs["value"]]
    if node.type == "Shape":
        dims = node.inputs[0].dims
        known = dims is not None and None not in dims
        return [np.array(dims, node.outputs[0].dtype.np_dtype)] if known else _UNKNOWN
    if not node.inputs or not node.op.foldable:
        return _UNKNOWN
    values = [static_value(t) for t in node.inputs]
    if any(v is None for v in values):
        return _UNKNOWN
    try:
        return node.op.run_numpy(values, node.attrs)
    except (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError) as error:
        text = str(node.op.failure(error, values))
        raise TracedArgumentError(None, None, text) from error


def partial_value(tensor: Any) -> list[int | None] | None:
    """The elements of an integer vector (or scalar, as a list of one) as far as they are known.

    Returns None when not even the number of elements is known.
    """
    value = static_value(tensor)
    if value is None:
        value = _partial(tensor)
    if value is None:
        return None
    return [None if v is None else int(v) for v in np.asarray(value).reshape(-1)]


def _partial(tensor: Any) -> Any:
    """Like `static_value`, as an object array with None in it."""
    known = static_value(tensor)
    if known is not None:
        return np.asarray(known).astype(object)
    node = tensor.op
    if node.type == "Shape":
        dims = node.inputs[0].dims
        return None if dims is None else np.array(dims, object)
    if node.type == "Cast" and tensor.dtype.is_integer:
        return _partial(node.inputs[0])
    if node.type in _MOVES_ELEMENTS:
        values = [_partial(t) for t in node.inputs]
        if all(v is not None for v in values) and _places_known(node, values):
            try:
                return node.op.run_numpy(values, node.attrs)[tensor.value_index]
            except (TypeError, ValueError):  # an index or axis is unknown
                return _unknown(tensor.dims)
    return _unknown(tensor.dims)


def _places_known(node: Any, values: list[Any]) -> bool:
    """Whether it is known which elements are moved, if an input says so."""
    if node.type in ("Pack", "ConcatV2"):
        return True
    return all(v is not None for value in values[1:] for v in np.asarray(value).flat)


def _unknown(dims: Any) -> Any:
    if dims is None or None in dims or len(dims) > 1:
        return None
    return np.full(dims, None, object)
