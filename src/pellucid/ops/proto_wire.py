"""The bytes of one field of a protocol buffer message, for all field types.

    Field                  what a message's description says of a field
    records(data)          the fields in a message: number, wire type, content
    read(field, records)   the values of a field, as Python numbers or bytes
    write(field, values)   the bytes of a field

A message is a row of records: a varint tag (number * 8 + wire type), then the content: a varint
(type 0), 8 bytes (1), a length and that many bytes (2), a group up to its end (3, 4), 4 bytes (5).

Reference: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_VARINT, _EIGHT, _BYTES, _GROUP, _GROUP_END, _FOUR = range(6)
_MASK = (1 << 64) - 1
# The types whose content has a fixed size, as `struct` names them.
_FIXED = {
    "double": "<d", "float": "<f", "fixed64": "<Q", "fixed32": "<I", "sfixed64": "<q",
    "sfixed32": "<i",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field of a message type.

    Attributes:
        number: its number in the bytes.
        type: its type in the proto language, `"int32"`, `"message"`, `"enum"`, …
        repeated: whether it may occur several times.
        packed: whether its numbers are written as one string of bytes.
        default: the value of one that does not occur.
    """

    number: int
    type: str
    repeated: bool
    packed: bool
    default: Any

    @property
    def wire(self) -> int:
        """The wire type of a single value."""
        if self.type in _FIXED:
            return _EIGHT if self.type in ("double", "fixed64", "sfixed64") else _FOUR
        if self.type == "group":
            return _GROUP
        return _BYTES if self.type in ("string", "bytes", "message") else _VARINT


def varint(data: bytes, position: int) -> tuple[int, int]:
    """The number at `position`, seven bits in each byte, and where it ends.

    Raises:
        ValueError: it does not end.
    """
    value = shift = 0
    while position < len(data) and shift < 70:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _MASK, position
        shift += 7
    raise ValueError("it ends within a number")


def records(data: bytes) -> Iterator[tuple[int, int, Any]]:
    """The number, wire type and content (an int or bytes) of each field.

    Raises:
        ValueError: the bytes are no message.
    """
    position = 0
    while position < len(data):
        number, wire, content, position = _record(data, position)
        if wire == _GROUP_END:
            raise ValueError("a group ends that did not begin")
        yield number, wire, content


def _record(data: bytes, position: int) -> tuple[int, int, Any, int]:
    tag, position = varint(data, position)
    number, wire = tag >> 3, tag & 7
    if not number:
        raise ValueError("there is no field 0")
    if wire == _VARINT:
        value, position = varint(data, position)
        return number, wire, value, position
    if wire == _GROUP:
        return _group(data, position, number)
    if wire == _GROUP_END:
        return number, wire, b"", position
    if wire == _BYTES:
        length, position = varint(data, position)
    elif wire in (_EIGHT, _FOUR):
        length = 8 if wire == _EIGHT else 4
    else:
        raise ValueError(f"there is no wire type {wire}")
    if position + length > len(data):
        raise ValueError("it ends within a field")
    return number, wire, data[position : position + length], position + length


def _group(data: bytes, start: int, number: int) -> tuple[int, int, Any, int]:
    """The group that began before `start`, with the groups in it."""
    position, before, open_groups = start, start, [number]
    while open_groups:
        before = position
        tag, after = varint(data, position)
        if tag & 7 == _GROUP:
            open_groups.append(tag >> 3)
            position = after
            continue
        inner, wire, _, position = _record(data, position)
        if wire == _GROUP_END and inner != open_groups.pop():
            raise ValueError("groups do not end in the order in which they began")
    return number, _GROUP, data[start:before], position


def read(field: Field, found: Iterable[tuple[int, int, Any]]) -> list[Any]:
    """The values of a field among the records of a message: one at most if it is not repeated.

    Raises:
        ValueError: packed numbers end within one.
    """
    values: list[Any] = []
    for number, wire, content in found:
        if number != field.number:
            continue
        if wire == field.wire:
            values.append(_value(field.type, content))
        elif wire == _BYTES and field.repeated and field.wire != _GROUP:
            values += _unpacked(field, content)
    return values if field.repeated else values[-1:]


def _unpacked(field: Field, data: bytes) -> Iterator[Any]:
    if field.type in _FIXED:
        yield from (value for (value,) in struct.iter_unpack(_FIXED[field.type], data))
        return
    position = 0
    while position < len(data):
        value, position = varint(data, position)
        yield _value(field.type, value)


def _value(kind: str, content: Any) -> Any:
    """A value of a type, from the content of a record."""
    if kind in _FIXED:
        return struct.unpack(_FIXED[kind], content)[0]
    if kind in ("int64", "int32", "enum"):
        return _signed(content, 64 if kind == "int64" else 32)
    if kind in ("sint32", "sint64"):
        return (content >> 1) ^ -(content & 1)
    if kind == "uint32":
        return content & 0xFFFFFFFF
    return bool(content) if kind == "bool" else content


def _signed(value: int, bits: int) -> int:
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


# ---------------------------------------------------------------- writing


def write(field: Field, values: list[Any]) -> bytes:
    """The bytes of a field that holds `values`."""
    if not values:
        return b""
    contents = [_content(field.type, value) for value in values]
    if field.packed:
        data = b"".join(contents)
        return _number(field.number << 3 | _BYTES) + _number(len(data)) + data
    tag = _number(field.number << 3 | field.wire)
    if field.wire == _BYTES:
        return b"".join(tag + _number(len(content)) + content for content in contents)
    end = _number(field.number << 3 | _GROUP_END) if field.wire == _GROUP else b""
    return b"".join(tag + content + end for content in contents)


def _content(kind: str, value: Any) -> bytes:
    if kind in ("string", "bytes", "message", "group"):
        return value
    if kind in ("double", "float"):
        return struct.pack(_FIXED[kind], value)
    value = int(value)
    if kind in _FIXED:
        size = struct.calcsize(_FIXED[kind])
        return (value & ((1 << 8 * size) - 1)).to_bytes(size, "little")
    if kind in ("int32", "enum"):
        value = _signed(value, 32)
    elif kind in ("sint32", "sint64"):
        bits = int(kind[4:])
        value = (value << 1 ^ value >> (bits - 1)) & ((1 << bits) - 1)
    elif kind == "uint32":
        value &= 0xFFFFFFFF
    return _number(value & _MASK)


def _number(value: int) -> bytes:
    """A varint."""
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    made.append(value)
    return bytes(made)
