"""Passes: what they remove, what they must leave alone, and the rules they are checked by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.core.errors import InternalError
from pellucid.core.registry import OPS
from pellucid.graph.passes import folding
from pellucid.graph.passes.copying import Copy
from pellucid.graph.passes.deduplication import deduplicate
from pellucid.graph.passes.folding import fold
from pellucid.graph.passes.optimization import optimized
from pellucid.graph.passes.pruning import prune
from pellucid.graph.passes.verification import RULES, verify
from pellucid.runtime.program import Program


def traced(function: Callable[..., Any], *specs: Any) -> Any:
    return tf.function(function, autograph=False).get_concrete_function(*specs).graph


def types(graph: Any) -> list[str]:
    return [n.type for n in graph.nodes]


VECTOR = tf.TensorSpec([3], tf.float32)


def test_pruning_keeps_effects_in_order() -> None:
    v = tf.Variable(1.0)

    def function(x: Any) -> Any:
        tf.exp(x)
        v.assign_add(1.0)
        tf.random.uniform([2])
        v.read_value()
        return x + 1.0

    graph = Copy(traced(function, VECTOR))
    prune(graph)
    kept = [t for t in types(graph) if t not in ("Placeholder", "Const")]
    assert kept == ["AssignAddVariableOp", "AddV2", "Identity"]


def test_folding() -> None:
    def function(x: Any) -> Any:
        scale = tf.sqrt(tf.constant([4.0, 9.0, 16.0])) * 2.0
        return x * scale + tf.random.uniform([3])

    graph = Copy(traced(function, VECTOR))
    fold(graph)
    assert "Sqrt" not in types(graph)
    assert "RandomUniform" in types(graph)
    values = [n.attrs["value"].tolist() for n in graph.nodes if n.type == "Const"]
    assert [4.0, 6.0, 8.0] in values


def test_folding_leaves_large_and_failing_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    def function(x: Any) -> Any:
        small, zero = tf.fill([8], 1.0), tf.constant(0)
        return x + tf.reduce_sum(small), tf.constant(1) // zero

    monkeypatch.setattr(folding, "LIMIT", 16)
    graph = Copy(traced(function, VECTOR))
    fold(graph)
    assert "FloorDiv" in types(graph)
    assert "Fill" in types(graph)


def test_deduplication() -> None:
    def function(x: Any) -> Any:
        return tf.exp(x * 2.0) + tf.exp(x * 2.0), tf.exp(x * 2)

    graph = Copy(traced(function, VECTOR))
    deduplicate(graph)
    assert types(graph).count("Exp") == types(graph).count("Mul") == 1
    assert graph.outputs[1].op.inputs[0].op.type == "Exp"


def test_what_deduplication_must_keep() -> None:
    v = tf.Variable(1.0)

    def function(x: Any) -> Any:
        first = v.read_value()
        v.assign_add(1.0)
        drawn = tf.random.uniform([3]) - tf.random.uniform([3])
        nothing = tf.constant(0.0) + tf.constant(-0.0)
        return v.read_value() - first + drawn, nothing, tf.argmax(x) + tf.argmin(x)

    graph = optimized(traced(function, VECTOR))
    assert types(graph).count("ReadVariableOp") == 2
    assert types(graph).count("RandomUniform") == 2
    constants = Copy(traced(function, VECTOR))
    deduplicate(constants)
    zeros = [n for n in constants.nodes if n.type == "Const" and not np.any(n.attrs["value"])]
    assert len([z for z in zeros if z.attrs["value"].dtype == np.float32]) == 2


def test_control_inputs_move_with_what_they_wait_for() -> None:
    def function(x: Any) -> Any:
        a, b = tf.exp(x), tf.exp(x)
        with tf.control_dependencies([b]):
            return a + 0.0

    graph = Copy(traced(function, VECTOR))
    deduplicate(graph)
    waiting = next(n for n in graph.nodes if n.type == "AddV2")
    assert [n.type for n in waiting.control_inputs] == ["Exp"]
    verify(graph)


def test_results_stay_the_same() -> None:
    table = tf.Variable([1.0, 2.0, 3.0])

    def function(x: Any) -> Any:
        y = tf.cond(tf.reduce_sum(x) > 0.0, lambda: x * table, lambda: -x)
        z = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s + y), [0, x * 0.0 + 1.0])[1]
        return z + tf.sqrt(tf.constant(4.0)), tf.sqrt(tf.constant(4.0)) * y

    original = traced(function, VECTOR)
    smaller = optimized(original)
    assert len(smaller.nodes) < len(original.nodes)
    x = [tf.constant([1.0, -2.0, 3.0])]
    expected = Program(original, original.outputs)(x)
    for found, wanted in zip(Program(smaller, smaller.outputs)(x), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-6)


def _broken() -> dict[str, Callable[[Copy], None]]:
    """How to break each rule, in a graph of a placeholder, a constant and `AddV2`."""

    def change(**attributes: Any) -> Callable[[Copy], None]:
        return lambda g: [setattr(g.nodes[-1], k, v) for k, v in attributes.items()] and None

    return {
        "its op is registered": lambda g: setattr(g.nodes[-1], "op", _unregistered()),
        "its name is its own": lambda g: setattr(g.nodes[-1], "name", g.nodes[-2].name),
        "its attributes are complete": change(attrs={}),
        "its inputs come before it": lambda g: g.nodes.reverse(),
        "the nodes it waits for come before it": lambda g: setattr(
            g.nodes[1], "control_inputs", [g.nodes[-1]]
        ),
        "its inputs have the schema's dtypes": change(attrs={"T": tf.float64}),
        "its outputs have the schema's dtypes": lambda g: setattr(
            g.nodes[-1].outputs[0], "_dtype", tf.int32
        ),
        "its outputs are its own": lambda g: setattr(g.nodes[-1].outputs[0], "op", g.nodes[0]),
        "its outputs are numbered": lambda g: setattr(g.nodes[-1].outputs[0], "value_index", 3),
        "a constant has the shape of its value": lambda g: setattr(
            g.nodes[1].outputs[0], "dims", (7,)
        ),
    }


def _unregistered() -> Any:
    made = object.__new__(type(OPS["AddV2"]))
    made.__dict__.update(OPS["AddV2"].__dict__)
    return made


@pytest.mark.parametrize("rule", list(RULES))
def test_every_rule_finds_what_breaks_it(rule: str) -> None:
    if rule in ("branches fit their call", "a loop fits its call"):
        graph = Copy(traced(_cond if rule.startswith("branches") else _loop, VECTOR))
        verify(graph)
        node = next(n for n in graph.nodes if n.type in ("If", "While"))
        name = "else_branch" if node.type == "If" else "body"
        node.attrs = {**node.attrs, name: traced(lambda x: tf.cast(x, tf.int32), VECTOR)}
    else:
        graph = Copy(traced(lambda x: x + 2.0, VECTOR))
        verify(graph)
        _broken()[rule](graph)
    with pytest.raises(InternalError, match=f"breaks the rule: {rule}"):
        verify(graph, "a test")


def _cond(x: Any) -> Any:
    return tf.cond(x[0] > 0.0, lambda: x, lambda: -x)


def _loop(x: Any) -> Any:
    return tf.while_loop(lambda y: y[0] < 3.0, lambda y: [y + 1.0], [x])[0]
