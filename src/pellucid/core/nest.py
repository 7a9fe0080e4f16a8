"""Nested structures: lists, tuples, dicts and their kin, with tensors or anything else as leaves.

    flatten, pack_sequence_as            from a structure to the list of its leaves, and back
    map_structure                        the same structure with a function of the leaves
    assert_same_structure, is_nested     questions about structures
    list_to_tuple                        lists become tuples, at any depth

What is a container and what a leaf: see `pellucid.core.containers`. Walking with paths, or only to
the depth of another structure: see `pellucid.core.nest_paths`.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pellucid.core.containers import PLAIN, Container, table_for
from pellucid.core.errors import explain

_END = object()


class _TooFewLeaves(Exception):
    pass


def is_nested(seq: Any) -> bool:
    """Return True if `seq` is a container, also an empty one, and False if it is a leaf.

    Example:
        >>> tf.nest.is_nested([1]), tf.nest.is_nested("ab"), tf.nest.is_nested(())
        (True, False, True)

    Reference: https://www.tensorflow.org/api_docs/python/tf/nest/is_nested
    """
    return PLAIN[type(seq)] is not None


def is_nested_or_composite(structure: Any) -> bool:
    """Return True if `structure` is a container or a composite tensor, such as a ragged one."""
    return table_for(True)[type(structure)] is not None


def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """Return the leaves of a structure as a list.

    Args:
        structure: a leaf, or a nested structure. Mappings are walked in the order of their sorted
            keys.
        expand_composites: also open composite tensors, such as ragged and sparse ones.

    Raises:
        TypeError: if the keys of a mapping cannot be sorted.

    Example:
        >>> tf.nest.flatten({"b": 3, "a": [1, (2,)]})
        [1, 2, 3]

    Reference: https://www.tensorflow.org/api_docs/python/tf/nest/flatten
    """
    table = table_for(expand_composites)
    container = table[type(structure)]
    if container is None:
        return [structure]
    leaves: list[Any] = []
    _collect(structure, container, table, leaves)
    return leaves


def _collect(structure: Any, container: Container, table: Any, leaves: list[Any]) -> None:
    for child in container.children(structure):
        inner = table[type(child)]
        if inner is None:
            leaves.append(child)
        else:
            _collect(child, inner, table, leaves)


def pack_sequence_as(structure: Any, flat_sequence: Any, expand_composites: bool = False) -> Any:
    """Return a structure like `structure` whose leaves are those of `flat_sequence`.

    Args:
        structure: a leaf, or a nested structure.
        flat_sequence: the new leaves in the order of `flatten`: a list, tuple or other sequence.
        expand_composites: put leaves into composite tensors, too.

    Raises:
        ValueError: if the number of leaves differs.
        TypeError: if `flat_sequence` is not a sequence.

    Example:
        >>> tf.nest.pack_sequence_as({"b": 0, "a": [0]}, [1, 2])
        {'b': 2, 'a': [1]}

    Reference: https://www.tensorflow.org/api_docs/python/tf/nest/pack_sequence_as
    """
    if PLAIN[type(flat_sequence)] is None or isinstance(flat_sequence, Mapping):
        raise TypeError(
            explain(
                "tf.nest.pack_sequence_as [flat_sequence]",
                "this is not a sequence of leaves",
                expected="a list or tuple",
                received=f"{type(flat_sequence).__name__} {reprlib.repr(flat_sequence)}",
            )
        )
    table = table_for(expand_composites)
    container = table[type(structure)]
    if container is None:
        if len(flat_sequence) != 1:
            raise _wrong_count(structure, flat_sequence, expand_composites)
        return flat_sequence[0]
    leaves = iter(flat_sequence)
    try:
        packed = _pack(structure, container, table, leaves)
    except _TooFewLeaves:
        raise _wrong_count(structure, flat_sequence, expand_composites) from None
    if next(leaves, _END) is not _END:
        raise _wrong_count(structure, flat_sequence, expand_composites)
    return packed


def _pack(structure: Any, container: Container, table: Any, leaves: Iterator[Any]) -> Any:
    children = []
    for child in container.children(structure):
        inner = table[type(child)]
        if inner is None:
            leaf = next(leaves, _END)
            if leaf is _END:
                raise _TooFewLeaves
            children.append(leaf)
        else:
            children.append(_pack(child, inner, table, leaves))
    return container.rebuild(structure, children)


def _wrong_count(structure: Any, flat_sequence: Any, expand_composites: bool) -> ValueError:
    count = len(flatten(structure, expand_composites))
    return ValueError(
        explain(
            "tf.nest.pack_sequence_as",
            "the number of leaves differs",
            expected=f"{count} for the structure {reprlib.repr(structure)}",
            received=f"{len(flat_sequence)}: {reprlib.repr(flat_sequence)}",
        )
    )


def map_structure(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """Return the structure with `func` applied to its leaves.

    Args:
        func: called with one leaf of each structure.
        *structure: one or more structures of the same form; the result has the types of the first.
        check_types: with several structures, also the types of the containers must agree
            (default True).
        expand_composites: apply `func` to the components of composite tensors (default False).

    Raises:
        TypeError: if `func` is not callable, or containers differ in type.
        ValueError: if there is no structure, or structures differ in form.

    Example:
        >>> tf.nest.map_structure(lambda x, y: x + y, {"a": 1, "b": [2]}, {"a": 10, "b": [20]})
        {'a': 11, 'b': [22]}

    Reference: https://www.tensorflow.org/api_docs/python/tf/nest/map_structure
    """
    if not callable(func):
        raise TypeError(
            explain("tf.nest.map_structure [func]", "this is not callable", received=repr(func))
        )
    if not structure:
        raise ValueError(explain("tf.nest.map_structure", "Must provide at least one structure"))
    check_types, expand_composites = options("map_structure", kwargs) if kwargs else (True, False)
    first, *others = structure
    if others:
        return _map_several(func, first, others, check_types, expand_composites)
    table = table_for(expand_composites)
    container = table[type(first)]
    return func(first) if container is None else _map_one(func, first, container, table)


def options(where: str, kwargs: dict[str, Any]) -> tuple[bool, bool]:
    """Return `check_types` and `expand_composites` from keyword arguments, and refuse others."""
    known = {"check_types": True, "expand_composites": False, **kwargs}
    if len(known) > 2:
        unknown = next(key for key in kwargs if key not in ("check_types", "expand_composites"))
        problem = f"unknown keyword argument {unknown!r}"
        expected = "check_types or expand_composites"
        raise ValueError(explain(f"tf.nest.{where}", problem, expected=expected))
    return known["check_types"], known["expand_composites"]


def _map_one(func: Callable[..., Any], structure: Any, container: Container, table: Any) -> Any:
    children = []
    for child in container.children(structure):
        inner = table[type(child)]
        children.append(func(child) if inner is None else _map_one(func, child, inner, table))
    return container.rebuild(structure, children)


def _map_several(
    func: Callable[..., Any],
    first: Any,
    others: list[Any],
    check_types: bool,
    expand_composites: bool,
) -> Any:
    for other in others:
        assert_same_structure(first, other, check_types, expand_composites)
    flat = [flatten(structure, expand_composites) for structure in (first, *others)]
    results = [func(*leaves) for leaves in zip(*flat)]
    return pack_sequence_as(first, results, expand_composites)


def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Raise an error unless two structures have the same form.

    Any mapping may stand for any other with the same keys, any list for any other list, and a named
    tuple for another with the same name and fields; all other containers must be of the same class.

    Args:
        nest1: a leaf, or a nested structure.
        nest2: a leaf, or a nested structure.
        check_types: if False, only the numbers of children are compared.
        expand_composites: also compare composite tensors: some spec must cover both.

    Raises:
        ValueError: if a container stands against a leaf, or numbers of children, keys or specs
            differ.
        TypeError: if two containers differ in type.

    Example:
        >>> tf.nest.assert_same_structure([1, (2,)], ["a", ("b",)])

    Reference: https://www.tensorflow.org/api_docs/python/tf/nest/assert_same_structure
    """
    table = table_for(expand_composites)
    difference = _difference(nest1, nest2, check_types, table)
    if difference is not None:
        error, reason = difference
        raise error(
            explain(
                "tf.nest.assert_same_structure",
                f"The two structures don't have the same nested structure: {reason}",
                expected=f"the form of {nest1!r}",
                received=repr(nest2),
            )
        )


def _difference(
    a: Any, b: Any, check_types: bool, table: Any
) -> tuple[type[Exception], str] | None:
    """Find the first difference: the error to raise, and the reason."""
    left, right = table[type(a)], table[type(b)]
    if left is None and right is None:
        return None
    if left is None or right is None:
        inner, leaf = (a, b) if right is None else (b, a)
        return ValueError, f"{_named(inner)} is a container, {_named(leaf)} is not"
    if left.kind == "composite" and right.kind == "composite":
        return _spec_difference(a, b)
    if check_types:
        difference = _type_difference(a, b, left, right)
        if difference is not None:
            return difference
    children_a, children_b = list(left.children(a)), list(right.children(b))
    if len(children_a) != len(children_b):
        return ValueError, (
            f"{_named(a)} has {len(children_a)} elements, {_named(b)} has {len(children_b)}"
        )
    for child_a, child_b in zip(children_a, children_b):
        difference = _difference(child_a, child_b, check_types, table)
        if difference is not None:
            return difference
    return None


def _type_difference(
    a: Any, b: Any, left: Container, right: Container
) -> tuple[type[Exception], str] | None:
    if left.kind == right.kind == "mapping":
        if a.keys() != b.keys():
            return ValueError, f"the keys are {list(a)} and {list(b)}"
        return None
    if type(a) is type(b) or left.kind == right.kind == "list":
        return None
    if left.kind == right.kind == "namedtuple" and same_namedtuples(a, b):
        return None
    return TypeError, f"{_named(a)} has type {type(a).__name__}, {_named(b)} {type(b).__name__}"


def _spec_difference(a: Any, b: Any) -> tuple[type[Exception], str] | None:
    spec_a, spec_b = getattr(a, "_type_spec", a), getattr(b, "_type_spec", b)
    if spec_a.most_specific_common_supertype([spec_b]) is not None:
        return None
    return ValueError, f"no spec covers both {spec_a!r} and {spec_b!r}"


def _named(value: Any) -> str:
    return f"{type(value).__name__} {reprlib.repr(value)}"


def same_namedtuples(a: Any, b: Any) -> bool:
    """Return True if two named tuples have the same class name and the same fields."""
    return type(a).__name__ == type(b).__name__ and a._fields == b._fields


def list_to_tuple(structure: Any) -> Any:
    """Return the structure with every list replaced by a tuple, at any depth.

    Example:
        >>> list_to_tuple([1, {"a": [2]}])
        (1, {'a': (2,)})
    """
    container = PLAIN[type(structure)]
    if container is None:
        return structure
    children = [list_to_tuple(child) for child in container.children(structure)]
    if container.kind == "list":
        return tuple(children)
    return container.rebuild(structure, children)
