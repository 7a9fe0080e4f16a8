"""`tf.io.decode_json_example`: Examples written in JSON, by protobuf's mapping, to their bytes."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.example import Example
from pellucid.ops.string_elements import elementwise
from pellucid.runtime.dispatch import op

DecodeJSONExample = op(
    "DecodeJSONExample",
    "json_examples: string -> binary_examples: string",
    infer=same,
    gradient=None,
)


@DecodeJSONExample.kernel("host")
def _(x: Any) -> Any:
    return elementwise(_binary, x)


def _binary(text: bytes) -> bytes:
    from google.protobuf import json_format

    try:
        example = json_format.Parse(text, Example())
    except (json_format.ParseError, UnicodeDecodeError) as error:
        raise ValueError(f"Error while parsing JSON: {error}") from error
    entries = b"".join(
        _field(1, _field(1, name.encode()) + _field(2, _feature(feature)))
        for name, feature in example.features.feature.items()
    )
    return _field(1, entries) if example.HasField("features") else b""


def _feature(feature: Any) -> bytes:
    """A feature with each number in a field of its own, as TensorFlow writes these."""
    kind = feature.WhichOneof("kind")
    if kind is None:
        return b""
    values = getattr(feature, kind).value
    if kind == "bytes_list":
        return _field(1, b"".join(_field(1, value) for value in values))
    if kind == "float_list":
        return _field(2, b"".join(b"\x0d" + np.float32(value).tobytes() for value in values))
    return _field(3, b"".join(b"\x08" + _varint(value % 2**64) for value in values))


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    octets = bytearray()
    while value >= 0x80:
        octets.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*octets, value])


def decode_json_example(json_examples: TensorLike, name: str | None = None) -> Tensor:
    """The bytes of `tf.train.Example` messages that are written in JSON.

    Args:
        json_examples: strings, any shape.

    Returns: strings of the same shape, for `tf.io.parse_example`.

    Raises:
        InvalidArgumentError: a string is no such JSON.
    """
    return DecodeJSONExample(json_examples, name=name)
