"""tf.nest: the answers of TensorFlow 2.21."""

from __future__ import annotations

import collections
import dataclasses
import types
from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from pellucid.core import nest

Point = collections.namedtuple("Point", "x y")
Other = collections.namedtuple("Other", "x y")
SamePoint = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Masked:
    mask: int
    values: Any

    def __tf_flatten__(self):
        return (self.mask,), (self.values,)

    @classmethod
    def __tf_unflatten__(cls, metadata, components):
        return cls(metadata[0], components[0])


class FrozenMap(collections.abc.Mapping):
    def __init__(self, items):
        self.items_ = dict(items)

    def __getitem__(self, key):
        return self.items_[key]

    def __iter__(self):
        return iter(self.items_)

    def __len__(self):
        return len(self.items_)


class MyList(list):
    pass


class Attribute:
    def __init__(self, name):
        self.name = name


class Attrs:
    """What an attrs class looks like."""

    __attrs_attrs__ = (Attribute("b"), Attribute("a"))

    def __init__(self, b, a):
        self.b, self.a = b, a


class Spec:
    value_type = tuple
    _component_specs = ("first", ["second"])

    def __init__(self, family="family"):
        self.family = family

    def _to_components(self, value):
        return value.components

    def _from_components(self, components):
        return Composite(components)

    def most_specific_common_supertype(self, others):
        return self if all(other.family == self.family for other in others) else None


class Composite:
    def __init__(self, components, family="family"):
        self.components, self.family = components, family

    @property
    def _type_spec(self):
        return Spec(self.family)


@pytest.mark.parametrize(
    ("structure", "leaves"),
    [
        (5, [5]),
        ("abc", ["abc"]),
        (None, [None]),
        ([], []),
        ({}, []),
        ([[], ()], []),
        ({"b": 1, "a": [2, (3,)]}, [2, 3, 1]),
        (OrderedDict([("b", 1), ("a", 2)]), [2, 1]),
        (Point(1, Point(2, 3)), [1, 2, 3]),
        (Masked(1, [2, 3]), [2, 3]),
        (FrozenMap({"b": 1, "a": 2}), [2, 1]),
        (Attrs(1, [2]), [1, 2]),
        (range(3), [0, 1, 2]),
        ({"b": 1, "a": 2}.values(), [1, 2]),
        (collections.deque([1, 2]), [1, 2]),
        (types.MappingProxyType({"b": 1, "a": 2}), [2, 1]),
        ({(1, 2): 3, (0, 5): 4}, [4, 3]),
        (b"ab", [b"ab"]),
        ({1, 2}, [{1, 2}]),
    ],
)
def test_flatten(structure, leaves):
    assert nest.flatten(structure) == leaves


def test_flatten_leaves_arrays_alone():
    array = np.ones((2, 2))
    assert nest.flatten([array])[0] is array


def test_flatten_needs_sortable_keys():
    with pytest.raises(TypeError, match="'<' not supported"):
        nest.flatten({1: "a", "b": 2})


def test_is_nested():
    for structure in ([1], (), {}, Point(1, 2), Masked(1, 2), FrozenMap({}), range(2)):
        assert nest.is_nested(structure)
    for leaf in ("ab", None, np.ones(2), {1}, 3, Composite([1])):
        assert not nest.is_nested(leaf)
    assert nest.is_nested_or_composite(Composite([1]))


@pytest.mark.parametrize(
    "structure",
    [
        5,
        [1, (2, [3])],
        {"b": 1, "a": {"c": 2}},
        OrderedDict([("b", 1), ("a", 2)]),
        Point(1, [2, 3]),
        Masked(1, [2, 3]),
        collections.deque([1, (2,)]),
        (),
    ],
)
def test_pack_inverts_flatten(structure):
    packed = nest.pack_sequence_as(structure, nest.flatten(structure))
    assert packed == structure
    assert type(packed) is type(structure)


def test_pack_keeps_the_kind_of_mapping():
    packed = nest.pack_sequence_as(defaultdict(list, {"b": 0, "a": 0}), [1, 2])
    assert packed == {"a": 1, "b": 2}
    assert packed.default_factory is list
    assert list(packed) == ["b", "a"]
    assert nest.pack_sequence_as(FrozenMap({"b": 0, "a": 0}), [1, 2]).items_ == {"b": 2, "a": 1}
    chained = collections.ChainMap({"b": 1}, {"a": 2})
    assert type(nest.map_structure(lambda x: x, chained)) is collections.ChainMap


def test_pack_makes_lists_of_ranges_and_views():
    assert nest.pack_sequence_as(range(2), [5, 6]) == [5, 6]
    assert nest.pack_sequence_as({"a": 1}.values(), [5]) == [5]


@pytest.mark.parametrize(
    ("structure", "leaves"), [([0, 0], [1]), ([0], [1, 2]), (0, [1, 2]), (0, []), ([], [1])]
)
def test_pack_counts(structure, leaves):
    with pytest.raises(ValueError, match="number of leaves"):
        nest.pack_sequence_as(structure, leaves)


@pytest.mark.parametrize("leaves", [5, "ab", {1, 2}, np.array([1, 2]), {1: 2, 3: 4}])
def test_pack_needs_a_sequence(leaves):
    with pytest.raises(TypeError, match="flat_sequence"):
        nest.pack_sequence_as([0, 0], leaves)


def test_a_mapping_that_cannot_be_rebuilt():
    with pytest.raises(TypeError, match="mappingproxy"):
        nest.map_structure(lambda x: x, types.MappingProxyType({"a": 1}))


def test_map_structure():
    assert nest.map_structure(lambda x: x + 1, {"a": 1, "b": [2, (3,)]}) == {"a": 2, "b": [3, (4,)]}
    assert nest.map_structure(lambda x: x + 1, Point(1, [2])) == Point(2, [3])
    assert nest.map_structure(lambda x: x + 1, 5) == 6
    assert nest.map_structure(lambda x, y: x + y, [1, (2,)], [3, (4,)]) == [4, (6,)]
    assert nest.map_structure(lambda x, y: (x, y), {"a": 1, "b": 2}, {"b": 3, "a": 4}) == {
        "a": (1, 4),
        "b": (2, 3),
    }
    assert type(nest.map_structure(lambda x: x, MyList([1]))) is MyList
    ordered = nest.map_structure(lambda x: x, OrderedDict([("b", 1), ("a", 2)]))
    assert list(ordered.items()) == [("b", 1), ("a", 2)]


def test_map_structure_without_types():
    pairs = nest.map_structure(lambda x, y: (x, y), [1, 2], (3, 4), check_types=False)
    assert pairs == [(1, 3), (2, 4)]
    with pytest.raises(TypeError):
        nest.map_structure(lambda x, y: (x, y), [1, 2], (3, 4))


def test_map_structure_arguments():
    with pytest.raises(ValueError, match="at least one structure"):
        nest.map_structure(lambda x: x)
    with pytest.raises(TypeError, match="callable"):
        nest.map_structure(5, [1])
    with pytest.raises(ValueError, match="foo"):
        nest.map_structure(lambda x: x, [1], foo=3)
    with pytest.raises(ZeroDivisionError):
        nest.map_structure(lambda x: 1 / 0, [1])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([1, 2], [3, 4]),
        ([], []),
        ({"a": 1}, OrderedDict(a=2)),
        ({"a": 1}, FrozenMap({"a": 2})),
        (Point(1, 2), SamePoint(3, 4)),
        ([1], MyList([2])),
        (Masked(1, [2]), Masked(9, [3])),
        ([np.ones(2)], [3]),
        ("ab", "cd"),
    ],
)
def test_same_structure(a, b):
    nest.assert_same_structure(a, b)


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [
        ([1, 2], [3], ValueError),
        ([1], (3,), TypeError),
        ([], (), TypeError),
        (1, [1], ValueError),
        ([1, [2]], [1, 2], ValueError),
        ({"a": 1}, {"b": 1}, ValueError),
        ({"a": 1, "b": 2}, {"b": 1}, ValueError),
        ({"a": 1}, [1], TypeError),
        (Point(1, 2), Other(1, 2), TypeError),
        (Point(1, 2), (1, 2), TypeError),
        (Masked(1, [2]), Masked(1, 3), ValueError),
        ({"a": [2]}, {"a": (2,)}, TypeError),
        ([[1, 2], 3], [1, [2, 3]], ValueError),
    ],
)
def test_different_structure(a, b, error):
    with pytest.raises(error, match="don't have the same nested structure"):
        nest.assert_same_structure(a, b)
    with pytest.raises(error, match="don't have the same nested structure"):
        nest.map_structure(lambda x, y: x, a, b)


def test_same_structure_without_types():
    nest.assert_same_structure([1], (3,), check_types=False)
    nest.assert_same_structure({"a": 1}, [1], check_types=False)
    nest.assert_same_structure({"a": 1}, {"b": 1}, check_types=False)
    with pytest.raises(ValueError, match="elements"):
        nest.assert_same_structure([1], (3, 4), check_types=False)


def test_composites():
    value = Composite((1, [2]))
    assert nest.flatten([value]) == [value]
    assert nest.flatten([value], expand_composites=True) == [1, 2]
    assert nest.flatten(Spec(), expand_composites=True) == ["first", "second"]
    mapped = nest.map_structure(lambda x: x * 10, [value], expand_composites=True)
    assert mapped[0].components == (10, [20])
    packed = nest.pack_sequence_as(Spec(), [5, 6], expand_composites=True)
    assert packed.components == (5, [6])


def test_composites_compare_by_spec():
    value = Composite((1, [2]))
    nest.assert_same_structure(value, Composite((3, [4])), expand_composites=True)
    nest.assert_same_structure(value, Spec(), expand_composites=True)
    with pytest.raises(ValueError, match="spec"):
        nest.assert_same_structure(value, Composite((1, [2]), "other"), expand_composites=True)
    with pytest.raises(TypeError):
        nest.assert_same_structure([1], value, expand_composites=True)
    with pytest.raises(ValueError, match="container"):
        nest.assert_same_structure(value, 1, expand_composites=True)


def test_list_to_tuple():
    assert nest.list_to_tuple([1, [2, {"a": [3]}]]) == (1, (2, {"a": (3,)}))
    assert nest.list_to_tuple(5) == 5


STRUCTURES = st.recursive(
    st.integers(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=2), inner, max_size=3),
    ),
    max_leaves=12,
)


@given(STRUCTURES)
def test_laws(structure):
    leaves = nest.flatten(structure)
    assert nest.pack_sequence_as(structure, leaves) == structure
    assert nest.flatten(nest.map_structure(lambda x: x + 1, structure)) == [x + 1 for x in leaves]
    nest.assert_same_structure(structure, nest.map_structure(str, structure))
    both = nest.map_structure(lambda x, y: x + y, structure, structure)
    assert nest.flatten(both) == [x + x for x in leaves]
