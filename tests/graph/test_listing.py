"""Graphs as readable listings."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.graph.listing import listing


def rows(graph: Any) -> list[str]:
    """The lines of a listing, with single spaces."""
    return [" ".join(line.split()) for line in listing(graph).splitlines()]


def test_a_line_for_each_node_with_the_users_line() -> None:
    @tf.function
    def f(x: Any) -> Any:
        y = tf.matmul(x, x, transpose_b=True)
        return y * 2.0

    line = f.python_function.__code__.co_firstlineno
    graph = f.get_concrete_function(tf.TensorSpec([None, 3])).graph
    shown = rows(graph)
    assert shown[0] == "f: 5 nodes"
    assert shown[1].startswith("x = Placeholder() float32 (?, 3) ")
    assert shown[2:5] == [
        f"MatMul = MatMul(x, x, transpose_b=True) float32 (?, ?) test_listing.py:{line + 2}",
        f"Const = Const(2.) float32 () test_listing.py:{line + 3}",
        f"mul = Mul(MatMul, Const) float32 (?, ?) test_listing.py:{line + 3}",
    ]
    assert str(graph) == listing(graph)
    lines = listing(graph).splitlines()[1:]
    assert len({row.index(" = ") for row in lines}) == 1, "columns"
    assert len({row.index("float32") for row in lines}) == 1


def test_branches_are_indented_below_their_node() -> None:
    @tf.function
    def f(x: Any) -> Any:
        return tf.cond(x > 0, lambda: x * 2, lambda: x - 1)

    shown = listing(f.get_concrete_function(tf.constant(1)).graph).splitlines()
    place = next(i for i, row in enumerate(shown) if " = If(Greater, x)" in row)
    assert shown[place + 1].startswith("        cond_true: ")
    inner = [row for row in shown if row.startswith(" " * 12)]
    assert any("Mul(" in row for row in inner)
    assert any("Sub(" in row for row in inner)


def test_values_and_options_are_short() -> None:
    graph = tf.Graph()
    with graph.as_default():
        first = tf.constant(list(range(1000)))
        with graph.control_dependencies([first]):
            tf.reduce_sum(first, keepdims=True, name="total")
        tf.split(first, 2, name="parts")
    shown = rows(graph)
    assert shown[0] == f"graph: {len(graph.get_operations())} nodes"
    assert "[ 0, 1, 2, ..., 997, 998, 999]" in shown[1]
    total = next(row for row in shown if row.startswith("total = "))
    assert "keep_dims=True" in total
    assert "after Const" in total
    parts = next(row for row in shown if row.startswith("parts = "))
    assert "int32 (500,), int32 (500,)" in parts
