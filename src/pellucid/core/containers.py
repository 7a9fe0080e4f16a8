"""What counts as a container in a nested structure, and how to look into it and rebuild it.

A `Container` says for one class what its children are, what the steps to them are called, and how
to make a like object with other children. `PLAIN[type(x)]` is the container of x's class, or `None`
if x is a leaf; `EXPANDED` is the same table for `expand_composites=True`, where ragged, sparse and
other composite tensors are opened too. Both tables learn a class when they first meet it, so that
looking up a known one costs a dictionary access.

Containers are lists, tuples, named tuples, mappings (children in the order of their sorted keys),
other sequences, views of dictionaries, attrs classes, and dataclasses with `__tf_flatten__` and
`__tf_unflatten__`. Strings, bytes, sets and NumPy arrays are leaves.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, MappingView, MutableMapping, Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Container:
    """How to handle the instances of one class.

    Attributes:
        children: from an instance to its children, in flattening order.
        rebuild: from an instance and new children to an object like the instance.
        keys: from an instance to the names of the steps to its children.
        kind: what may stand in for it where two structures are compared: `"mapping"`,
            `"namedtuple"`, `"list"`, `"composite"`, or `"object"` (the same class only).
    """

    children: Callable[[Any], Iterable[Any]]
    rebuild: Callable[[Any, list[Any]], Any]
    keys: Callable[[Any], Iterable[Any]]
    kind: str = "object"


class _Table(dict[type, "Container | None"]):
    def __init__(self, *, expand_composites: bool) -> None:
        super().__init__()
        self._expand_composites = expand_composites

    def __missing__(self, cls: type) -> Container | None:
        container = _composite(cls) if self._expand_composites else None
        if container is None:
            container = _container(cls)
        self[cls] = container
        return container


def _composite(cls: type) -> Container | None:
    if hasattr(cls, "_type_spec"):
        return COMPOSITE
    is_spec = hasattr(cls, "_component_specs") and hasattr(cls, "_from_components")
    # The spec of a dense tensor is its own component: a leaf.
    if is_spec and not getattr(cls, "_is_dense_spec", False):
        return COMPOSITE_SPEC
    return None


def _container(cls: type) -> Container | None:
    if issubclass(cls, (str, bytes)):
        return None
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        return NAMEDTUPLE
    if issubclass(cls, list):
        return LIST
    if issubclass(cls, Mapping):
        return MAPPING
    if issubclass(cls, Sequence):
        return LIST_LIKE if issubclass(cls, range) else SEQUENCE
    if issubclass(cls, MappingView):
        return LIST_LIKE
    if hasattr(cls, "__attrs_attrs__"):
        return ATTRS
    if hasattr(cls, "__tf_flatten__") and hasattr(cls, "__tf_unflatten__"):
        return DATACLASS if dataclasses.is_dataclass(cls) else None
    return None


def _itself(value: Any) -> Any:
    return value


def _indices(value: Any) -> Any:
    return range(len(value))


def _like_sequence(like: Any, children: list[Any]) -> Any:
    return type(like)(children)


def _like_list(like: Any, children: list[Any]) -> Any:
    return children if type(like) is list else type(like)(children)


def _plain_list(like: Any, children: list[Any]) -> Any:
    return children


def _mapping_children(mapping: Mapping[Any, Any]) -> list[Any]:
    return [mapping[key] for key in sorted(mapping)]


def _like_mapping(like: Any, children: list[Any]) -> Any:
    new = dict(zip(sorted(like), children))
    cls = type(like)
    if cls is dict:
        return {key: new[key] for key in like}
    if issubclass(cls, defaultdict):
        return cls(like.default_factory, ((key, new[key]) for key in like))
    if issubclass(cls, MutableMapping):
        filled = cls()
        for key in like:
            filled[key] = new[key]
        return filled
    try:
        return cls((key, new[key]) for key in like)
    except TypeError as cause:
        raise TypeError(
            f"tf.nest: Error creating an object of type {cls} like {like!r}. "
            f"Expected a constructor that accepts key-value pairs. Cause: {cause}"
        ) from cause


def _like_namedtuple(like: Any, children: list[Any]) -> Any:
    return type(like)(*children)


def _fields(value: Any) -> Any:
    return value._fields


def _attrs_names(value: Any) -> list[str]:
    return [attribute.name for attribute in type(value).__attrs_attrs__]


def _attrs_children(value: Any) -> list[Any]:
    return [getattr(value, name) for name in _attrs_names(value)]


def _dataclass_children(value: Any) -> Any:
    return value.__tf_flatten__()[1]


def _like_dataclass(like: Any, children: list[Any]) -> Any:
    return type(like).__tf_unflatten__(like.__tf_flatten__()[0], tuple(children))


def _dataclass_keys(value: Any) -> Any:
    return range(len(_dataclass_children(value)))


def _composite_children(value: Any) -> tuple[Any]:
    return (value._type_spec._to_components(value),)


def _like_composite(like: Any, children: list[Any]) -> Any:
    return like._type_spec._from_components(children[0])


def _spec_children(spec: Any) -> tuple[Any]:
    return (spec._component_specs,)


def _like_spec(like: Any, children: list[Any]) -> Any:
    return like._from_components(children[0])


def _class_name(value: Any) -> tuple[str]:
    return (type(value).__name__,)


def _value_class_name(spec: Any) -> tuple[str]:
    return (spec.value_type.__name__,)


LIST = Container(_itself, _like_list, _indices, kind="list")
SEQUENCE = Container(_itself, _like_sequence, _indices)
LIST_LIKE = Container(_itself, _plain_list, _indices)  # range and views: rebuilt as a list
MAPPING = Container(_mapping_children, _like_mapping, sorted, kind="mapping")
NAMEDTUPLE = Container(_itself, _like_namedtuple, _fields, kind="namedtuple")
ATTRS = Container(_attrs_children, _like_namedtuple, _attrs_names)
DATACLASS = Container(_dataclass_children, _like_dataclass, _dataclass_keys)
COMPOSITE = Container(_composite_children, _like_composite, _class_name, kind="composite")
COMPOSITE_SPEC = Container(_spec_children, _like_spec, _value_class_name, kind="composite")

PLAIN = _Table(expand_composites=False)
EXPANDED = _Table(expand_composites=True)


def table_for(expand_composites: bool) -> dict[type, Container | None]:
    """Return the table of containers, with or without composite tensors."""
    return EXPANDED if expand_composites else PLAIN
