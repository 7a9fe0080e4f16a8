"""NumPy arrays as `TensorProto` messages, and back.

Numbers stand in `tensor_content`, as they are in memory; few of them may also stand in a list of
their kind (`float_val`, `int_val`, …), the last of which fills the rest of the tensor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.messages import TensorProto, TensorShapeProto


def header(dtype: DType, dims: Sequence[int]) -> Any:
    """A TensorProto with dtype and shape, to be filled with elements."""
    made = TensorProto(dtype=dtype.as_datatype_enum)
    made.tensor_shape.SetInParent()
    for size in dims:
        made.tensor_shape.dim.add(size=size)
    return made


def array_to_proto(array: np.ndarray, dtype: DType, dims: Sequence[int] | None = None) -> Any:
    """The TensorProto of an array.

    Args:
        array: its elements, of the NumPy dtype that belongs to `dtype`.
        dtype: the dtype to write.
        dims: the shape to write; that of the array if not given. The last element fills what is
            missing.
    """
    dims = list(array.shape) if dims is None else list(dims)
    size = math.prod(dims)
    made = header(dtype, dims)
    if dtype is dtypes.string:
        made.string_val.extend(_bytes(v) for v in array.reshape(-1).tolist())
    elif array.size == size and size > 1:
        made.tensor_content = array.tobytes()
    elif size:
        _list_elements(made, array, dtype)
    return made


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _list_of(dtype: DType) -> str:
    """The field that lists elements of a dtype."""
    names = {
        dtypes.float32: "float_val", dtypes.float64: "double_val", dtypes.int64: "int64_val",
        dtypes.string: "string_val", dtypes.bool: "bool_val", dtypes.uint32: "uint32_val",
        dtypes.uint64: "uint64_val", dtypes.half: "half_val", dtypes.bfloat16: "half_val",
        dtypes.complex64: "scomplex_val", dtypes.complex128: "dcomplex_val",
    }  # fmt: skip
    return names.get(dtype, "float8_val" if dtype.size == 1 and dtype.is_floating else "int_val")


def _list_elements(made: Any, array: np.ndarray, dtype: DType) -> None:
    name = _list_of(dtype)
    if name == "float8_val":
        made.float8_val = array.tobytes()
        return
    if name == "half_val":
        array = array.view(np.uint16)
    elif dtype.is_complex:
        array = array.reshape(-1).view(np.real(array).dtype)
    getattr(made, name).extend(array.reshape(-1).tolist())


def make_ndarray(tensor: Any) -> np.ndarray:
    """The NumPy array that a TensorProto holds.

    Args:
        tensor: a TensorProto.

    Raises:
        TypeError: its dtype is none that NumPy can hold.
    """
    dims = [d.size for d in tensor.tensor_shape.dim]
    size = math.prod(dims)
    try:
        dtype = as_dtype(tensor.dtype)
    except TypeError:
        problem = f"Unsupported tensor type: {tensor.dtype}"
        raise TypeError(explain("tf.make_ndarray [tensor]", problem)) from None
    if tensor.tensor_content:
        return np.frombuffer(tensor.tensor_content, dtype.np_dtype).reshape(dims).copy()
    found = _listed(tensor, dtype)
    if len(found) < size:
        fill = np.empty(size - len(found), found.dtype)
        fill[:] = found[-1] if len(found) else (b"" if dtype is dtypes.string else 0)
        found = np.concatenate([found, fill])
    return found.reshape(dims)


def _listed(tensor: Any, dtype: DType) -> np.ndarray:
    """The elements that the list of their kind holds, a vector."""
    name = _list_of(dtype)
    listed = getattr(tensor, name)
    if dtype is dtypes.string:
        # Not np.array: NumPy's own strings lose zeros at their ends.
        found = np.empty(len(listed), object)
        found[:] = list(listed)
        return found
    if name == "float8_val":
        return np.frombuffer(listed, dtype.np_dtype)
    if name == "half_val":
        return np.array(listed, np.uint16).view(dtype.np_dtype)
    if dtype.is_complex:
        part = np.float32 if dtype is dtypes.complex64 else np.float64
        return np.array(listed, part).view(dtype.np_dtype)
    return np.array(listed, dtype.np_dtype)


def shape_to_proto(dims: Sequence[int | None] | None) -> Any:
    """The TensorShapeProto of a shape; `None` stands for what is not known."""
    made = TensorShapeProto()
    if dims is None:
        made.unknown_rank = True
        return made
    for size in dims:
        made.dim.add(size=-1 if size is None else size)
    return made


def dims_from_proto(shape: Any) -> tuple[int | None, ...] | None:
    """The dimensions that a TensorShapeProto names."""
    if shape.unknown_rank:
        return None
    return tuple(None if d.size < 0 else d.size for d in shape.dim)
