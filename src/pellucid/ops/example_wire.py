"""Reading the bytes of `tf.train.Example` without making messages of them.

A serialized message is a row of fields: a varint tag (number * 8 + wire type), then the content: a
varint (type 0), 8 bytes (1), a length and that many bytes (2), or 4 bytes (5).

Reference: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import DType
from pellucid.ops.string_elements import vector

# The number of the list in a Feature, and the dtype of its values.
_KINDS = {1: dtypes.string, 2: dtypes.float32, 3: dtypes.int64}


def fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """The number and content of each field: an int, or bytes.

    Raises:
        ValueError: the bytes are no message.
    """
    position, end = 0, len(data)
    while position < end:
        tag, position = _varint(data, position)
        wire = tag & 7
        if wire == 2:
            length, position = _varint(data, position)
        elif wire == 0:
            value, position = _varint(data, position)
            yield tag >> 3, value
            continue
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError("Could not parse example input: no message of fields")
        if position + length > end or tag < 8:
            raise ValueError("Could not parse example input: it ends within a field")
        yield tag >> 3, data[position : position + length]
        position += length


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """The number at `position`, seven bits in each byte, and where it ends."""
    value = shift = 0
    while position < len(data) and shift < 70:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise ValueError("Could not parse example input: it ends within a number")


def single_field(data: bytes, start: int = 0) -> tuple[int, bytes] | None:
    """The number and bytes of the only field from `start` on; None if there is not just one.

    Most messages in an example are like that, and a generator would take three times as long.
    """
    if start + 1 >= len(data) or data[start] & 0x87 != 2:
        return None
    length = data[start + 1]
    position = start + 2
    if length >= 0x80:
        length, position = _varint(data, start + 1)
    return (data[start] >> 3, data[position:]) if position + length == len(data) else None


def map_entries(data: bytes) -> dict[bytes, bytes]:
    """The entries of a message whose field 1 is a map to messages; the last of a key counts."""
    found = {}
    for number, entry in fields(data):
        if number == 1:
            # Almost always: a key of less than 128 bytes, then the value to the end.
            middle = 2 + entry[1] if len(entry) > 1 and entry[0] == 0x0A and entry[1] < 0x80 else 0
            rest = single_field(entry, middle) if middle else None
            if rest is not None and rest[0] == 2:
                found[entry[2:middle]] = rest[1]
                continue
            pair = dict(fields(entry))
            found[pair.get(1, b"")] = pair.get(2, b"")
    return found


def feature_bytes(example: bytes) -> dict[bytes, bytes]:
    """The serialized features of an Example by name."""
    found: dict[bytes, bytes] = {}
    for number, content in fields(example):
        if number == 1:
            found |= map_entries(content)
    return found


def sequence_bytes(example: bytes) -> tuple[dict[bytes, bytes], dict[bytes, list[bytes]]]:
    """The serialized features of a SequenceExample by name: of the whole, and of each step."""
    context: dict[bytes, bytes] = {}
    lists: dict[bytes, list[bytes]] = {}
    for number, content in fields(example):
        if number == 1:
            context |= map_entries(content)
        elif number == 2:
            for name, steps in map_entries(content).items():
                lists[name] = [step for n, step in fields(steps) if n == 1]
    return context, lists


def feature_values(feature: bytes, dtype: DType, name: bytes) -> np.ndarray | None:
    """The values of a serialized Feature; None if it holds no list.

    Raises:
        ValueError: they are of another dtype.
    """
    only = single_field(feature)
    kind, content = only or ([(0, b""), *fields(feature)][-1])  # the last one counts
    if kind not in _KINDS:
        return None
    if _KINDS[kind] is not dtype:
        raise ValueError(
            f"Key: {name.decode(errors='replace')}. Data types don't match. Data type: "
            f"{_KINDS[kind].name} but expected type: {dtype.name}"
        )
    only = single_field(content)
    parts = [only[1]] if only else [value for number, value in fields(content) if number == 1]
    if dtype is dtypes.string:
        return vector(parts)
    read = _floats if dtype is dtypes.float32 else _integers
    arrays = [read(part) for part in parts]
    return arrays[0] if len(arrays) == 1 else np.concatenate([np.empty(0, dtype.np_dtype), *arrays])


def _floats(packed: bytes) -> np.ndarray:
    return np.frombuffer(packed, "<f4")


def _few_integers(packed: bytes) -> np.ndarray:
    found, position = [], 0
    while position < len(packed):
        value, position = _varint(packed, position)
        found.append(value & 0xFFFFFFFFFFFFFFFF)
    return np.array(found, np.uint64).view(np.int64)


def _integers(packed: bytes | int) -> np.ndarray:
    """Varints one after the other; or the only one of a field."""
    if isinstance(packed, int):
        return np.array([packed], np.uint64).astype(np.int64)
    if len(packed) < 20:  # less than NumPy's calls cost
        return _few_integers(packed)
    octets = np.frombuffer(packed, np.uint8)
    last = octets < 0x80
    if last.all():
        return octets.astype(np.int64)
    if not last[-1]:
        raise ValueError("Could not parse example input: it ends within a number")
    starts = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])
    lengths = np.diff(np.append(starts, len(octets)))
    if lengths.max() > 10:
        raise ValueError("Could not parse example input: a number of more than ten bytes")
    places = np.arange(len(octets)) - np.repeat(starts, lengths)
    bits = (octets & 0x7F).astype(np.uint64) << (7 * places).astype(np.uint64)
    return np.bitwise_or.reduceat(bits, starts).astype(np.int64)
