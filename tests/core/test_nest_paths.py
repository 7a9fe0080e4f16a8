"""Nested structures with paths, and down to a shallow structure."""

from __future__ import annotations

import collections

import pytest

from pellucid.core import nest_paths as paths

Point = collections.namedtuple("Point", "x y")
STRUCTURE = {"a": [1, {"b": 2}], "c": Point(3, 4)}


def test_tuple_paths():
    assert paths.flatten_with_tuple_paths(STRUCTURE) == [
        (("a", 0), 1),
        (("a", 1, "b"), 2),
        (("c", "x"), 3),
        (("c", "y"), 4),
    ]
    assert paths.flatten_with_tuple_paths(3) == [((), 3)]
    assert list(paths.yield_flat_paths([5, [6]])) == [(0,), (1, 0)]


def test_string_paths():
    assert paths.flatten_with_joined_string_paths(STRUCTURE) == [
        ("a/0", 1),
        ("a/1/b", 2),
        ("c/x", 3),
        ("c/y", 4),
    ]
    assert paths.flatten_with_joined_string_paths({"a": [1]}, separator=".") == [("a.0", 1)]
    assert paths.flatten_with_joined_string_paths(5) == [("", 5)]
    assert paths.flatten_with_joined_string_paths([]) == []


def test_map_with_paths():
    mapped = paths.map_structure_with_paths(lambda path, x: (path, x), STRUCTURE)
    assert mapped == {"a": [("a/0", 1), {"b": ("a/1/b", 2)}], "c": Point(("c/x", 3), ("c/y", 4))}
    summed = paths.map_structure_with_tuple_paths(lambda path, x, y: (path, x + y), [1], [2])
    assert summed == [((0,), 3)]
    with pytest.raises(ValueError, match="same nested structure"):
        paths.map_structure_with_paths(lambda path, x, y: x, [1], [2, 3])
    with pytest.raises(ValueError, match="at least one"):
        paths.map_structure_with_paths(lambda path: path)
    with pytest.raises(TypeError, match="callable"):
        paths.map_structure_with_paths(5, [1])


@pytest.mark.parametrize(
    ("shallow", "given", "parts"),
    [
        ([0, 0], [[1, 2], (3,)], [[1, 2], (3,)]),
        (0, [1, 2], [[1, 2]]),
        ({"a": 0}, {"a": [1, 2]}, [[1, 2]]),
        ((0, (0,)), (1, ([2, 3],)), [1, [2, 3]]),
    ],
)
def test_flatten_up_to(shallow, given, parts):
    assert paths.flatten_up_to(shallow, given) == parts


@pytest.mark.parametrize(
    ("shallow", "given", "error"),
    [
        ([0, 0], [1], ValueError),
        ([0, 0], (1, 2), TypeError),
        ([0, [0]], [1, 2], TypeError),
        ({"a": 0}, {"a": 1, "b": 2}, ValueError),
        ({"a": 0, "b": 0}, {"a": 1, "c": 2}, ValueError),
        ({"a": 0}, [0], TypeError),
    ],
)
def test_not_as_deep(shallow, given, error):
    with pytest.raises(error):
        paths.assert_shallow_structure(shallow, given)
    with pytest.raises(error):
        paths.flatten_up_to(shallow, given)


def test_up_to_without_types():
    assert paths.flatten_up_to([0, 0], (1, 2), check_types=False) == [1, 2]


def test_map_up_to():
    pairs = paths.map_structure_up_to([0, 0], lambda x, y: (x, y), [[1], 2], [3, (4,)])
    assert pairs == [([1], 3), (2, (4,))]
    with_paths = paths.map_structure_with_tuple_paths_up_to(
        [0, 0], lambda path, x: (path, x), [[1, 2], 3]
    )
    assert with_paths == [((0,), [1, 2]), ((1,), 3)]
    assert paths.map_structure_up_to([], lambda x: x, []) == []
    with pytest.raises(ValueError, match="at least one"):
        paths.map_structure_up_to([0], lambda x: x)


def test_with_paths_up_to():
    assert paths.flatten_with_tuple_paths_up_to([0, 0], [[1, 2], 3]) == [((0,), [1, 2]), ((1,), 3)]
