"""Protocol buffer messages, declared where they are described and built when one is first made.

    class BytesList(Message, fields="repeated bytes value = 1"):
        \"\"\"A list of strings.\"\"\"

`BytesList(value=[b"a"])` is then a message of the protobuf library, with all that it offers. The
messages of one module form a file of their own, in a pool of their own: no other library that
registers the same names can clash with it.

The fields are written in the proto language: `repeated int64 value = 1; map<string, Feature>
feature = 2; oneof kind { BytesList bytes_list = 3; }`. Types that are not built in are other
messages (or enums) of the module.
"""

from __future__ import annotations

import functools
import re
import threading
from typing import Any

_declared: dict[str, list[Any]] = {}  # the messages and enums of each module
_lock = threading.Lock()
SCALARS = (
    "double",
    "float",
    "int64",
    "uint64",
    "int32",
    "fixed64",
    "fixed32",
    "bool",
    "string",
    "group",
    "message",
    "bytes",
    "uint32",
    "enum",
    "sfixed32",
    "sfixed64",
    "sint32",
    "sint64",
)
_FIELD = re.compile(
    r"(?:oneof\s+(?P<oneof>\w+)\s*\{|(?P<end>\}))|"
    r"(?P<label>repeated\s+)?(?:map<(?P<key>\w+),\s*(?P<element>[\w.]+)>|(?P<type>[\w.]+))\s+(?P<name>\w+)\s*=\s*(?P<number>\d+)"
)


class MessageType(type):
    """The class of message classes, which stand for those of the protobuf library."""

    _text: str
    _nested: dict[str, str]
    _values: dict[str, int] | None

    def __new__(
        cls,
        name: str,
        bases: Any,
        namespace: Any,
        fields: str = "",
        nested: dict[str, str] | None = None,
        values: dict[str, int] | None = None,
    ) -> Any:
        made = super().__new__(cls, name, bases, namespace)
        made._text, made._nested, made._values = fields, nested or {}, values
        if bases:
            _declared.setdefault(made.__module__, []).append(made)
        return made

    def __init__(cls, name: str, bases: Any, namespace: Any, **options: Any) -> None:
        super().__init__(name, bases, namespace)

    def __call__(cls, **fields: Any) -> Any:
        return cls.message_class()(**fields)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, cls.message_class())

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(cls.message_class(), name)

    def message_class(cls) -> Any:
        """The protobuf library's class."""
        with _lock:
            return _built(cls.__module__)[cls.__name__]


def declared(name: str) -> Any:
    """The declaration of a message type, by its name without a package; None if there is none."""
    return next((c for several in _declared.values() for c in several if c.__name__ == name), None)


class Message(metaclass=MessageType):
    """Base of all message declarations."""


@functools.cache
def _built(module: str) -> dict[str, Any]:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

    messages = _declared[module]
    package = module.replace("_", "")
    file = descriptor_pb2.FileDescriptorProto(
        name=module.replace(".", "/") + ".proto", package=package, syntax="proto3"
    )
    enums = {c.__name__ for c in messages if c._values is not None}
    for message in messages:
        if message._values is not None:
            enum = file.enum_type.add(name=message.__name__)
            for name, number in message._values.items():
                enum.value.add(name=name, number=number)
            continue
        built = file.message_type.add(name=message.__name__)
        for name, text in message._nested.items():
            _fill(built.nested_type.add(name=name), text, package, enums, {})
        inner = {name: f"{message.__name__}.{name}" for name in message._nested}
        _fill(built, message._text, package, enums, inner)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    classes: dict[str, Any] = {}
    for message in messages:
        full = f"{package}.{message.__name__}"
        if message._values is not None:
            classes[message.__name__] = EnumTypeWrapper(pool.FindEnumTypeByName(full))
        else:
            classes[message.__name__] = message_factory.GetMessageClass(
                pool.FindMessageTypeByName(full)
            )
    return classes


def _fill(built: Any, text: str, package: str, enums: set[str], inner: dict[str, str]) -> None:
    """Add the fields that `text` lists to a message descriptor."""
    union: int | None = None
    for found in _FIELD.finditer(text):
        if found["oneof"]:
            union = len(built.oneof_decl)
            built.oneof_decl.add(name=found["oneof"])
            continue
        if found["end"]:
            union = None
            continue
        field = built.field.add(name=found["name"], number=int(found["number"]))
        field.label = 3 if found["label"] or found["key"] else 1
        if union is not None:
            field.oneof_index = union
        if found["key"]:
            _add_map(built, field, found, package, enums)
        else:
            _set_type(field, found["type"], package, enums, inner)


def _add_map(built: Any, field: Any, found: Any, package: str, enums: set[str]) -> None:
    entry = built.nested_type.add(name=found["name"].title().replace("_", "") + "Entry")
    entry.options.map_entry = True
    for number, (name, kind) in enumerate((("key", found["key"]), ("value", found["element"])), 1):
        _set_type(entry.field.add(name=name, number=number, label=1), kind, package, enums, {})
    field.type = 11
    field.type_name = f".{package}.{built.name}.{entry.name}"


def _set_type(field: Any, kind: str, package: str, enums: set[str], inner: dict[str, str]) -> None:
    if kind in SCALARS:
        field.type = SCALARS.index(kind) + 1
        return
    field.type = 14 if kind in enums else 11
    field.type_name = f".{package}.{inner.get(kind, kind)}"
