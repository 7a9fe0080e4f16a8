from pathlib import Path

import numpy as np
import pytest
from import_graphs import check_graph

import pellucid as tf
from pellucid.core.messages import GraphDef

FIXTURES = Path(__file__).parents[1] / "fixtures" / "graph_def"


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.pb")), ids=lambda p: p.stem)
def test_graph_written_by_tensorflow(path):
    check_graph(path)


def _add():
    graph = tf.Graph()
    with graph.as_default():
        x = graph.placeholder(tf.float32, (None, 2), "x")
        tf.add(x, [1.0, 2.0], name="sum")
    return graph.as_graph_def()


def test_names_and_return_elements():
    graph = tf.Graph()
    with graph.as_default():
        x, total = tf.import_graph_def(_add(), return_elements=["x", "sum:0"])
        assert (x.name, x.type, total.name) == ("import/x", "Placeholder", "import/sum:0")
        assert total.shape == [None, 2]
        assert tf.import_graph_def(_add()) is None
        assert graph.get_operation_by_name("import_1/sum").type == "AddV2"
        (bare,) = tf.import_graph_def(_add(), return_elements=["sum:0"], name="")
        assert bare.name == "sum:0"


def test_input_map_replaces_tensors():
    @tf.function
    def f(v):
        return tf.import_graph_def(_add(), {"x": v}, ["sum:0"])[0]

    np.testing.assert_array_equal(f(tf.constant([[1.0, 1.0]])), [[2.0, 3.0]])
    with tf.GradientTape() as tape:
        v = tf.constant([[1.0, 1.0]])
        tape.watch(v)
        y = f(v) ** 2
    np.testing.assert_array_equal(tape.gradient(y, v), [[4.0, 6.0]])


def test_nodes_may_stand_in_any_order():
    graph_def = _add()
    nodes = list(graph_def.node)[::-1]
    del graph_def.node[:]
    graph_def.node.extend(nodes)
    with tf.Graph().as_default():
        assert tf.import_graph_def(graph_def, return_elements=["sum:0"])[0].shape == [None, 2]


def test_variables_begin_with_zeros_and_are_shared():
    v = tf.Variable([1.0, 2.0], name="v")

    @tf.function
    def f():
        v.assign_add([1.0, 1.0])
        return v + 0.0

    concrete = f.get_concrete_function()
    graph_def = concrete.graph.as_graph_def()
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(graph_def)
    (made,) = graph.get_collection("variables")
    assert made.name == "v:0"
    np.testing.assert_array_equal(made, [0.0, 0.0])


def _broken(op="Identity", inputs=("b",)):
    made = GraphDef()
    node = made.node.add(name="a", op=op, input=inputs)
    node.attr["T"].type = 1
    return made


@pytest.mark.parametrize(
    ("graph_def", "options", "kind", "text"),
    [
        (_broken("Nope", ()), {}, tf.errors.NotFoundError, "'Nope'"),
        (_broken(), {}, ValueError, "Unknown input node 'b'"),
        (_broken(inputs=["a"]), {}, ValueError, "cycle"),
        (_broken("EagerPyFunc", ()), {}, ValueError, "Python function"),
        (_add(), {"input_map": {"q": 1.0}}, ValueError, "not found in graph_def: \\[q\\]"),
        (_add(), {"input_map": {"x": [1, 2]}}, ValueError, "'sum'.*int32"),
        (_add(), {"return_elements": ["q:0"]}, ValueError, "'q:0' not found"),
        (_add(), {"return_elements": ["q"]}, ValueError, "'q' not found"),
        (_add(), {"op_dict": {}}, ValueError, "op_dict"),
        (5, {}, TypeError, "GraphDef proto"),
    ],
)
def test_refusals(graph_def, options, kind, text):
    with tf.Graph().as_default(), pytest.raises(kind, match=text):
        tf.import_graph_def(graph_def, **options)


def test_unknown_attributes_must_not_matter():
    graph_def = _add()
    graph_def.node[-1].attr["new"].b = False
    graph_def.node[-1].attr["_class"].list.s.append(b"loc:@x")
    with tf.Graph().as_default():
        tf.import_graph_def(graph_def)
        graph_def.node[-1].attr["new"].b = True
        with pytest.raises(ValueError, match="new=True"):
            tf.import_graph_def(graph_def)


def test_outside_of_a_graph():
    with pytest.raises(RuntimeError, match="no graph is being built"):
        tf.import_graph_def(_add())


def test_lists_of_lists_are_refused():
    graph_def = GraphDef()
    for name, value in (("shape", -1), ("size", 2)):
        node = graph_def.node.add(name=name, op="Const")
        node.attr["dtype"].type = 3
        node.attr["value"].tensor.dtype = 3
        node.attr["value"].tensor.tensor_shape.SetInParent()
        node.attr["value"].tensor.int_val.append(value)
    node = graph_def.node.add(name="lists", op="TensorListReserve", input=["shape", "size"])
    node.attr["element_dtype"].type = 21
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"'lists'.*a list of lists"):
        tf.import_graph_def(graph_def)
