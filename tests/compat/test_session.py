"""Sessions: fetches, feeds, variables, random numbers, configuration, errors."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator

import numpy as np
import pytest

import pellucid as tf2
import pellucid.compat.v1 as tf

Pair = namedtuple("Pair", "a b")


@pytest.fixture
def graph() -> Iterator[tf.Graph]:
    made = tf.Graph()
    with made.as_default():
        yield made


def test_fetches_come_back_in_their_structure(graph: tf.Graph) -> None:
    x = tf.placeholder(tf.float32, [None], name="x")
    y = tf.identity(x * 2.0, name="y")
    text = tf.constant(["a", "b"])
    sparse = tf.SparseTensor([[0, 1]], [5], [2, 2])
    with tf.Session() as session:
        found = session.run(
            {"pair": Pair(y, [y.op, "x:0"]), "text": (text,), "sparse": sparse, "none": []},
            {"x:0": [1, 2]},
        )
    np.testing.assert_array_equal(found["pair"].a, [2, 4])
    assert found["pair"].b[0] is None
    assert found["pair"].b[1].dtype == np.float32
    assert found["text"][0].tolist() == [b"a", b"b"]
    assert isinstance(found["sparse"], tf.SparseTensorValue)
    assert found["sparse"].values.tolist() == [5]
    assert found["none"] == []


def test_scalars_are_numpy_scalars(graph: tf.Graph) -> None:
    with tf.Session() as session:
        assert isinstance(session.run(tf.constant(1.5)), np.float32)
        assert session.run(tf.constant("a")) == b"a"


def test_any_tensor_can_be_fed(graph: tf.Graph) -> None:
    a = tf.constant(2.0) + 1.0
    b = a * 10.0
    with tf.Session() as session:
        assert session.run(b) == 30
        assert session.run([a, b], {a: 7}) == [7, 70]


def test_default_of_a_placeholder(graph: tf.Graph) -> None:
    x = tf.placeholder_with_default([1.0, 2.0], [None])
    with tf.Session() as session:
        assert session.run(tf.reduce_sum(x)) == 3
        assert session.run(tf.reduce_sum(x), {x: [1, 1, 1, 1]}) == 4


def test_sparse_placeholder(graph: tf.Graph) -> None:
    x = tf.sparse_placeholder(tf.float32, [2, 3])
    dense = tf.sparse.to_dense(x)
    with tf.Session() as session:
        value = tf.SparseTensorValue([[0, 1], [1, 2]], [5.0, 6.0], [2, 3])
        assert session.run(dense, {x: value}).tolist() == [[0, 5, 0], [0, 0, 6]]


def test_what_is_not_needed_does_not_run(graph: tf.Graph) -> None:
    calls = []
    tf.py_func(lambda: calls.append(1) or np.float32(1), [], tf.float32)
    y = tf.constant(2.0)
    with tf.Session() as session:
        session.run(y)
    assert calls == []


def test_each_session_has_its_own_values(graph: tf.Graph) -> None:
    v = tf.Variable(1.0)
    add = v.assign_add(1.0)
    with tf.Session() as one, tf.Session() as two:
        one.run(v.initializer)
        two.run(v.initializer)
        assert [one.run(add), one.run(add), two.run(add)] == [2, 3, 2]
        assert v.eval(one) == 3
        v.load(10.0, one)
        assert one.run(v) == 10


def test_assignments_return_the_value_after_them(graph: tf.Graph) -> None:
    v = tf.Variable([1.0, 2.0])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        both = v.assign([3.0, 4.0]).assign_add([1.0, 1.0])
        assert session.run(both).tolist() == [4, 5]
        assert session.run(tf.scatter_update(v, [0], [9.0])).tolist() == [9, 5]
        with tf.control_dependencies([tf.assign(v, [0.0, 0.0])]):
            after = tf.identity(v)
        assert session.run(after).tolist() == [0, 0]


def test_initial_values_may_depend_on_each_other(graph: tf.Graph) -> None:
    a = tf.Variable(tf.random_normal([3]), name="a")
    b = tf.Variable(a.initialized_value() * 2.0)
    with tf.Session() as session:
        assert sorted(session.run(tf.report_uninitialized_variables())) == [b"Variable", b"a"]
        session.run(tf.global_variables_initializer())
        first, second = session.run([a, b])
        np.testing.assert_allclose(second, 2 * first)
        assert session.run(tf.is_variable_initialized(a))
        assert session.run(tf.report_uninitialized_variables()).tolist() == []


def test_variables_in_branches_and_loops(graph: tf.Graph) -> None:
    v, flag = tf.Variable(1.0), tf.placeholder(tf.bool, [])
    y = tf.cond(flag, lambda: v.assign_add(1.0) * 1.0, lambda: v - 10.0)
    total = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s + v), [0, 0.0])[1]
    with tf.Session() as session:
        session.run(v.initializer)
        assert [session.run(y, {flag: f}) for f in (True, False, True)] == [2, -8, 3]
        assert session.run(total) == 9


def test_gradient_through_variables_and_rows(graph: tf.Graph) -> None:
    table = tf.get_variable("t", initializer=np.arange(6, dtype=np.float32).reshape(3, 2))
    rows = tf.nn.embedding_lookup(table, [0, 2, 2])
    slices = tf.gradients(tf.reduce_sum(rows * rows), table)[0]
    with tf.Session() as session:
        session.run(table.initializer)
        value = session.run(slices)
        dense = session.run(tf.convert_to_tensor(slices))
    assert value.indices.tolist() == [0, 2, 2]
    np.testing.assert_array_equal(dense, [[0, 2], [0, 0], [16, 20]])


def test_random_numbers_follow_the_seeds(graph: tf.Graph) -> None:
    tf.set_random_seed(5)
    a, b = tf.random_uniform([2]), tf.random_uniform([2], seed=3)
    with tf.Session() as one, tf.Session() as two:
        first = [one.run(a), one.run([a, b])[0], one.run(b)]
        again = [two.run(a), two.run([a, b])[0], two.run(b)]
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first[0], first[1])


def test_running_node_by_node_gives_the_same(graph: tf.Graph) -> None:
    x = tf.placeholder(tf.float32, [2])
    y = tf.tanh(x) * 2.0
    config = tf.ConfigProto()
    config.graph_options.optimizer_options.global_jit_level = tf.OptimizerOptions.OFF
    config.gpu_options.allow_growth = True
    with tf.Session(config=config) as plain, tf.Session() as compiled:
        feed = {x: [0.5, -1.0]}
        np.testing.assert_allclose(plain.run(y, feed), compiled.run(y, feed), rtol=1e-6)


def test_callable(graph: tf.Graph) -> None:
    x = tf.placeholder(tf.float32, [])
    with tf.Session() as session:
        double = session.make_callable(x * 2.0, [x])
        assert double(3.0) == 6
        with pytest.raises(ValueError, match="Expected 1 values"):
            double()


def test_interactive_session(graph: tf.Graph) -> None:
    session = tf.InteractiveSession()
    assert tf.get_default_session() is session
    assert tf.constant(3).eval() == 3
    session.close()
    assert tf.get_default_session() is None
    with pytest.raises(ValueError, match="No default session"):
        tf.constant(3).eval()


def test_errors(graph: tf.Graph) -> None:
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    v = tf.Variable(tf.zeros([3]), name="v")
    y = x + v
    session = tf.Session()
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"feed a value for placeholder.*'x'"):
        session.run(x * 1.0)
    with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value v"):
        session.run(y, {x: np.ones((1, 3))})
    with pytest.raises(ValueError, match=r"Cannot feed value of shape \(2,\) for Tensor x:0"):
        session.run(y, {x: [1, 2]})
    with pytest.raises(TypeError, match=r"cannot be a tf.Tensor"):
        session.run(y, {x: tf.ones([1, 3])})
    with pytest.raises(TypeError, match="Cannot interpret feed_dict key"):
        session.run(y, {"nothing:0": 1})
    with pytest.raises(TypeError, match='has invalid type "int"'):
        session.run(3)
    with pytest.raises(ValueError, match="not in the graph"):
        session.run("nothing")
    with tf.Graph().as_default():
        other = tf.constant(1)
    with pytest.raises(ValueError, match="not an element of this graph"):
        session.run(other)
    graph.prevent_feeding(x)
    with pytest.raises(ValueError, match="may not be fed"):
        session.run(y, {x: np.ones((1, 3))})
    session.close()
    with pytest.raises(RuntimeError, match="closed Session"):
        session.run(y)
    with pytest.raises(RuntimeError, match="graph is empty"):
        tf.Session(graph=tf.Graph()).run("x")


def test_what_is_refused(graph: tf.Graph) -> None:
    tf.constant(1)
    with pytest.raises(ValueError, match="target"):
        tf.Session("grpc://host")
    with pytest.raises(ValueError, match="per_process_gpu_memory_fraction"):
        tf.Session(config=tf.ConfigProto(gpu_options={"per_process_gpu_memory_fraction": 0.5}))
    with pytest.raises(TypeError, match="ConfigProto"):
        tf.Session(config=3)
    with pytest.raises(NotImplementedError, match=r"train\.Saver is not supported"):
        tf.train.Saver()
    with pytest.raises(NotImplementedError, match=r"summary\.scalar is not supported"):
        tf.summary.scalar("a", 1.0)
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    with pytest.raises(ValueError, match="trace_level"):
        tf.Session().run(tf.constant(1), options=options)


def test_plain_variables_belong_to_the_graph(graph: tf.Graph) -> None:
    v = tf2.Variable([1.0, 2.0], name="v")
    assert v.graph is graph
    assert tf.global_variables() == [v]
    assert v.op.type == "VarHandleOp"
    assert repr(v) == "<tf.Variable 'v:0' shape=(2,) dtype=float32>"
    with pytest.raises(NotImplementedError, match="eager execution"):
        v.numpy()
    with pytest.raises(NotImplementedError, match="count_up_to"):
        v.count_up_to(3)


def test_tensors_are_compared_by_identity(graph: tf.Graph) -> None:
    a, b = tf.constant(1.0), tf.constant(1.0)
    assert a in [b, a]
    assert (a == b) is False
    assert (a != b) is True


def test_eager_mode_again() -> None:
    tf.disable_eager_execution()
    try:
        assert not tf.executing_eagerly()
        assert tf.constant(1.0).graph is tf.get_default_graph()
    finally:
        tf.enable_eager_execution()
        tf.reset_default_graph()
    assert tf.executing_eagerly()
    assert tf.constant(1.0).numpy() == 1
    with pytest.raises(RuntimeError, match="not compatible with eager execution"):
        tf.placeholder(tf.float32)


def test_optimizers_in_eager_mode() -> None:
    v = tf.Variable(1.0)
    optimizer = tf.train.AdamOptimizer(0.1)
    for _ in range(3):
        optimizer.minimize(lambda: v * v, var_list=[v])
    assert v.numpy() == pytest.approx(0.7, abs=1e-2)
    with pytest.raises(RuntimeError, match="should be a function"):
        optimizer.minimize(v * v)
