"""Fields of serialized protocol buffer messages as tensors, and back.

    decode_proto encode_proto          `tf.io`
    description(type, source)          the fields of a message type

The bytes of a field are in `ops/proto_wire.py`.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

import numpy as np

from pellucid.core import protobuf
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import DataLossError, InvalidArgumentError, explain
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.proto_wire import Field, read, records, write
from pellucid.runtime.dispatch import op

# The dtypes that a field may have as a tensor; the first is that of the same size.
_DTYPES = {
    "double": ("float64",), "float": ("float32", "float64"), "int64": ("int64",),
    "uint64": ("uint64",), "int32": ("int32", "int64"), "fixed64": ("uint64",),
    "fixed32": ("uint32", "uint64"), "bool": ("bool",), "string": ("string",),
    "group": ("string",), "message": ("string",), "bytes": ("string",),
    "uint32": ("uint32", "uint64"), "enum": ("int32",), "sfixed32": ("int32", "int64"),
    "sfixed64": ("int64",), "sint32": ("int32", "int64"), "sint64": ("int64",),
}  # fmt: skip
# Where the messages are declared that TensorFlow has in it: `local://`.
_LOCAL_MODULES = ("pellucid.core.messages", "pellucid.ops.example", "pellucid.graph.graph_def")


# ---------------------------------------------------------------- descriptions


@functools.lru_cache(maxsize=64)
def description(message_type: str, descriptor_source: bytes) -> tuple[Any, dict[str, Field]]:
    """The protobuf library's descriptor of a message type, and its fields by name.

    Args:
        message_type: the full name, `"package.Message"`.
        descriptor_source: `local://`, `bytes://` and a serialized FileDescriptorSet, or the path of
            a file that holds one.

    Raises:
        InvalidArgumentError: there is no such message type, or the source is no descriptor set.
    """
    from google.protobuf import descriptor_pb2

    found = _descriptor(message_type, descriptor_source)
    if found is None:
        raise InvalidArgumentError(
            None, None, f"No descriptor found for message type {message_type}. "
            "Fix: descriptor_source=b'bytes://' + file_descriptor_set.SerializeToString()",
        )  # fmt: skip
    message, file = descriptor_pb2.DescriptorProto(), descriptor_pb2.FileDescriptorProto()
    found.CopyToProto(message)
    found.file.CopyToProto(file)
    fields = {}
    for field in message.field:
        kind, repeated = protobuf.SCALARS[field.type - 1], field.label == field.LABEL_REPEATED
        number = _DTYPES[kind][0] != "string"
        packed = (
            field.options.packed if field.options.HasField("packed")
            else file.syntax not in ("", "proto2")
        )  # fmt: skip
        default = 0 if repeated and number else found.fields_by_name[field.name].default_value
        if not number:
            default = default.encode() if isinstance(default, str) else default
            default = default if isinstance(default, bytes) and not repeated else b""
        fields[field.name] = Field(
            field.number, kind, repeated, repeated and packed and number, default
        )
    return found, fields


def _descriptor(message_type: str, source: bytes) -> Any:
    if source in (b"", b"local://"):
        return _local(message_type)
    try:
        return _pool(source).FindMessageTypeByName(message_type)
    except KeyError:
        return None


def _local(message_type: str) -> Any:
    """A message type that TensorFlow or the protobuf library has in it; None for others."""
    package, _, name = message_type.partition(".")
    if package == "tensorflow":
        for module in _LOCAL_MODULES:
            importlib.import_module(module)
        declared = protobuf.declared(name)
        return None if declared is None else declared.message_class().DESCRIPTOR
    from google.protobuf import descriptor_pool

    try:
        importlib.import_module(f"google.protobuf.{name.rpartition('.')[2].lower()}_pb2")
    except ImportError:
        pass  # not one of the well-known types, which have a module each
    try:
        return descriptor_pool.Default().FindMessageTypeByName(message_type)
    except KeyError:
        return None


@functools.lru_cache(maxsize=16)
def _pool(source: bytes) -> Any:
    from google.protobuf import descriptor_pb2, descriptor_pool
    from google.protobuf.message import DecodeError

    try:
        if source.startswith(b"bytes://"):
            data = source.removeprefix(b"bytes://")
        else:
            with open(source, "rb") as file:
                data = file.read()
        files = descriptor_pb2.FileDescriptorSet.FromString(data)
        pool = descriptor_pool.DescriptorPool()
        for description in files.file:
            pool.Add(description)
    except (OSError, DecodeError, TypeError, ValueError) as error:
        raise InvalidArgumentError(
            None, None,
            explain("descriptor_source",
                    "Source does not represent serialized file descriptor set proto",
                    expected="local://, bytes:// and a FileDescriptorSet with all files that it "
                    "needs, or the path of one", received=f"{source[:40]!r} ({error})"),
        ) from error  # fmt: skip
    return pool


def _fields(
    message_type: Any, source: Any, names: list[Any], types: list[DType]
) -> tuple[Any, list[Field]]:
    """The message's descriptor, and the fields of these names, which must have these dtypes."""
    text = message_type.decode() if isinstance(message_type, bytes) else message_type
    found, fields = description(text, source.encode() if isinstance(source, str) else source)
    chosen = []
    for name, dtype in zip(names, types, strict=True):
        name = name.decode() if isinstance(name, bytes) else name
        field = fields.get(name)
        if field is None:
            raise InvalidArgumentError(
                None, None, f"Unknown field: {name} in message type {text}. "
                f"Expected one of {', '.join(fields)}",
            )  # fmt: skip
        if dtype.name not in _DTYPES[field.type]:
            raise InvalidArgumentError(
                None, None, f"Incompatible type for field {name}. Saw dtype: {dtype.name} but "
                f"field type is: {field.type}. Expected: {' or '.join(_DTYPES[field.type])}",
            )  # fmt: skip
        chosen.append(field)
    return found, chosen


# ---------------------------------------------------------------- decoding

DecodeProtoV2 = op(
    "DecodeProtoV2", "bytes: string -> sizes: int32, values: output_types...",
    message_type=str, field_names=list, output_types=list, descriptor_source="local://",
    message_format="binary", sanitize=False, gradient=None,
)  # fmt: skip


@DecodeProtoV2.infer
def _(call: Any) -> Any:
    batch, fields = call.shape(0), call.attrs["field_names"]
    if batch is None:
        return [None] * (len(fields) + 1)
    return [(*batch, len(fields)), *[(*batch, None)] * len(fields)]


@DecodeProtoV2.kernel("host")
def _(
    data: Any, message_type: Any, field_names: Any, output_types: Any, descriptor_source: Any,
    message_format: str, sanitize: bool,
) -> Any:  # fmt: skip
    if len(field_names) != len(output_types):
        raise ValueError("field_names and output_types attributes must have the same length")
    found, fields = _fields(message_type, descriptor_source, field_names, output_types)
    if message_format not in ("binary", "text"):
        raise ValueError(f"format must be one of binary or text, got {message_format!r}")
    messages = np.asarray(data, object)
    flat = [_binary(m, found, message_format == "text", sanitize) for m in messages.ravel()]
    values = [[read_field(field, message) for message in flat] for field in fields]
    counts = np.array([[len(v) for v in column] for column in values], np.int32)
    sizes = counts.reshape(len(fields), len(flat)).T.reshape(*messages.shape, len(fields))
    tensors = [
        _padded(column, field.default, dtype, messages.shape)
        for column, field, dtype in zip(values, fields, output_types, strict=True)
    ]
    return sizes, tensors


def read_field(field: Field, message: list[tuple[int, int, Any]]) -> list[Any]:
    """The values of a field in a message that was taken apart.

    Raises:
        DataLossError: packed numbers end within one.
    """
    import struct

    try:
        return read(field, message)
    except (ValueError, struct.error) as error:
        raise DataLossError(None, None, f"CountFields: Failed to parse field: {error}") from error


def _binary(data: bytes, found: Any, is_text: bool, sanitize: bool) -> list[tuple[int, int, Any]]:
    """The records of a message, once its text is parsed or its bytes are checked."""
    if is_text or sanitize:
        from google.protobuf import message_factory, text_format
        from google.protobuf.message import DecodeError

        message = message_factory.GetMessageClass(found)()
        try:
            if is_text:
                text_format.Parse(data, message)
            else:
                message.ParseFromString(data)
        except (text_format.ParseError, DecodeError, UnicodeDecodeError) as error:
            kind = "text" if is_text else "binary"
            text = f"Unable to parse {kind} protobuf: {error}"
            raise DataLossError(None, None, text) from error
        data = message.SerializePartialToString()
    try:
        return list(records(data))
    except ValueError as error:
        text = f"CountFields: Failed to consume entire buffer: {error}"
        raise DataLossError(None, None, text) from error


def _padded(column: list[list[Any]], default: Any, dtype: DType, batch: Any) -> np.ndarray:
    """The values of a field in all messages, filled up with its default to the longest."""
    width = max([1, *map(len, column)])
    kind = object if dtype.name == "string" else dtype.np_dtype
    made = np.full((len(column), width), default, kind)
    for row, values in zip(made, column, strict=True):
        row[: len(values)] = values
    return made.reshape(*batch, width)


def decode_proto(
    bytes: TensorLike,
    message_type: str,
    field_names: list[str],
    output_types: list[DTypeLike],
    descriptor_source: str | bytes = "local://",
    message_format: str = "binary",
    sanitize: bool = False,
    name: str | None = None,
) -> Any:
    """Fields of serialized messages, each as a tensor.

    Args:
        bytes: messages, strings of any shape.
        message_type: the full name of their type, `"package.Message"`.
        field_names: the fields; messages in them are strings, to be decoded in turn.
        output_types: the dtype of each.
        descriptor_source: what describes the message type: `"local://"` for those that TensorFlow
            has in it (`tensorflow.Example`, `tensorflow.TensorProto`, …), `b"bytes://"` and a
            serialized FileDescriptorSet, or the path of a file that holds one.
        message_format: `"binary"` or `"text"`.
        sanitize: whether whole messages are parsed and written anew first.
        name: the name of the op.

    Returns: `(sizes, values)`. `sizes` has the shape of `bytes` and one more dimension, and says
        how often each field occurs. `values` has a tensor for each field, of the shape of `bytes`
        and one more dimension, as long as the longest; the rest is filled with the default.

    Raises:
        InvalidArgumentError: no such message type or field, or a field has not such a dtype.
        DataLossError: a string is no message.

    Example:
        >>> data = tf.train.Example().SerializeToString()
        >>> tf.io.decode_proto(data, "tensorflow.Example", ["features"], [tf.string]).sizes.numpy()
        array([0], dtype=int32)

    Reference: https://www.tensorflow.org/api_docs/python/tf/io/decode_proto
    """
    return DecodeProtoV2(
        bytes, message_type=message_type, field_names=list(field_names),
        output_types=[as_dtype(dtype) for dtype in output_types],
        descriptor_source=descriptor_source, message_format=message_format, sanitize=sanitize,
        name=name,
    )  # fmt: skip


# ---------------------------------------------------------------- encoding

EncodeProto = op(
    "EncodeProto", "sizes: int32, values: Tinput_types... -> bytes: string",
    field_names=list, message_type=str, descriptor_source="local://", gradient=None,
)  # fmt: skip


@EncodeProto.infer
def _(call: Any) -> Any:
    sizes = call.shape(0)
    return None if sizes is None else sizes[:-1]


@EncodeProto.kernel("host")
def _(
    sizes: Any, values: Any, field_names: Any, message_type: Any, descriptor_source: Any,
    Tinput_types: Any,
) -> Any:  # fmt: skip
    if len(values) != len(field_names):
        raise ValueError("Length of inputs list must match field_names")
    _, fields = _fields(message_type, descriptor_source, field_names, Tinput_types)
    for name, value in zip(field_names, values, strict=True):
        if value.ndim < 2:
            raise ValueError(
                f"Invalid shape for field {name}. Saw shape {list(value.shape)} but it should be "
                "at least a matrix"
            )
    batch = values[0].shape[:-1] if values else sizes.shape[:-1]
    if any(value.shape[:-1] != batch for value in values):
        raise ValueError("Values must match up to the last dimension")
    if sizes.shape != (*batch, len(fields)):
        raise ValueError(
            f"sizes should be batch_size + [len(field_names)]. Saw: {list(sizes.shape)} but "
            f"expected: {[*batch, len(fields)]}"
        )
    counts = sizes.reshape(-1, len(fields)) if fields else np.zeros((sizes.size, 0), np.int32)
    rows = [value.reshape(-1, value.shape[-1]) for value in values]
    order = sorted(range(len(fields)), key=lambda i: fields[i].number)
    made = np.empty(len(counts), object)
    for m, count in enumerate(counts.tolist()):
        for i in order:
            if count[i] > rows[i].shape[1]:
                raise ValueError(
                    f"Size to write must not be larger than value tensor; but saw: {count[i]} > "
                    f"{rows[i].shape[1]} at message {m} field {i}"
                )
        made[m] = b"".join(write(fields[i], rows[i][m, : max(count[i], 0)].tolist()) for i in order)
    return made.reshape(batch)


def encode_proto(
    sizes: TensorLike,
    values: list[TensorLike],
    field_names: list[str],
    message_type: str,
    descriptor_source: str | bytes = "local://",
    name: str | None = None,
) -> Any:
    """Serialized messages of tensors with their fields: the inverse of `tf.io.decode_proto`.

    Args:
        sizes: int32, one more dimension than there are of messages: how many values of each field
            are written to each message.
        values: a tensor for each field, of the messages' shape and one more dimension.
        field_names: the fields; what is a message in them is given serialized.
        message_type: the full name of the messages' type.
        descriptor_source: see `tf.io.decode_proto`.
        name: the name of the op.

    Returns: a string tensor of the messages' shape; fields stand in the order of their numbers.

    Raises:
        InvalidArgumentError: no such message type or field, a field has not such a dtype, or shapes
            or sizes do not fit.

    Example:
        >>> tf.io.encode_proto([[1]], [[[7]]], ["dtype"], "tensorflow.TensorProto").numpy()
        array([b'\\x08\\x07'], dtype=object)

    Reference: https://www.tensorflow.org/api_docs/python/tf/io/encode_proto
    """
    return EncodeProto(
        sizes, list(values), field_names=list(field_names), message_type=message_type,
        descriptor_source=descriptor_source, name=name,
    )  # fmt: skip
