"""Attributes of nodes as TensorFlow writes them: `AttrValue` messages, and back.

encode       a Python value -> AttrValue
decode       AttrValue -> the Python value that our kernels want
as_attribute what `Operation.get_attr` gives
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core.dtypes import NUMPY_TO_DTYPE, DType, as_dtype
from pellucid.core.messages import AttrValue, NameAttrList
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor_proto import (
    array_to_proto,
    dims_from_proto,
    make_ndarray,
    shape_to_proto,
)

# Python's `[1, 2]` does not say that these are lists of floats.
_FLOAT_LISTS = frozenset({"boundaries", "unigrams"})


def encode(
    name: str, value: Any, like: Any, function_name: Callable[[Any], str], dtype: DType | None
) -> Any:
    """The AttrValue of an attribute.

    Args:
        name: the attribute's name.
        value: its value: a number, string, dtype, shape, array, graph, or a list of these.
        like: its default, or where it has none its Python type.
        function_name: gives the name under which a graph stands in the library.
        dtype: the dtype of an array's elements, where NumPy's would be ambiguous.
    """
    made = AttrValue()
    if like is np.ndarray:
        array = np.asarray(value)
        made.tensor.CopyFrom(array_to_proto(array, dtype or NUMPY_TO_DTYPE[array.dtype]))
        return made
    if isinstance(value, list | tuple):
        made.list.SetInParent()
        for element in value:
            single = encode(
                name, element, 0.0 if name in _FLOAT_LISTS else None, function_name, dtype
            )
            kind = single.WhichOneof("value")
            field = getattr(made.list, kind)
            if kind in ("shape", "tensor", "func"):
                field.add().CopyFrom(getattr(single, kind))
            else:
                field.append(getattr(single, kind))
        return made
    _encode_single(made, value, isinstance(like, float) or like is float, function_name)
    return made


def _encode_single(
    made: Any, value: Any, is_float: bool, function_name: Callable[[Any], str]
) -> None:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, DType):
        made.type = value.as_datatype_enum
    elif isinstance(value, TensorShape):
        made.shape.CopyFrom(shape_to_proto(value._dims))
    elif isinstance(value, bool):
        made.b = value
    elif isinstance(value, float) or (is_float and isinstance(value, int)):
        made.f = value
    elif isinstance(value, int):
        made.i = value
    elif isinstance(value, bytes):
        made.s = value
    elif isinstance(value, str):
        made.s = value.encode()
    elif hasattr(value, "nodes"):
        made.func.name = function_name(value)
    else:
        raise TypeError(f"a {type(value).__name__} cannot be an attribute of a node in a GraphDef")


def decode(value: Any, like: Any) -> Any:
    """The Python value of an AttrValue.

    Args:
        value: the AttrValue.
        like: the attribute's default, or where it has none its Python type. It tells text from
            bytes and tuples from lists.
    """
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "list":
        found: list[Any] = []
        for field, elements in value.list.ListFields():
            found = [_decode_single(field.name, e, str) for e in elements]
        return tuple(found) if isinstance(like, tuple) else found
    return _decode_single(kind, getattr(value, kind), like)


def _decode_single(kind: str, value: Any, like: Any) -> Any:
    if kind == "type":
        return as_dtype(value)
    if kind == "shape":
        return TensorShape.from_dims(dims_from_proto(value))
    if kind == "tensor":
        return make_ndarray(value)
    if kind == "s" and (isinstance(like, str) or like is str):
        return value.decode()
    return value


def as_attribute(value: Any, dtype: DType | None) -> Any:
    """An attribute as `Operation.get_attr` gives it: dtypes stay, what messages hold is one."""
    if isinstance(value, list | tuple):
        return [as_attribute(v, None) for v in value]
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, TensorShape):
        return shape_to_proto(value._dims)
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        return array_to_proto(array, dtype or NUMPY_TO_DTYPE[array.dtype])
    return NameAttrList(name=value.name) if hasattr(value, "nodes") else value
