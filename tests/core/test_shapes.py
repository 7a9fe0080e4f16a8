"""TensorShape and the functions on internal shape tuples."""

from __future__ import annotations

import operator
import pickle

import numpy as np
import pytest
from hypothesis import given, strategies as st

from pellucid.core import shapes
from pellucid.core.shapes import TensorShape

UNKNOWN = TensorShape(None)


@pytest.mark.parametrize(
    ("given", "dims"),
    [
        ([1, 2], (1, 2)),
        ((None, 2), (None, 2)),
        (5, (5,)),
        ([], ()),
        (None, None),
        (range(3), (0, 1, 2)),
        (np.array([1, 2]), (1, 2)),
        (np.array(3), (3,)),
        (np.int32(3), (3,)),
        ([np.int64(3)], (3,)),
        ((x for x in [1, 2]), (1, 2)),
        (TensorShape([3]), (3,)),
        ([2**70], (2**70,)),
    ],
)
def test_construction(given, dims):
    shape = TensorShape(given)
    assert shape.as_tuple == dims
    assert shape.rank == (None if dims is None else len(dims))


@pytest.mark.parametrize(
    "bad", [1.5, [1.0], ["a"], "a", "12", {"a": 1}, [[1, 2]], [TensorShape([1])]]
)
def test_not_a_shape(bad):
    with pytest.raises(TypeError):
        TensorShape(bad)


def test_negative_size():
    with pytest.raises(ValueError, match="-1 must be >= 0"):
        TensorShape([-1])


class Proto:
    """What a TensorShapeProto looks like."""

    class Dim:
        def __init__(self, size):
            self.size = size

    def __init__(self, sizes):
        self.unknown_rank = sizes is None
        self.dim = [self.Dim(size) for size in sizes or ()]


def test_from_proto():
    assert TensorShape(Proto([1, -1])) == [1, None]
    assert TensorShape(Proto(None)) == UNKNOWN


def test_equality_and_hash():
    assert TensorShape([1, 2]) == [1, 2]
    assert TensorShape([1, 2]) == (1, 2)
    assert TensorShape([None]) == TensorShape([None])
    assert TensorShape([None]) != TensorShape([1])
    assert UNKNOWN == TensorShape(None)
    assert UNKNOWN != [1]
    assert TensorShape([1]) != "a"
    assert TensorShape([1]) != 5
    assert hash(TensorShape([1, 2])) == hash(TensorShape((1, 2)))


def test_text():
    assert repr(TensorShape([1, None])) == "TensorShape([1, None])"
    assert str(TensorShape([5])) == "(5,)"
    assert str(UNKNOWN) == "<unknown>"
    assert repr(UNKNOWN) == "TensorShape(None)"
    assert repr(TensorShape([2]).dims) == "[Dimension(2)]"
    assert UNKNOWN.dims is None


def test_indexing():
    shape = TensorShape([1, 2, None])
    assert shape[0] == 1
    assert shape[-1] is None
    assert shape[1:] == TensorShape([2, None])
    assert isinstance(shape[:2], TensorShape)
    with pytest.raises(IndexError):
        shape[5]


def test_indexing_unknown_rank():
    assert UNKNOWN[0] is None
    assert UNKNOWN[1:] == UNKNOWN
    assert UNKNOWN[:2] == [None, None]
    assert UNKNOWN[1:3] == [None, None]
    assert UNKNOWN[:-1] == UNKNOWN
    with pytest.raises(ValueError, match="step"):
        UNKNOWN[::2]


def test_sequence_behaviour():
    shape = TensorShape([2, None])
    assert len(shape) == 2
    assert list(shape) == [2, None]
    assert None in shape
    assert bool(TensorShape([]))
    assert not bool(UNKNOWN)
    assert np.zeros(TensorShape([2, 3])).shape == (2, 3)
    for question in (len, list, TensorShape.as_list):
        with pytest.raises(ValueError, match="rank"):
            question(UNKNOWN)


def test_concatenation():
    one, two = TensorShape([1]), TensorShape([2])
    assert one + two == [1, 2]
    for other in ([1], (1,)):
        assert operator.add(two, other) == [2, 1]
        assert operator.add(other, two) == [1, 2]
    assert TensorShape([1]).concatenate(3) == [1, 3]
    assert UNKNOWN + TensorShape([1]) == UNKNOWN


def test_counting():
    assert TensorShape([2, 3]).num_elements() == 6
    assert TensorShape([]).num_elements() == 1
    assert TensorShape([None, 0]).num_elements() is None
    assert UNKNOWN.num_elements() is None
    assert TensorShape([]).is_fully_defined()
    assert not TensorShape([None]).is_fully_defined()
    assert not UNKNOWN.is_fully_defined()


def test_merging():
    assert TensorShape([1, None]).merge_with([None, 2]) == [1, 2]
    assert UNKNOWN.merge_with([1]) == [1]
    for other in ([1, 3], [1]):
        with pytest.raises(ValueError, match="not compatible"):
            TensorShape([1, 2]).merge_with(other)


def test_generalizing():
    shape = TensorShape([1, 2])
    assert shape.most_specific_compatible_shape([1, 3]) == [1, None]
    assert shape.most_specific_compatible_shape([1]) == UNKNOWN
    assert shape.most_specific_common_supertype([TensorShape([3, 2])]) == [None, 2]
    assert shape.most_specific_common_supertype([]) == shape
    assert shape.most_specific_common_supertype([5]) is None


def test_subtypes():
    assert TensorShape([2, None]).is_subtype_of(TensorShape([None, None]))
    assert not TensorShape([None]).is_subtype_of(TensorShape([2]))
    assert TensorShape([2]).is_subtype_of(UNKNOWN)
    assert not UNKNOWN.is_subtype_of(TensorShape([2]))
    assert not TensorShape([2]).is_subtype_of([2])


def test_rank_checks():
    shape = TensorShape([1, 2])
    assert shape.with_rank(2) is shape
    assert UNKNOWN.with_rank(2) == [None, None]
    assert UNKNOWN.with_rank_at_least(2) == UNKNOWN
    shape.assert_same_rank([5, 6])
    for check in (
        lambda: shape.with_rank(3),
        lambda: shape.with_rank_at_least(3),
        lambda: shape.with_rank_at_most(1),
        lambda: shape.assert_has_rank(1),
        lambda: shape.assert_same_rank([1]),
    ):
        with pytest.raises(ValueError, match=r"Shape \(1, 2\) must have rank"):
            check()


def test_assertions():
    TensorShape([1]).assert_is_fully_defined()
    with pytest.raises(ValueError, match="not fully defined"):
        TensorShape([None]).assert_is_fully_defined()
    TensorShape([1]).assert_is_compatible_with([None])
    with pytest.raises(ValueError, match="not compatible"):
        TensorShape([1]).assert_is_compatible_with([2])


def test_pickle():
    for shape in (TensorShape([1, None]), UNKNOWN):
        assert pickle.loads(pickle.dumps(shape)) == shape


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        ((1, 2), (3, 1), (3, 2)),
        ((None, 2), (3, 1), (3, 2)),
        ((None, 2), (1, 1), (None, 2)),
        ((2,), (None,), (2,)),
        ((0,), (1,), (0,)),
        ((0,), (None,), (None,)),
        ((None,), (None,), (None,)),
        ((), (2, 3), (2, 3)),
        (None, (1, 2), None),
        ((5, 1), (None, 3), (5, 3)),
    ],
)
def test_broadcast_shapes(a, b, result):
    assert shapes.broadcast_shapes(a, b) == result
    assert shapes.broadcast_shapes(b, a) == result
    static = shapes.broadcast_static_shape(TensorShape(a), TensorShape(b))
    assert static == TensorShape(result)


def test_broadcast_error_names_both_shapes():
    with pytest.raises(ValueError, match=r"Incompatible shapes \(2, 3\) and \(4, 3\)"):
        shapes.broadcast_shapes((2, 3), (4, 3))


SIZES = st.lists(st.sampled_from([0, 1, 2, 3]), max_size=3).map(tuple)


@given(SIZES, SIZES)
def test_broadcast_agrees_with_numpy(a, b):
    try:
        expected = np.broadcast_shapes(a, b)
    except ValueError:
        with pytest.raises(ValueError, match="Incompatible"):
            shapes.broadcast_shapes(a, b)
    else:
        assert shapes.broadcast_shapes(a, b) == expected


@given(SIZES, SIZES, st.data())
def test_a_less_specific_shape_broadcasts_to_a_less_specific_result(a, b, data):
    try:
        exact = np.broadcast_shapes(a, b)
    except ValueError:
        return
    hidden = tuple(data.draw(st.sampled_from([size, None])) for size in a)
    assert shapes.is_subshape(exact, shapes.broadcast_shapes(hidden, b))


def test_dimension_at_index():
    assert shapes.dimension_at_index(TensorShape([3, 4]), 1).value == 4
    assert shapes.dimension_at_index(UNKNOWN, 1).value is None
    with pytest.raises(IndexError):
        shapes.dimension_at_index(TensorShape([3]), 5)


def test_as_shape_and_unknown_shape():
    shape = TensorShape([1])
    assert shapes.as_shape(shape) is shape
    assert shapes.as_shape([1]) == shape
    assert shapes.unknown_shape() == UNKNOWN
    assert shapes.unknown_shape(2) == [None, None]
