import numpy as np
import pytest

import pellucid as tf
from pellucid.core.messages import GraphDef
from pellucid.core.registry import OPS
from pellucid.core.tensor_proto import make_ndarray
from pellucid.graph.files import write_graph


def nodes_of(graph_def):
    return {node.name: node for node in graph_def.node}


def test_nodes_inputs_and_attributes():
    graph = tf.Graph()
    with graph.as_default(), graph.device("/cpu:0"):
        x = graph.placeholder(tf.float32, (None, 4), "x")
        left, right = tf.split(x, 2, 1, name="halves")
        with graph.control_dependencies([left]):
            tf.matmul(left, right, transpose_b=True, name="product")
    made = graph.as_graph_def(add_shapes=True)
    nodes = nodes_of(made)
    product = nodes["product"]
    assert list(product.input) == ["halves", "halves:1", "^halves"]
    assert product.op == "MatMul"
    assert product.device == "/device:CPU:0"
    assert product.attr["T"].type == 1
    assert product.attr["transpose_b"].b is True
    assert [d.size for d in product.attr["_output_shapes"].list.shape[0].dim] == [-1, -1]
    assert nodes["halves"].attr["num_split"].i == 2
    assert [d.size for d in nodes["x"].attr["shape"].shape.dim] == [-1, 4]
    assert make_ndarray(nodes[nodes["halves"].input[0]].attr["value"].tensor) == 1
    assert made.versions.producer > 0
    assert GraphDef.FromString(made.SerializeToString()) == made
    assert 'name: "product"' in str(made)


def test_from_version():
    graph = tf.Graph()
    with graph.as_default():
        tf.constant(1, name="a")
        version = graph.version
        tf.constant(2, name="b")
    assert [n.name for n in graph.as_graph_def(from_version=version).node] == ["b"]


def test_variables_are_handles_and_effects_are_ordered():
    v = tf.Variable([1.0, 2.0], name="v")

    @tf.function
    def f(x):
        before = v + 0.0
        v.assign(x)
        return before, v + 0.0

    nodes = nodes_of(f.get_concrete_function(tf.TensorSpec([2])).graph.as_graph_def())
    (handle,) = [n for n in nodes.values() if n.op == "VarHandleOp"]
    assert handle.attr["shared_name"].s == b"v"
    assert handle.attr["dtype"].type == 1
    (assign,) = [n for n in nodes.values() if n.op == "AssignVariableOp"]
    first, second = [n for n in nodes.values() if n.op == "ReadVariableOp"]
    assert f"^{first.name}" in assign.input
    assert f"^{assign.name}" in second.input
    assert f"^{assign.name}" in nodes["Identity"].input


def test_loop_returns_what_it_reads():
    @tf.function
    def f(x):
        return tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), [0, x])[1]

    made = f.get_concrete_function(tf.TensorSpec([2])).graph.as_graph_def()
    (loop,) = [n for n in made.node if n.op == "StatelessWhile"]
    functions = {f.signature.name: f for f in made.library.function}
    body = functions[loop.attr["body"].func.name]
    types = list(loop.attr["T"].list.type)
    assert [a.type for a in body.signature.input_arg] == types
    assert [a.type for a in body.signature.output_arg] == types
    assert body.ret[body.signature.output_arg[-1].name] == body.signature.input_arg[-1].name
    assert len(functions[loop.attr["cond"].func.name].signature.input_arg) == len(types)


def test_custom_gradient_is_an_identity():
    @tf.custom_gradient
    def square(x):
        return x * x, lambda dy: dy

    made = tf.function(square).get_concrete_function(tf.TensorSpec([])).graph.as_graph_def()
    assert [n.op for n in made.node] == ["Placeholder", "Mul", "IdentityN", "Identity"]


def test_op_without_counterpart_is_refused_with_the_users_line():
    graph = tf.Graph()
    with graph.as_default():
        OPS["IsJpeg"](graph.placeholder(tf.string, ()), name="mine")
    with pytest.raises(ValueError, match=r"'mine'.*test_graph_def\.py:\d+"):
        graph.as_graph_def()


def test_write_graph(tmp_path):
    graph = tf.Graph()
    with graph.as_default():
        tf.constant([1.0, 2.0], name="c")
    path = write_graph(graph, tmp_path / "new", "g.pb", as_text=False)
    assert GraphDef.FromString((tmp_path / "new" / "g.pb").read_bytes()) == graph.as_graph_def()
    assert path == str(tmp_path / "new" / "g.pb")
    write_graph(graph.as_graph_def(), tmp_path, "g.pbtxt")
    assert 'name: "c"' in (tmp_path / "g.pbtxt").read_text()


def test_get_attr_and_node_def():
    graph = tf.Graph()
    with graph.as_default():
        x = graph.placeholder(tf.float32, (None, 2), "x").op
        c = tf.constant([1, 2]).op
    assert x.get_attr("dtype") is tf.float32
    assert [d.size for d in x.get_attr("shape").dim] == [-1, 2]
    np.testing.assert_array_equal(make_ndarray(c.get_attr("value")), [1, 2])
    assert c.node_def.attr["dtype"].type == 3
    assert x.values() == (x.outputs[0],)


def test_names_finalize_and_device():
    graph = tf.Graph()
    with graph.as_default():
        with pytest.raises(ValueError, match="`a b` is not a valid node name"):
            tf.constant(1, name="a b")
        with graph.device(lambda node: f"/device:CPU:{len(node.name)}"):
            assert tf.constant(1, name="ab").device == "/device:CPU:2"
        with pytest.raises(KeyError, match="does not exist in the graph"):
            graph.get_tensor_by_name("none:0")
        with pytest.raises(KeyError, match="only has 1 outputs"):
            graph.get_tensor_by_name("ab:1")
        graph.finalize()
        assert graph.finalized
        with pytest.raises(RuntimeError, match="finalized"):
            tf.constant(2)


def test_scans_and_vectorized_maps_leave_as_loops():
    """Also in branches; variables and names stay. `make interop` runs such graphs in TensorFlow."""
    factor = tf.Variable(2.0)

    @tf.function
    def f(x):
        total = tf.scan(lambda a, row: a * 0.5 + tf.reduce_sum(row) * factor, x, tf.constant(1.0))
        if total[0] > 0.0:
            total += tf.vectorized_map(lambda row: row[0] * total[1], x)
        return tf.identity(total, name="result"), tf.scan(tf.add, x, reverse=True)

    x = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    graph = f.get_concrete_function(x).graph
    written = graph.as_graph_def()
    nodes = [*written.node, *[n for g in written.library.function for n in g.node_def]]
    assert not any(n.op.startswith("Pellucid") for n in nodes)
    assert {n.name for n in written.node} >= {"x", "result"}

    @tf.function
    def again(x):
        handle = next(n.name for n in written.node if n.op == "VarHandleOp")
        given = {"x:0": x, f"{handle}:0": factor}
        return tf.import_graph_def(written, given, [t.name for t in graph.outputs])

    for ours, theirs in zip(f(x), again(x), strict=True):
        np.testing.assert_allclose(ours, theirs)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_recurrent_layers_and_their_derivatives_leave_as_loops(kind, masked):
    layer = getattr(tf.keras.layers, kind)(3, return_sequences=True, go_backwards=masked)
    x = tf.constant(np.random.default_rng(0).standard_normal((2, 4, 5)), tf.float32)
    mask = tf.constant([[True, True, False, False], [True] * 4]) if masked else None
    layer(x)

    @tf.function
    def f(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, mask=mask)
            loss = tf.reduce_sum(y * y)
        return y, *tape.gradient(loss, [x, *layer.trainable_variables])

    graph = f.get_concrete_function(x).graph
    assert any("Sequence" in op.type for op in graph.get_operations())
    written = graph.as_graph_def()
    nodes = [*written.node, *[n for g in written.library.function for n in g.node_def]]
    assert not any("Sequence" in n.op and n.op != "ReverseSequence" for n in nodes)

    @tf.function
    def again(x):
        handles = [n for n in written.node if n.op == "VarHandleOp"]
        values = {v.name: v for v in layer.weights}
        given = {f"{h.name}:0": values[h.attr["shared_name"].s.decode()] for h in handles}
        return tf.import_graph_def(written, {"x:0": x, **given}, [t.name for t in graph.outputs])

    for ours, theirs in zip(f(x), again(x), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
