"""Islands: host nodes between compiled clusters, and the order of side effects across them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.runtime.plan import HostStep, Plan, arrange, why_host

C, V = tf.constant, tf.Variable


@pytest.fixture(autouse=True, params=[False, True], ids=["default", "everything compiled"])
def compiled(request: pytest.FixtureRequest) -> Iterator[None]:
    """Small clusters run through NumPy kernels by default; both ways must do the same."""
    tf.config.optimizer.set_jit(request.param)
    yield
    tf.config.optimizer.set_jit(False)


def steps(function: Any, *args: Any) -> list[tuple[str, list[str]]]:
    """The kinds of steps that a traced function runs in, with their nodes."""
    plan = function.get_concrete_function(*args)._program.plan
    kinds = ["host" if isinstance(s, HostStep) else "xla" for s in plan.steps]
    return [
        (kind, [n.type for n in step.nodes if n.type != "Const"])
        for kind, step in zip(kinds, plan.steps, strict=True)
    ]


def test_text_between_arithmetic() -> None:
    @tf.function
    def f(x: Any, s: Any) -> Any:
        y = x * 2.0
        n = tf.cast(tf.strings.length(tf.strings.join([s, s])), tf.float32)
        return tf.reduce_sum(y * n + 1.0), tf.strings.upper(s)

    args = C([1.0, 2.0]), C(["a", "bcd"])
    total, text = f(*args)
    assert total.numpy() == (2 * 2 + 1) + (4 * 6 + 1)
    assert text.numpy().tolist() == [b"A", b"BCD"]
    assert [kind for kind, _ in steps(f, *args)] == ["xla", "host", "xla"]


def test_clusters_are_as_few_as_the_order_allows() -> None:
    """Arithmetic that does not depend on the text stays together, wherever it was written."""

    @tf.function
    def f(x: Any, s: Any) -> Any:
        a = tf.strings.upper(s)
        x = x * 2.0
        b = tf.strings.lower(s)
        x = x + 1.0
        c = tf.strings.join([a, b])
        return x * x, c

    x, c = f(C(1.0), C("x"))
    assert (x.numpy(), c.numpy()) == (9, b"Xx")
    assert [kind for kind, _ in steps(f, C(1.0), C("x"))] == ["xla", "host"]


def test_shapes_stay_known_on_both_sides_of_a_cut() -> None:
    @tf.function(input_signature=[tf.TensorSpec([None, 2]), tf.TensorSpec([None], tf.string)])
    def f(x: Any, s: Any) -> Any:
        rows = tf.shape(x)[0]
        lengths = tf.cast(tf.strings.length(s), tf.float32)
        return tf.reshape(x * lengths[:, None], [rows * 2, 1]) + tf.zeros([rows * 2, 1])

    assert f(tf.ones([2, 2]), C(["a", "bb"])).numpy().ravel().tolist() == [1, 1, 2, 2]
    plan = f.get_concrete_function()._program.plan
    assert not plan.hosted, "nothing needed a value that was not known"


def test_variables_are_updated_in_order_across_cuts() -> None:
    v, seen = V(1.0), []

    @tf.function
    def f(x: Any) -> Any:
        a = x * v
        v.assign_add(1.0)
        tf.py_function(lambda a: seen.append((float(a), float(v.numpy()))), [a], [])
        b = v.read_value()
        v.assign(v * 10.0)
        tf.py_function(lambda: seen.append(float(v.numpy())), [], [])
        v.assign_sub(1.0)
        return a, b, v.read_value()

    assert [float(t) for t in f(C(3.0))] == [3, 2, 19]
    assert seen == [(3, 2), 20]
    assert [float(t) for t in f(C(1.0))] == [19, 20, 199]
    assert seen[2:] == [(19, 20), 200]
    assert v.numpy() == 199


def test_python_code_may_write_variables() -> None:
    v = V(1.0)

    @tf.function
    def f() -> Any:
        before = v * 1.0
        tf.py_function(lambda: v.assign(50.0), [], [tf.float32])
        return before, v + 1.0

    assert [float(t) for t in f()] == [1, 51]


def test_what_is_printed_keeps_its_order(capfd: pytest.CaptureFixture[str]) -> None:
    @tf.function
    def f(x: Any, s: Any) -> None:
        tf.print("first", x + 1)
        tf.print("second", tf.strings.upper(s))
        tf.print("third", x + 2)

    f(C(1), C("a"))
    assert capfd.readouterr().err == "first 2\nsecond A\nthird 3\n"


def test_random_numbers_go_on_from_call_to_call_and_are_the_same_ones() -> None:
    def draw(cut: bool) -> list[float]:
        tf.random.set_seed(7)

        @tf.function
        def f(s: Any) -> Any:
            a = tf.random.uniform([])
            n = tf.cast(tf.strings.length(s) if cut else tf.size(s), tf.float32)
            return a + 0.0 * n, tf.random.normal([]) + 0.0 * n

        return [float(t) for _ in range(3) for t in f(C("a"))]

    whole, cut = draw(False), draw(True)
    assert len(set(cut)) == 6
    assert np.allclose(whole, cut)


def test_random_numbers_in_a_loop_on_the_host_differ() -> None:
    @tf.function
    def f(n: Any) -> Any:
        total, last = tf.constant(0.0), tf.constant(0.0)
        for _ in range(n):
            tf.py_function(lambda: None, [], [])
            total, last = total + last, tf.random.uniform([])
        return total, last

    first, second = f(C(3)), f(C(3))
    assert float(first[1]) != float(second[1])


def test_a_loop_with_python_code_in_its_body() -> None:
    seen: list[float] = []
    w = V([1.0, 2.0])

    @tf.function
    def f(x: Any) -> Any:
        i = tf.constant(0)
        while i < 3:
            tf.py_function(lambda a: seen.append(float(a)), [w[0]], [])
            w.assign(w * x)
            i += 1
        return w + 0.0

    assert f(C(2.0)).numpy().tolist() == [8, 16]
    assert seen == [1, 2, 4]
    assert w.numpy().tolist() == [8, 16]


def test_a_branch_with_text() -> None:
    @tf.function
    def f(s: Any, x: Any) -> Any:
        return tf.cond(tf.strings.length(s) > 2, lambda: x * 2.0, lambda: x + 100.0) * 1.0

    assert f(C("abc"), C(1.0)).numpy() == 2
    assert f(C("a"), C(1.0)).numpy() == 101


def test_gradients_through_cuts() -> None:
    @tf.function
    def f(x: Any) -> Any:
        kept = tf.boolean_mask(x, x > 0)
        return tf.reduce_sum(kept**2) + tf.py_function(lambda a: a * 3.0, [x[0]], tf.float32)

    @tf.function
    def inside(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        return tape.gradient(y, x)

    x = C([1.0, -1.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    assert y.numpy() == 13
    assert tape.gradient(y, x).numpy().tolist() == [5, 0, 6]
    assert inside(x).numpy().tolist() == [5, 0, 6]


def test_gradients_of_loops_and_branches_with_host_nodes() -> None:
    @tf.function
    def f(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x
            for _ in tf.range(3):
                count = tf.shape(tf.where(y > 0.5))[0]
                y = y * tf.cast(count, tf.float32)
            y = tf.cond(tf.size(tf.where(y > 9.0)) > 0, lambda: y * _tripled(x), lambda: y)
            total = tf.reduce_sum(y)
        return total, tape.gradient(total, x)

    total, slope = f(C([1.0, 0.1, 2.0]))  # as TensorFlow answers
    assert total.numpy() == pytest.approx(3 * 8 * (1 + 0.01 + 4))
    assert slope.numpy() == pytest.approx([48, 4.8, 96])


def _tripled(x: Any) -> Any:
    return tf.py_function(lambda a: a * 3.0, [x], tf.float32)


def test_a_value_that_is_needed_is_found_out_once() -> None:
    v = V(0.0)

    @tf.function
    def f(n: Any) -> Any:
        v.assign_add(1.0)
        return tf.reduce_sum(tf.ones([n])) + v

    assert f(C(3)).numpy() == 4
    assert f(C(4)).numpy() == 6  # the first run has not updated the variable twice
    assert v.numpy() == 2


def test_jit_compile_refuses_before_anything_has_run() -> None:
    v = V(0.0)

    @tf.function(jit_compile=True)
    def text(x: Any) -> Any:
        v.assign_add(1.0)
        return tf.strings.length(tf.strings.as_string(x))

    @tf.function(jit_compile=True)
    def sized(n: Any) -> Any:
        v.assign_add(1.0)
        return tf.ones([n])

    for function, value, name in ((text, C(1.0), "AsString"), (sized, C(3), "Fill")):
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            function(value)
        assert name in str(caught.value)
        assert "test_plan.py:" in str(caught.value)
        with pytest.raises(tf.errors.InvalidArgumentError, match="jit_compile"):
            function(value)
    assert v.numpy() == 0


def test_jit_compile_inside_a_function_refuses_too() -> None:
    inner = tf.function(lambda x: tf.strings.as_string(x), jit_compile=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="AsString"):
        tf.function(lambda x: inner(x))(C(1.0))


def test_errors_name_the_users_line() -> None:
    @tf.function
    def f(s: Any) -> Any:
        return tf.strings.to_number(s)  # this line

    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        f(C("not a number"))
    line = f.python_function.__code__.co_firstlineno + 2
    assert any(f"test_plan.py:{line}" in note for note in caught.value.__notes__)


def test_islands_are_told_of(capfd: pytest.CaptureFixture[str]) -> None:
    f = tf.function(lambda s, x: (tf.strings.length(s) + 1, x * 2))
    tf.config.set_log("islands")
    try:
        f(C("a"), C(1))
        f(C("b"), C(1))
    finally:
        tf.config.set_log()
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 1
    assert "StringLength" in told[0]
    assert "test_plan.py:" in told[0]


def test_the_node_in_a_loop_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    @tf.function
    def f(n: Any) -> Any:
        for _ in range(n):
            tf.py_function(lambda: None, [], [])
        return n

    tf.config.set_log("islands")
    try:
        f(C(2))
    finally:
        tf.config.set_log()
    assert "EagerPyFunc 'EagerPyFunc' in While 'while' at " in capfd.readouterr().err
    compiled = tf.function(f.python_function, jit_compile=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="EagerPyFunc 'EagerPyFunc', made at"):
        compiled(C(2))


def test_ranks() -> None:
    graph = tf.Graph()
    with graph.as_default():
        s = graph.placeholder(tf.string, ())
        x = graph.placeholder(tf.float32, ())
        y = x + 1.0
        n = tf.strings.length(s, name="n")
        z = tf.cast(n, tf.float32) + y
        tf.strings.as_string(z, name="t")
    nodes = [n for n in graph.get_operations() if n.type not in ("Placeholder", "Const")]
    ranks = arrange(nodes, lambda node: why_host(node) is not None, set())
    assert [(n.type, ranks[id(n)]) for n in nodes] == [
        ("AddV2", 0), ("StringLength", 1), ("Cast", 2), ("AddV2", 2), ("AsString", 3),
    ]  # fmt: skip
    plan = Plan(graph.get_operations(), [graph.get_tensor_by_name("t:0")], {}, _history())
    assert len(plan.steps) == 4
    assert plan.whole is None


def _history() -> Any:
    from pellucid.runtime.cluster import History

    return History()
