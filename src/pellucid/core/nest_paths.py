"""Nested structures, walked with the path to each leaf, or only as deep as another structure.

    flatten_with_tuple_paths, flatten_with_joined_string_paths      leaves with their paths
    map_structure_with_tuple_paths, map_structure_with_paths
    flatten_up_to, flatten_with_tuple_paths_up_to                   down to a shallow structure
    map_structure_up_to, map_structure_with_tuple_paths_up_to, assert_shallow_structure
    yield_flat_paths

A path is the tuple of dictionary keys, indices and field names that lead to a leaf; joined to a
string it reads `"encoder/layers/0"`. A shallow structure is like the upper levels of an input: what
stands in the input at the place of a shallow leaf counts as a leaf, be it nested or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pellucid.core.containers import table_for
from pellucid.core.errors import explain
from pellucid.core.nest import assert_same_structure, options, pack_sequence_as, same_namedtuples

Path = tuple[Any, ...]


def flatten_with_tuple_paths(
    structure: Any, expand_composites: bool = False
) -> list[tuple[Path, Any]]:
    """Return pairs of a path and a leaf.

    Example:
        >>> flatten_with_tuple_paths({"a": [5, 6]})
        [(('a', 0), 5), (('a', 1), 6)]
    """
    return list(_walk(structure, structure, table_for(expand_composites), ()))


def flatten_with_joined_string_paths(
    structure: Any, separator: str = "/", expand_composites: bool = False
) -> list[tuple[str, Any]]:
    """Return pairs of a path, as one string, and a leaf.

    Example:
        >>> flatten_with_joined_string_paths({"a": [5, 6]})
        [('a/0', 5), ('a/1', 6)]
    """
    pairs = flatten_with_tuple_paths(structure, expand_composites)
    return [(_joined(path, separator), leaf) for path, leaf in pairs]


def yield_flat_paths(structure: Any, expand_composites: bool = False) -> Iterator[Path]:
    """Yield the path of each leaf, in the order of `tf.nest.flatten`."""
    for path, _ in _walk(structure, structure, table_for(expand_composites), ()):
        yield path


def map_structure_with_tuple_paths(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """`tf.nest.map_structure`, where `func` gets the path of the leaves, a tuple, first.

    Raises:
        TypeError: if `func` is not callable, or containers differ in type.
        ValueError: if there is no structure, or structures differ in form.
    """
    where = "map_structure_with_tuple_paths"
    _check_arguments(where, func, structure)
    check_types, expand_composites = options(where, kwargs)
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types, expand_composites)
    return _map(func, structure[0], structure, expand_composites)


def map_structure_with_paths(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """`tf.nest.map_structure`, where `func` gets the path of the leaves, as `"a/0"`, first.

    Example:
        >>> map_structure_with_paths(lambda path, x: (path, x), {"a": [5]})
        {'a': [('a/0', 5)]}
    """
    _check_arguments("map_structure_with_paths", func, structure)
    return map_structure_with_tuple_paths(
        lambda path, *leaves: func(_joined(path, "/"), *leaves), *structure, **kwargs
    )


def assert_shallow_structure(
    shallow_tree: Any, input_tree: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Raise an error unless `input_tree` has the form of `shallow_tree` down to its leaves.

    Raises:
        TypeError: if the input ends above a leaf of the shallow structure, or types differ.
        ValueError: if numbers of children or keys differ.
    """
    table = table_for(expand_composites)
    shallow, given = table[type(shallow_tree)], table[type(input_tree)]
    if shallow is None:
        return
    where = "tf.nest [input_tree]"
    if given is None:
        raise TypeError(
            explain(
                where,
                "If shallow structure is a sequence, input must also be a sequence",
                expected=f"a {type(shallow_tree).__name__}",
                received=f"{type(input_tree).__name__} {input_tree!r}",
            )
        )
    if check_types and not _may_stand_for(input_tree, shallow_tree, given.kind, shallow.kind):
        raise TypeError(
            explain(
                where,
                "The two structures don't have the same sequence type",
                expected=f"{type(shallow_tree).__name__}",
                received=f"{type(input_tree).__name__}",
            )
        )
    upper, lower = list(shallow.children(shallow_tree)), list(given.children(input_tree))
    if len(upper) != len(lower):
        problem = "The two structures don't have the same sequence length"
        raise ValueError(explain(where, problem, expected=len(upper), received=len(lower)))
    if isinstance(shallow_tree, Mapping) and isinstance(input_tree, Mapping):
        missing = [key for key in shallow_tree if key not in input_tree]
        if missing:
            problem = f"the keys {missing} of the shallow structure are missing"
            raise ValueError(explain(where, problem, received=list(input_tree)))
    for shallow_branch, input_branch in zip(upper, lower):
        assert_shallow_structure(shallow_branch, input_branch, check_types, expand_composites)


def _may_stand_for(given: Any, shallow: Any, given_kind: str, shallow_kind: str) -> bool:
    if type(given) is type(shallow):
        return True
    if given_kind != shallow_kind:
        return False
    if given_kind == "namedtuple":
        return same_namedtuples(given, shallow)
    return given_kind in ("mapping", "list", "composite")


def flatten_up_to(
    shallow_tree: Any, input_tree: Any, check_types: bool = True, expand_composites: bool = False
) -> list[Any]:
    """Return the parts of `input_tree` that stand where `shallow_tree` has leaves.

    Raises:
        TypeError: if the input ends above a leaf of the shallow structure, or types differ.
        ValueError: if numbers of children or keys differ.

    Example:
        >>> flatten_up_to([0, 0], [[1, 2], 3])
        [[1, 2], 3]
    """
    pairs = flatten_with_tuple_paths_up_to(shallow_tree, input_tree, check_types, expand_composites)
    return [part for _, part in pairs]


def flatten_with_tuple_paths_up_to(
    shallow_tree: Any, input_tree: Any, check_types: bool = True, expand_composites: bool = False
) -> list[tuple[Path, Any]]:
    """Return `flatten_up_to` as pairs of a path and a part of the input."""
    assert_shallow_structure(shallow_tree, input_tree, check_types, expand_composites)
    return list(_walk(shallow_tree, input_tree, table_for(expand_composites), ()))


def map_structure_up_to(
    shallow_tree: Any, func: Callable[..., Any], *inputs: Any, **kwargs: Any
) -> Any:
    """Return `shallow_tree` with its leaves replaced by `func` of the parts of `inputs` there.

    Args:
        shallow_tree: the structure that says how deep to go.
        func: called with one part of each input.
        *inputs: structures that are like the shallow one, and may go deeper.
        check_types: the types of the containers must agree (default True).
        expand_composites: open composite tensors, too (default False).

    Raises:
        TypeError: if an input ends above a leaf of the shallow structure, or types differ.
        ValueError: if there are no inputs, or numbers of children or keys differ.

    Example:
        >>> map_structure_up_to([0, 0], len, [[1, 2], [3]])
        [2, 1]
    """
    return map_structure_with_tuple_paths_up_to(
        shallow_tree, lambda path, *parts: func(*parts), *inputs, **kwargs
    )


def map_structure_with_tuple_paths_up_to(
    shallow_tree: Any, func: Callable[..., Any], *inputs: Any, **kwargs: Any
) -> Any:
    """`map_structure_up_to`, where `func` gets the path, a tuple, as first argument."""
    _check_arguments("map_structure_up_to", func, inputs)
    check_types, expand_composites = options("map_structure_up_to", kwargs)
    for given in inputs:
        assert_shallow_structure(shallow_tree, given, check_types, expand_composites)
    return _map(func, shallow_tree, inputs, expand_composites)


def _check_arguments(where: str, func: Any, structures: tuple[Any, ...]) -> None:
    if not callable(func):
        raise TypeError(explain(f"tf.nest.{where} [func]", "not callable", received=repr(func)))
    if not structures:
        raise ValueError(explain(f"tf.nest.{where}", "Must provide at least one structure"))


def _map(
    func: Callable[..., Any], shallow: Any, structures: tuple[Any, ...], expand_composites: bool
) -> Any:
    table = table_for(expand_composites)
    paths = [path for path, _ in _walk(shallow, shallow, table, ())]
    parts = [[part for _, part in _walk(shallow, given, table, ())] for given in structures]
    results = [func(*arguments) for arguments in zip(paths, *parts)]
    return pack_sequence_as(shallow, results, expand_composites)


def _walk(shallow: Any, given: Any, table: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield a path and the part of `given` at each leaf of `shallow`."""
    container = table[type(shallow)]
    if container is None:
        yield path, given
        return
    parts = table[type(given)].children(given)
    keys = container.keys(shallow)
    for key, branch, part in zip(keys, container.children(shallow), parts):
        yield from _walk(branch, part, table, (*path, key))


def _joined(path: Path, separator: str) -> str:
    return separator.join(map(str, path))
