"""GraphDefs cut and frozen, TensorFlow 1 code as functions, flags, logging."""

from __future__ import annotations

import logging

import numpy as np
import pytest

import pellucid as tf2
import pellucid.compat.v1 as tf
from pellucid.compat.v1 import flags


def _frozen() -> tf.GraphDef:
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.get_variable("w", initializer=np.array([[1.0], [2.0]], np.float32))
        table = tf.get_variable("table", initializer=np.array([5.0, 6.0], np.float32))
        rows = tf.identity(table).op.inputs[0]
        y = tf.identity(tf.matmul(x, w) + tf.gather(table, [1]) + 0.0 * rows[0], name="y")
        tf.square(y, name="other")
        session.run(tf.global_variables_initializer())
        return tf.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), ["y"])


def test_frozen_graph_runs_without_variables() -> None:
    graph_def = _frozen()
    names = [n.name for n in graph_def.node]
    assert "other" not in names
    assert {n.op for n in graph_def.node}.isdisjoint({"VarHandleOp", "ReadVariableOp"})
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(graph_def, name="")
        assert session.run("y:0", {"x:0": [[1, 1]]}).tolist() == [[9]]


def test_wrapped_function_is_pruned() -> None:
    graph_def = _frozen()
    whole = tf.wrap_function(lambda: tf.import_graph_def(graph_def, name=""), [])
    part = whole.prune("x:0", "y:0")
    np.testing.assert_array_equal(part(tf2.constant([[1.0, 1.0]])), [[9]])
    with pytest.raises(ValueError, match="placeholder 'x' is needed"):
        whole.prune([], "y:0")
    double = tf.wrap_function(lambda v: v * 2.0, [tf2.TensorSpec([], tf2.float32)])
    assert double(tf2.constant(3.0)).numpy() == 6


def test_training_nodes_are_removed() -> None:
    with tf.Graph().as_default() as graph:
        a = tf.identity(tf.constant(1.0, name="a"), name="copy")
        tf.negative(tf.identity(a, name="again"), name="b")
    made = tf.graph_util.remove_training_nodes(graph.as_graph_def(), ["again"])
    assert {n.name: list(n.input) for n in made.node} == {"a": [], "again": ["a"], "b": ["again"]}
    part = tf.graph_util.extract_sub_graph(graph.as_graph_def(), ["copy"])
    assert [n.name for n in part.node] == ["a", "copy"]
    with pytest.raises(AssertionError, match="not in graph"):
        tf.graph_util.extract_sub_graph(part, ["b"])
    assert tf.graph_util.tensor_shape_from_node_def_name(graph, "a") == []


def test_flags() -> None:
    values = flags.FlagValues()
    flags.DEFINE_string("data", "here", "Where.", values)
    flags.DEFINE_integer("steps", 3, "How many.", 1, flag_values=values)
    flags.DEFINE_float("rate", None, "How fast.", flag_values=values)
    flags.DEFINE_boolean("debug", False, "Whether.", values)
    flags.DEFINE_boolean("train", True, "Whether.", values)
    flags.DEFINE_enum("mode", "a", ["a", "b"], "Which.", values)
    flags.DEFINE_list("names", "x,y", "Which.", values)
    assert (values.data, values.steps, values.names) == ("here", 3, ["x", "y"])
    rest = values(["program", "--steps=7", "file", "--rate", "0.5", "--debug", "--notrain"])
    assert rest == ["program", "file"]
    assert (values.steps, values.rate, values.debug, values.train) == (7, 0.5, True, False)
    values.data = "there"
    assert values.flag_values_dict()["data"] == "there"
    with pytest.raises(flags.IllegalFlagValueError, match="steps"):
        values(["program", "--steps=0"])
    with pytest.raises(flags.IllegalFlagValueError, match="one of a, b"):
        values(["program", "--mode=c"])
    with pytest.raises(flags.UnrecognizedFlagError):
        values(["program", "--nothing=1"])
    with pytest.raises(flags.DuplicateFlagError):
        flags.DEFINE_string("data", "", "", values)
    flags.mark_flag_as_required("rate", values)
    values.unparse_flags()
    with pytest.raises(flags.IllegalFlagValueError, match="rate must have a value"):
        values(["program"])


def test_app_run_ends_the_program() -> None:
    with pytest.raises(SystemExit) as ended:
        tf.app.run(lambda rest: len(rest), ["program", "a", "b"])
    assert ended.value.code == 3


def test_logging(caplog: pytest.LogCaptureFixture) -> None:
    tf.logging.set_verbosity(tf.logging.INFO)
    with caplog.at_level(logging.INFO, "tensorflow"):
        tf.logging.info("step %d", 3)
        tf.logging.debug("quiet")
    assert caplog.messages == ["step 3"]


def test_assertions_and_switches() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.assert_equal(1, 2)
    with pytest.raises(ValueError, match="data"):
        tf.assert_equal(1, 1, data=[1])
    assert tf.resource_variables_enabled()
    with pytest.raises(NotImplementedError, match="dimension_value"):
        tf.disable_v2_tensorshape()
