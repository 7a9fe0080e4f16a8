"""Signatures as text, in TensorFlow's form (recorded from TensorFlow 2.21)."""

from __future__ import annotations

from typing import Any

import pellucid as tf

VECTOR = "TensorSpec(shape=(2,), dtype=tf.float32, name=None)"


def test_signatures_as_tensorflow_prints_them() -> None:
    @tf.function
    def h(x: Any, y: Any = 3, *, z: Any = None, k: Any = True) -> Any:
        return {"a": x * y, "b": [x]}

    x = tf.constant([1.0, 2.0])
    h(x)
    h(x, 4, k=False)
    result = f"Dict[['a', {VECTOR}], ['b', List[{VECTOR}]]]"
    assert h.pretty_printed_concrete_signatures(verbose=False) == (
        f"(x: {VECTOR}, y: Literal[3], *, z: Literal[None], k: Literal[True]) -> {result}\n"
        f"(x: {VECTOR}, y: Literal[4], *, z: Literal[None], k: Literal[False]) -> {result}"
    )
    concrete = h.get_concrete_function(x)
    verbose = (
        f"Input Parameters:\n  x (POSITIONAL_OR_KEYWORD): {VECTOR}\n"
        "  y (POSITIONAL_OR_KEYWORD): Literal[3]\n  z (KEYWORD_ONLY): Literal[None]\n"
        f"  k (KEYWORD_ONLY): Literal[True]\nOutput Type:\n  {result}\nCaptures:\n  None"
    )
    assert concrete.pretty_printed_signature() == verbose
    assert str(concrete) == f"ConcreteFunction {verbose}"
    assert repr(concrete).startswith(f"<ConcreteFunction (x: {VECTOR}, y: Literal[3], *, z")
    assert h.pretty_printed_concrete_signatures().split("\n\n")[0] == verbose


def test_captures_and_no_parameters() -> None:
    v = tf.Variable(1.0)
    f = tf.function(lambda: v + 1.0)
    f()
    assert f.pretty_printed_concrete_signatures() == (
        "Input Parameters:\n  None\nOutput Type:\n"
        "  TensorSpec(shape=(), dtype=tf.float32, name=None)\nCaptures:\n"
        f"  {id(v)}: TensorSpec(shape=(), dtype=tf.resource, name=None)"
    )


def test_what_is_passed_beyond_the_named_parameters() -> None:
    f = tf.function(lambda x, *rest, **more: x)
    shown = f.get_concrete_function(1, 2, [3], key="a").pretty_printed_signature(verbose=False)
    assert shown == (
        "(x: Literal[1], rest_0: Literal[2], rest_1: List[Literal[3]], *, key: Literal['a'])"
        " -> TensorSpec(shape=(), dtype=tf.int32, name=None)"
    )


def test_the_function_as_a_message() -> None:
    v = tf.Variable(2.0)

    @tf.function
    def scaled(x: Any, y: float = 2.0, *, z: Any) -> Any:
        return tf.cond(z > 0.0, lambda: x * y * v, lambda: x)

    function = scaled.get_concrete_function(tf.TensorSpec([2]), z=tf.TensorSpec([]))
    message = function.function_def
    assert message.signature.name == function.name
    assert [a.name for a in message.signature.input_arg][:2] == ["x", "z"]
    assert [a.type for a in message.signature.input_arg] == [1, 1, 20]  # float, float, resource
    assert len(message.signature.output_arg) == 1
    assert "If" in "".join(n.op for n in message.node_def)
    assert str(function.function_type).startswith(
        "(x: TensorSpec(shape=(2,), dtype=tf.float32, name=None), y: Literal[2.0], *, "
    )
    assert list(scaled.function_type.parameters) == ["x", "y", "z"]


def test_the_library_of_a_graph() -> None:
    function = tf.function(lambda x: x + 1.0).get_concrete_function(tf.TensorSpec([2]))
    graph = tf.Graph()
    function.add_to_graph(graph)
    function.add_to_graph(graph, overwrite=True)
    written = graph.as_graph_def()
    assert [f.signature.name for f in written.library.function] == [function.name]
