"""Graphs run node by node."""

from __future__ import annotations

from typing import Any

import pytest

import pellucid as tf
from pellucid.runtime import interpreter

C = tf.constant


def run(concrete: Any, *tensors: Any) -> list[Any]:
    """The outputs of a concrete function without XLA."""
    from pellucid.runtime.program import Program

    return interpreter.run(Program(concrete.graph, concrete.graph.outputs), list(tensors), {})


def test_the_same_as_compiled() -> None:
    v = tf.Variable(2.0)

    @tf.function
    def f(x: Any) -> Any:
        v.assign_add(1.0)
        y = tf.cond(x > 0, lambda: x * v, lambda: -x)
        return tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a + x), (0, y))[1]

    concrete = f.get_concrete_function(C(3.0))
    assert float(run(concrete, C(3.0))[0]) == 18
    assert v.numpy() == 3
    assert float(concrete(C(3.0))) == 21
    assert v.numpy() == 4


def test_errors_name_the_node_and_the_users_line() -> None:
    @tf.function(input_signature=[tf.TensorSpec(None)])
    def f(x: Any) -> Any:
        return tf.reshape(x, [2, 2], name="square") + 1.0

    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        run(f.get_concrete_function(), C([1.0, 2.0, 3.0]))
    assert any(
        "square" in note and "test_interpreter.py" in note for note in caught.value.__notes__
    )


def test_evaluate_needs_no_arguments() -> None:
    found = []

    @tf.function
    def f(x: Any) -> Any:
        found.append(interpreter.evaluate(tf.constant([1, 2]) * 3))
        with pytest.raises(LookupError):
            interpreter.evaluate(x + 1)
        return x

    f.get_concrete_function(C(1))
    assert found[0].numpy().tolist() == [3, 6]


def test_the_first_call_knows_its_arguments() -> None:
    found = []
    tf.function(lambda x: found.append(interpreter.evaluate(x + 1)))(C(1))
    assert found[0].numpy() == 2
