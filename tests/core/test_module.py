"""tf.Module: finding variables and modules."""

from __future__ import annotations

import pytest

import pellucid as tf


class Linear(tf.Module):
    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.w = tf.Variable(1.0, name="w")
        self.frozen = tf.Variable(2.0, trainable=False, name="frozen")


class Stack(tf.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = [Linear("a"), {"b": Linear("b")}]
        self.again = self.layers[0]
        self.bias = tf.Variable(0.0, name="bias")

    @tf.Module.with_name_scope
    def make(self) -> str:
        return tf.Variable(1.0, name="made").name


def test_names() -> None:
    assert Stack().name == "stack"
    assert Linear("own").name == "own"
    assert type("HTTPServer2D", (tf.Module,), {})().name == "http_server2_d"
    with pytest.raises(ValueError, match=r"Expected a Python identifier, received .not valid."):
        Linear("not valid")


def test_variables_are_found_once_own_ones_first() -> None:
    stack = Stack()
    assert [v.name for v in stack.variables] == ["bias:0", "frozen:0", "w:0", "frozen:0", "w:0"]
    assert [v.name for v in stack.trainable_variables] == ["bias:0", "w:0", "w:0"]
    assert [v.name for v in stack.non_trainable_variables] == ["frozen:0", "frozen:0"]
    assert [m.name for m in stack.submodules] == ["a", "b"]


def test_name_scope() -> None:
    assert Stack().make() == "stack/made:0"
    with Linear("x").name_scope:
        assert tf.Variable(1.0, name="v").name == "x/v:0"
