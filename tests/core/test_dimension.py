"""Dimension: arithmetic with sizes that may be unknown."""

from __future__ import annotations

import pytest

from pellucid.core.dimension import Dimension, dimension_value, size_of


def test_arithmetic():
    seven = Dimension(7)
    assert (seven + 1).value == 8
    assert (1 + seven).value == 8
    assert (seven - 2).value == 5
    assert (9 - seven).value == 2
    assert (seven * 2).value == 14
    assert (seven // 2).value == 3
    assert (seven % 4).value == 3
    assert (seven + None).value is None


def test_comparison_with_unknown_is_unknown():
    assert Dimension(3) == 3
    assert Dimension(3) != 4
    assert Dimension(3) < 4
    assert (Dimension(None) == 3) is None
    assert (Dimension(None) < 3) is None


def test_conversion():
    assert int(Dimension(3)) == 3
    assert list(range(Dimension(2))) == [0, 1]
    assert str(Dimension(None)) == "?"
    assert repr(Dimension(3)) == "Dimension(3)"
    with pytest.raises(TypeError):
        int(Dimension(None))
    with pytest.raises(TypeError):
        hash(Dimension(3))


def test_merge():
    assert Dimension(None).merge_with(3).value == 3
    assert Dimension(3).is_compatible_with(None)
    assert not Dimension(3).is_compatible_with(4)
    with pytest.raises(ValueError, match="not compatible"):
        Dimension(3).merge_with(4)


def test_bad_sizes():
    with pytest.raises(ValueError, match="-1 must be >= 0"):
        Dimension(-1)
    for bad in ("a", 1.5, [1]):
        with pytest.raises(TypeError, match="not an integer"):
            size_of(bad)


def test_dimension_value():
    assert [dimension_value(d) for d in (3, None, Dimension(4), Dimension(None))] == [
        3,
        None,
        4,
        None,
    ]
