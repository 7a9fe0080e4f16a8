"""The fields of extension types: which annotations they may have, and what converts to them.

    fields_of                the fields of a class, from its annotations
    Field.convert            a value of a field; in a spec: the spec of it
    ImmutableDict            what mappings become

Supported annotations: int, float, bool, str, bytes, None; tf.Tensor, tf.TensorShape, tf.DType;
other tensor classes and extension types; Tuple[X, ...], Tuple[X, Y], Mapping[str, X], Union and
Optional.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TensorSpec, TypeSpec, type_spec_from_value
from pellucid.core.tensor import Tensor

_PLAIN = (int, float, bool, str, bytes, type(None))
MISSING: Any = dataclasses.MISSING


class ImmutableDict(Mapping[str, Any]):
    """A mapping that cannot be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._items = dict(*args, **kwargs)

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"ImmutableDict({self._items!r})"


@dataclasses.dataclass(frozen=True)
class Field:
    """One field: its name, its annotation, and what it is where nothing is given."""

    name: str
    annotation: Any
    default: Any = MISSING

    def convert(self, value: Any, in_spec: bool = False) -> Any:
        """`value` as this field holds it.

        Args:
            value: what was given.
            in_spec: the field is one of the spec, which holds specs in place of tensors.

        Raises:
            TypeError: it does not fit the annotation.
        """
        return _converted(value, self.annotation, (self.name,), in_spec)


def fields_of(cls: type, inherited: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of an extension type: those of its base, then its own annotations.

    Raises:
        TypeError: an annotation is not supported, or a default does not fit.
        ValueError: a name is reserved.
    """
    own = {} if "_is_extension_base" in vars(cls) else vars(cls).get("__annotations__", {})
    hints = typing.get_type_hints(cls) if any(isinstance(a, str) for a in own.values()) else own
    found = {field.name: field for field in inherited}
    for name in own:
        if name.startswith("_tf_extension_type") or name in ("self", "Spec"):
            raise ValueError(
                f"The field annotations for {cls.__name__} are invalid. Field {name!r} is reserved."
            )
        annotation = hints[name]
        _check_annotation(annotation, name)
        field = Field(name, annotation, vars(cls).get(name, MISSING))
        if field.default is not MISSING:
            default = _converted(field.default, annotation, (f"default value for {name}",), False)
            field = dataclasses.replace(field, default=default)
        found[name] = field
    return tuple(found.values())


def _check_annotation(annotation: Any, name: str) -> None:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        supported = all(_is_supported(a, name) for a in arguments)
    elif origin is tuple:
        inner = [a for a in arguments if a is not Ellipsis]
        supported = bool(inner) and all(_is_supported(a, name) for a in inner)
    elif origin is not None and issubclass(origin, Mapping):
        supported = arguments[0] is str and _is_supported(arguments[1], name)
    else:
        supported = annotation is None or _is_class_of_values(annotation)
    if not supported:
        shown = repr(annotation.__name__ if isinstance(annotation, type) else annotation)
        raise TypeError(f"In field {name!r}: Unsupported type annotation {shown}")


def _is_supported(annotation: Any, name: str) -> bool:
    _check_annotation(annotation, name)
    return True


def _is_class_of_values(annotation: Any) -> bool:
    if not isinstance(annotation, type):
        return False
    return (
        annotation in _PLAIN
        or issubclass(annotation, Tensor | TensorShape | DType | TypeSpec)
        or hasattr(annotation, "_type_spec")
    )


def _converted(value: Any, annotation: Any, path: tuple[str, ...], in_spec: bool) -> Any:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _one_of(value, arguments, path, in_spec)
    if origin is tuple:
        return _as_tuple(value, arguments, path, in_spec)
    if origin is not None:
        if not isinstance(value, Mapping):
            raise _mismatch(path, "mapping", value)
        items = {k: _converted(v, arguments[1], (*path, repr(k)), in_spec)
                 for k, v in value.items()}  # fmt: skip
        return items if in_spec else ImmutableDict(items)
    if annotation is None:
        annotation = type(None)
    if issubclass(annotation, Tensor):
        return _as_tensor(value, path, in_spec)
    if issubclass(annotation, TensorShape):
        return TensorShape(value)
    if issubclass(annotation, DType):
        return as_dtype(value)
    if hasattr(annotation, "_type_spec") and in_spec:
        fits = isinstance(value, TypeSpec) and issubclass(value.value_type, annotation)
    else:
        fits = isinstance(value, annotation)
    if not fits:
        raise _mismatch(path, repr(annotation.__name__), value)
    return value


def _as_tensor(value: Any, path: tuple[str, ...], in_spec: bool) -> Any:
    if in_spec:
        if not isinstance(value, TensorSpec):
            raise _mismatch(path, "a tf.TensorSpec", value)
        return value
    if isinstance(value, TensorSpec):  # a structure of specs in place of values
        return value
    try:
        return convert(value)
    except (TypeError, ValueError) as error:
        raise _mismatch(path, "a Tensor", value) from error


def _as_tuple(value: Any, arguments: Any, path: tuple[str, ...], in_spec: bool) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _mismatch(path, "tuple", value)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        kinds = [arguments[0]] * len(value)
    else:
        kinds = list(arguments)
        if len(kinds) != len(value):
            raise _mismatch(path, f"tuple with length {len(kinds)}", value)
    return tuple(
        _converted(v, kind, (*path, str(i)), in_spec)
        for i, (v, kind) in enumerate(zip(value, kinds, strict=True))
    )


def _one_of(value: Any, choices: Any, path: tuple[str, ...], in_spec: bool) -> Any:
    # What is of a class already comes before what could be converted to another.
    for annotation in choices:
        if isinstance(annotation, type) and type(value) is annotation:
            return value
    for annotation in choices:
        try:
            return _converted(value, annotation, path, in_spec)
        except (TypeError, ValueError):
            continue
    names = ", ".join(getattr(c, "__name__", repr(c)) for c in choices)
    raise _mismatch(path, f"one of: {names}", value)


def _mismatch(path: tuple[str, ...], expected: str, value: Any) -> TypeError:
    return TypeError(f"{'/'.join(path)}: expected {expected}, got {type(value).__name__!r}")


def spec_of(value: Any) -> Any:
    """What a spec holds in place of a field's value: specs for tensors, all else as it is."""
    if isinstance(value, tuple):
        return tuple(spec_of(v) for v in value)
    if isinstance(value, Mapping):
        return {k: spec_of(v) for k, v in value.items()}
    if isinstance(value, Tensor) or hasattr(type(value), "_type_spec"):
        return type_spec_from_value(value)
    return value
