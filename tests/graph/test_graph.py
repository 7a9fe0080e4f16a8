"""Graphs: names, lookups, control dependencies, captures, leaks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.core.errors import InaccessibleTensorError, OperatorNotAllowedInGraphError

C = tf.constant


@pytest.fixture
def graph() -> tf.Graph:
    made = tf.Graph()
    with made.as_default():
        a = C(1.0, name="a")
        tf.add(a, 2.0, name="b")
    return made


def test_names_are_unique_and_case_blind() -> None:
    graph = tf.Graph()
    with graph.as_default():
        names = [C(1, name=n).op.name for n in ("a", "a", "A", "b", "a_1")]
        names += [tf.identity(C(1)).op.name, (C(1) + C(2)).op.name]
    assert names[:4] == ["a", "a_1", "A_2", "b"]
    assert len({n.lower() for n in names}) == len(names)
    assert names[-2:] == ["Identity", "add"]


def test_unique_name(graph: tf.Graph) -> None:
    assert graph.unique_name("b") == "b_1"
    assert graph.unique_name("b", mark_as_used=False) == graph.unique_name("b") == "b_2"
    assert graph.unique_name("new") == "new"
    assert graph.unique_name("NEW") == "NEW_1"


def test_lookups(graph: tf.Graph) -> None:
    b = graph.get_tensor_by_name("b:0")
    assert b.op is graph.get_operation_by_name("b")
    assert graph.as_graph_element("b:0") is b
    assert graph.as_graph_element(b.op) is b.op
    assert graph.get_operations()[0].name == "a"
    for name in ("b", "b:x"):
        with pytest.raises(ValueError, match="<op_name>:<output_index>"):
            graph.get_tensor_by_name(name)
    for name in ("b:1", "zz:0"):
        with pytest.raises(KeyError):
            graph.get_tensor_by_name(name)
    with pytest.raises(KeyError):
        graph.get_operation_by_name("zz")


def test_nodes_and_tensors(graph: tf.Graph) -> None:
    b = graph.get_tensor_by_name("b:0")
    assert repr(b) == "<tf.Tensor 'b:0' shape=() dtype=float32>"
    assert str(b) == 'Tensor("b:0", shape=(), dtype=float32)'
    assert repr(b.op) == "<tf.Operation 'b' type=AddV2>"
    assert b.op.get_attr("T") is tf.float32
    with pytest.raises(ValueError, match="no attr named 'zz'"):
        b.op.get_attr("zz")
    a = b.op.inputs[0]
    assert a.consumers() == [b.op]
    assert b.graph is b.op.graph is graph
    assert b.op.source[0] == __file__


def test_collections(graph: tf.Graph) -> None:
    graph.add_to_collection("c", 3)
    assert graph.get_collection("c") == [3]
    assert graph.get_collection("none") == []
    graph.add_to_collections(["c", "d"], 4)
    graph.get_collection_ref("d").append(5)
    assert graph.get_collection("d") == [4, 5]
    graph.clear_collection("c")
    assert graph.get_all_collection_keys() == ["d"]


def test_tensors_of_plain_graphs_are_keys(graph: tf.Graph) -> None:
    b = graph.get_tensor_by_name("b:0")
    assert {b: 1}[b] == 1
    with pytest.raises(TypeError, match="unhashable"):
        tf.function(lambda x: hash(x))(C(1))


def test_control_dependencies() -> None:
    graph = tf.Graph()
    with graph.as_default():
        a, b = C(1.0, name="a"), C(2.0, name="b")
        with graph.control_dependencies([a]):
            one = tf.identity(a)
            with tf.control_dependencies([b.op]):
                two = tf.identity(a)
            with graph.control_dependencies(None):
                none = tf.identity(a)
        after = tf.identity(a)
    assert [[n.name for n in t.op.control_inputs] for t in (one, two, none, after)] == [
        ["a"],
        ["a", "b"],
        [],
        [],
    ]


REFUSED = [
    (bool, OperatorNotAllowedInGraphError),
    (len, TypeError),
    (int, TypeError),
    (float, TypeError),
    (list, OperatorNotAllowedInGraphError),
    (lambda x: [1, 2][x], TypeError),
    (np.array, NotImplementedError),
    (lambda x: x.numpy(), AttributeError),
]


@pytest.mark.parametrize(("use", "error"), REFUSED)
def test_symbolic_tensors_have_no_value(use: Any, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        tf.function(lambda x: use(x), autograph=False)(C([1, 2]))
    assert caught.value.args


def test_set_shape_adds_knowledge() -> None:
    @tf.function(input_signature=[tf.TensorSpec([None, 3])])
    def f(x: Any) -> Any:
        x.set_shape([2, None])
        assert x.shape == [2, 3]
        with pytest.raises(ValueError, match="3"):
            x.set_shape([2, 4])
        return x

    f.get_concrete_function()


def test_leaked_tensors_say_where_they_were_made() -> None:
    box: list[Any] = []
    tf.function(lambda x: box.append(x + 1))(C(1.0))
    with pytest.raises(TypeError, match=r"out of scope.*test_graph.py"):
        box[0] + 1
    with pytest.raises(
        InaccessibleTensorError, match=r"cannot be accessed from here.*test_graph.py"
    ):
        tf.function(lambda x: x + box[0])(C(1.0))


def test_captures() -> None:
    whole, small, big, v = C([1, 2]), C(2.0), C(np.arange(300.0)), tf.Variable(1.0)

    @tf.function
    def f(x: Any) -> Any:
        return x * small * v + tf.cast(
            tf.reduce_sum(big) + tf.cast(whole[0], tf.float64), tf.float32
        )

    graph = f.get_concrete_function(C(1.0)).graph
    assert [c is big or c is v for c in graph.external_captures] == [True, True]
    assert graph.variables == (v,)
    assert all(t.op.type == "Placeholder" for t in graph.internal_captures)
    assert f(C(1.0)).numpy() == 2 + 300 * 299 / 2 + 1


def test_a_tensor_is_captured_once() -> None:
    big = C(np.arange(300.0))
    concrete = tf.function(lambda: big + big).get_concrete_function()
    assert len(concrete.captured_inputs) == 1


def test_default_graph_is_left_after_an_error() -> None:
    with pytest.raises(KeyError), tf.Graph().as_default():
        raise KeyError
    assert tf.executing_eagerly()
