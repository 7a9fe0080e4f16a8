"""Which classes are containers."""

from __future__ import annotations

import collections
import dataclasses

import numpy as np

from pellucid.core import containers
from pellucid.core.containers import EXPANDED, PLAIN


class Spec:
    """The smallest spec of a composite tensor."""

    _component_specs = ("a", "b")
    value_type = list

    def _to_components(self, value):
        return value.parts

    def _from_components(self, components):
        return components


class Composite:
    def __init__(self, *parts):
        self.parts = parts

    @property
    def _type_spec(self):
        return Spec()


def test_builtin_classes():
    assert PLAIN[list] is containers.LIST
    assert PLAIN[tuple] is containers.SEQUENCE
    assert PLAIN[dict] is PLAIN[collections.OrderedDict] is containers.MAPPING
    assert PLAIN[collections.namedtuple("P", "x")] is containers.NAMEDTUPLE
    for leaf in (str, bytes, int, set, frozenset, np.ndarray, type(None), object):
        assert PLAIN[leaf] is None


def test_composites_only_where_asked_for():
    assert PLAIN[Composite] is None
    assert EXPANDED[Composite] is containers.COMPOSITE
    assert PLAIN[Spec] is None
    assert EXPANDED[Spec] is containers.COMPOSITE_SPEC


def test_dataclasses_need_both_methods():
    @dataclasses.dataclass
    class Plain:
        x: int

    @dataclasses.dataclass
    class Half(Plain):
        def __tf_flatten__(self):
            return (), (self.x,)

    assert PLAIN[Plain] is None
    assert PLAIN[Half] is None


def test_attrs_classes():
    class Attribute:
        name = "x"

    class Like:
        __attrs_attrs__ = (Attribute,)

    assert PLAIN[Like] is containers.ATTRS


def test_tables_remember():
    class New(list):
        pass

    assert New not in PLAIN
    assert PLAIN[New] is containers.LIST
    assert New in PLAIN
