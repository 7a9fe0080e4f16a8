"""Tensors as protocol buffers: `TensorProto`, and the ops that write and read its bytes.

    make_tensor_proto, make_ndarray      messages from and to NumPy arrays
    serialize_tensor, parse_tensor       bytes from and to tensors

How an array stands in the message: `core/tensor_proto.py`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import to_array
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.messages import TensorProto
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.tensor_proto import array_to_proto, header, make_ndarray as make_ndarray
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import scalar as scalar_shape, unknown
from pellucid.ops.string_elements import elements, scalar
from pellucid.runtime.dispatch import op


def make_tensor_proto(
    values: Any,
    dtype: DTypeLike | None = None,
    shape: ShapeLike | None = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> Any:
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
    dims = (
        list(array.shape) if shape is None else [int(d or 0) for d in TensorShape(shape).as_list()]
    )
    size = math.prod(dims)
    if verify_shape and dims != list(array.shape) and not (allow_broadcast and array.size == 1):
        raise TypeError(
            explain(
                "tf.make_tensor_proto [shape]",
                "not that of the values",
                expected=list(array.shape),
                received=dims,
            )
        )
    if array.size > size:
        raise ValueError(f"Too many elements provided. Takes at most {size}, but got {array.size}.")
    return array_to_proto(array, kind, dims)


SerializeTensor = op(
    "SerializeTensor", "tensor: T -> serialized: string", infer=scalar_shape, gradient=None
)


@SerializeTensor.kernel("host")
def _(tensor: Any, T: DType) -> Any:
    return to_bytes(np.asarray(tensor), T)


ParseTensor = op(
    "ParseTensor", "serialized: string -> output: out_type", infer=unknown, gradient=None
)


@ParseTensor.kernel("host")
def _(serialized: Any, out_type: DType) -> Any:
    if np.ndim(serialized):
        raise ValueError(
            f"Expected `serialized` to be a scalar, got shape: {list(np.shape(serialized))}"
        )
    return from_bytes(scalar(serialized, "serialized"), out_type)


def to_bytes(array: np.ndarray, dtype: DType) -> bytes:
    """The serialized TensorProto of an array."""
    made = header(dtype, list(array.shape))
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
        raise ValueError(
            f"Type mismatch between parsed tensor ({received}) and dtype ({dtype.name})"
        )
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
