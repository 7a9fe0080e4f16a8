"""Name scopes, in eager mode and in graphs."""

from __future__ import annotations

import pytest

import pellucid as tf


def test_scopes_nest_and_name_variables() -> None:
    with tf.name_scope("a") as outer, tf.name_scope("b") as inner:
        assert (outer, inner) == ("a/", "a/b/")
        assert tf.get_current_name_scope() == "a/b"
        assert tf.Variable(1.0, name="v").name == "a/b/v:0"
    assert tf.get_current_name_scope() == ""


def test_a_trailing_slash_replaces_and_an_empty_name_clears() -> None:
    with tf.name_scope("a"), tf.name_scope("x/"):
        assert tf.get_current_name_scope() == "x"
        with tf.name_scope(""):
            assert tf.Variable(1.0, name="v").name == "v:0"


def test_graphs_make_scopes_unique() -> None:
    with tf.Graph().as_default():
        names = []
        for _ in range(2):
            with tf.name_scope("s"):
                names.append(tf.constant(1, name="c").name)
        with tf.name_scope("s/"):
            names.append(tf.constant(1, name="c").name)
    assert names == ["s/c:0", "s_1/c:0", "s/c_1:0"]


def test_a_scope_ends_with_an_error() -> None:
    with pytest.raises(KeyError), tf.name_scope("a"):
        raise KeyError
    assert tf.get_current_name_scope() == ""


@pytest.mark.parametrize("name", [3, None])
def test_names_are_strings(name: object) -> None:
    with pytest.raises(ValueError, match="must be a string"):
        tf.name_scope(name)
