"""Tensors as protocol buffers: `TensorProto`, and the ops that write and read its bytes.

    make_tensor_proto, make_ndarray      messages from and to NumPy arrays
    serialize_tensor, parse_tensor       bytes from and to tensors

Numbers stand in `tensor_content`, as they are in memory; few of them may also stand in a list of their kind
(`float_val`, `int_val`, …), the last of which fills the rest of the tensor.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import to_array
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.protobuf import Message
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import scalar as scalar_shape
from pellucid.graph.shape_rules import unknown
from pellucid.ops.string_elements import elements, scalar, vector
from pellucid.runtime.dispatch import op


class DataType(
    Message,
    values={
        "DT_INVALID": 0, "DT_FLOAT": 1, "DT_DOUBLE": 2, "DT_INT32": 3, "DT_UINT8": 4, "DT_INT16": 5,
        "DT_INT8": 6, "DT_STRING": 7, "DT_COMPLEX64": 8, "DT_INT64": 9, "DT_BOOL": 10, "DT_QINT8": 11,
        "DT_QUINT8": 12, "DT_QINT32": 13, "DT_BFLOAT16": 14, "DT_QINT16": 15, "DT_QUINT16": 16,
        "DT_UINT16": 17, "DT_COMPLEX128": 18, "DT_HALF": 19, "DT_RESOURCE": 20, "DT_VARIANT": 21,
        "DT_UINT32": 22, "DT_UINT64": 23, "DT_FLOAT8_E5M2": 24, "DT_FLOAT8_E4M3FN": 25,
        "DT_FLOAT8_E4M3FNUZ": 26, "DT_FLOAT8_E4M3B11FNUZ": 27, "DT_FLOAT8_E5M2FNUZ": 28,
        "DT_INT4": 29, "DT_UINT4": 30, "DT_INT2": 31, "DT_UINT2": 32,
    },
):  # fmt: skip
    """The numbers of the element types in files."""


class TensorShapeProto(
    Message,
    fields="repeated Dim dim = 2; bool unknown_rank = 3",
    nested={"Dim": "int64 size = 1; string name = 2"},
):
    """The shape of a tensor; a dimension of size -1 is not known."""


class TensorProto(
    Message,
    fields="""
        DataType dtype = 1; TensorShapeProto tensor_shape = 2; int32 version_number = 3;
        bytes tensor_content = 4; repeated int32 half_val = 13; repeated float float_val = 5;
        repeated double double_val = 6; repeated int32 int_val = 7; repeated bytes string_val = 8;
        repeated float scomplex_val = 9; repeated int64 int64_val = 10; repeated bool bool_val = 11;
        repeated double dcomplex_val = 12; repeated uint32 uint32_val = 16; repeated uint64 uint64_val = 17;
        bytes float8_val = 18;
    """,
):
    """The value of a tensor: dtype, shape and elements."""


def _list_of(dtype: DType) -> str:
    """The field that lists elements of a dtype."""
    names = {
        dtypes.float32: "float_val", dtypes.float64: "double_val", dtypes.int64: "int64_val",
        dtypes.string: "string_val", dtypes.bool: "bool_val", dtypes.uint32: "uint32_val",
        dtypes.uint64: "uint64_val", dtypes.half: "half_val", dtypes.bfloat16: "half_val",
        dtypes.complex64: "scomplex_val", dtypes.complex128: "dcomplex_val",
    }  # fmt: skip
    return names.get(dtype, "float8_val" if dtype.size == 1 and dtype.is_floating else "int_val")


def make_tensor_proto(
    values: Any, dtype: DTypeLike | None = None, shape: ShapeLike | None = None,
    verify_shape: bool = False, allow_broadcast: bool = False,
) -> Any:  # fmt: skip
    """A TensorProto with the given values.

    Args:
        values: a number, string, nested list or NumPy array; or a TensorProto, which is returned.
        dtype: the dtype; by the rules of `tf.constant` if not given.
        shape: the shape. The last value fills what is missing.
        verify_shape: refuse values of another shape than `shape`.
        allow_broadcast: with `verify_shape`, let a single value fill the shape.

    Raises:
        TypeError: the values do not fit `dtype`, or with `verify_shape` the shape.
        ValueError: there are more values than `shape` has room for.
    """
    if isinstance(values, TensorProto):
        return values
    if values is None:
        raise ValueError("None values not supported.")
    array = np.asarray(to_array(values, None if dtype is None else as_dtype(dtype)))
    kind = dtypes.NUMPY_TO_DTYPE[array.dtype] if dtype is None else as_dtype(dtype)
    dims = list(array.shape) if shape is None else [int(d) for d in TensorShape(shape).as_list()]
    size = math.prod(dims)
    if verify_shape and dims != list(array.shape) and not (allow_broadcast and array.size == 1):
        raise TypeError(
            explain("tf.make_tensor_proto [shape]", "not that of the values", expected=list(array.shape), received=dims)
        )
    if array.size > size:
        raise ValueError(
            f"Too many elements provided. Takes at most {size}, but got {array.size}."
        )
    made = _header(kind, dims)
    if kind is dtypes.string:
        made.string_val.extend(elements(array))
    elif array.size == size and size > 1:
        made.tensor_content = array.tobytes()
    elif size:
        _list_elements(made, array, kind)
    return made


def _header(dtype: DType, dims: list[int]) -> Any:
    made = TensorProto(dtype=dtype.as_datatype_enum)
    made.tensor_shape.SetInParent()
    for size in dims:
        made.tensor_shape.dim.add(size=size)
    return made


def _list_elements(made: Any, array: np.ndarray, dtype: DType) -> None:
    name = _list_of(dtype)
    if name == "float8_val":
        made.float8_val = array.tobytes()
        return
    if name == "half_val":
        array = array.view(np.uint16)
    elif dtype.is_complex:
        array = array.reshape(-1).view(array.real.dtype)
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
        raise TypeError(f"Unsupported tensor type: {tensor.dtype}") from None
    if tensor.tensor_content:
        return np.frombuffer(tensor.tensor_content, dtype.np_dtype).reshape(dims).copy()
    name = _list_of(dtype)
    listed = getattr(tensor, name)
    if dtype is dtypes.string:
        found = vector(list(listed))
    elif name == "float8_val":
        found = np.frombuffer(listed, dtype.np_dtype)
    elif name == "half_val":
        found = np.array(listed, np.uint16).view(dtype.np_dtype)
    elif dtype.is_complex:
        part = np.float32 if dtype is dtypes.complex64 else np.float64
        found = np.array(listed, part).view(dtype.np_dtype)
    else:
        found = np.array(listed, dtype.np_dtype)
    if len(found) < size:
        fill = found[-1:] if len(found) else vector([b"" if dtype is dtypes.string else 0], found.dtype)
        found = np.concatenate([found, np.repeat(fill, size - len(found))])
    return found.reshape(dims)


SerializeTensor = op("SerializeTensor", "tensor: T -> serialized: string", infer=scalar_shape, gradient=None)  # fmt: skip


@SerializeTensor.kernel("host")
def _(tensor: Any, T: DType) -> Any:  # noqa: N803
    return to_bytes(np.asarray(tensor), T)


ParseTensor = op("ParseTensor", "serialized: string -> output: out_type", infer=unknown, gradient=None)  # fmt: skip


@ParseTensor.kernel("host")
def _(serialized: Any, out_type: DType) -> Any:
    if np.ndim(serialized):
        raise ValueError(f"Expected `serialized` to be a scalar, got shape: {list(np.shape(serialized))}")
    return from_bytes(scalar(serialized, "serialized"), out_type)


def to_bytes(array: np.ndarray, dtype: DType) -> bytes:
    """The serialized TensorProto of an array."""
    made = _header(dtype, list(array.shape))
    if dtype is dtypes.string:
        made.string_val.extend(elements(array))
    else:
        made.tensor_content = array.tobytes()
    return made.SerializeToString()


def from_bytes(data: bytes, dtype: DType) -> np.ndarray:
    """The array of a serialized TensorProto.

    Raises:
        ValueError: the bytes are none, or the array has another dtype.
    """
    from google.protobuf.message import DecodeError

    try:
        found = TensorProto.FromString(data)
    except DecodeError as error:
        raise ValueError("Could not parse `serialized` as TensorProto") from error
    if found.dtype != dtype.as_datatype_enum:
        received = as_dtype(found.dtype).name if found.dtype else "none"
        raise ValueError(f"Type mismatch between parsed tensor ({received}) and dtype ({dtype.name})")
    return make_ndarray(found)


def serialize_tensor(tensor: TensorLike, name: str | None = None) -> Tensor:
    """The bytes of a tensor's TensorProto, a scalar string.

    Example:
        >>> tf.io.parse_tensor(tf.io.serialize_tensor([1, 2]), tf.int32).numpy().tolist()
        [1, 2]
    """
    return SerializeTensor(tensor, name=name)


def parse_tensor(serialized: TensorLike, out_type: DTypeLike, name: str | None = None) -> Tensor:
    """The tensor whose TensorProto was serialized.

    Args:
        serialized: a scalar string.
        out_type: the dtype that the tensor has.

    Raises:
        InvalidArgumentError: these are no such bytes, or the dtype is another one.
    """
    return ParseTensor(serialized, out_type=as_dtype(out_type), name=name)
