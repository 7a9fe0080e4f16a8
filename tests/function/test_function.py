"""tf.function: when it traces, what it returns, how it treats variables."""

from __future__ import annotations

import copy
import functools
import pickle
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import pellucid as tf

C, V = tf.constant, tf.Variable


def traces(calls: Sequence[Any], **options: Any) -> int:
    """How often a function is traced by these calls."""
    seen = []

    @tf.function(**options)
    def f(x: Any) -> None:
        seen.append(x)

    for argument in calls:
        f(argument)
    assert f.experimental_get_tracing_count() == len(seen)
    return len(seen)


RETRACING = [
    ([1, 1.0, True], 1),
    ([0, False, 0.0], 1),
    ([1, 2, 1], 2),
    (["a", "b", "a"], 2),
    ([b"a", "a"], 2),
    ([None, None, 0], 2),
    ([1, C(1)], 2),
    ([C(1), C(2), C(1.0)], 2),
    ([C("a"), C("b"), C(["a"])], 2),
    ([C(1.0), 1.0], 2),
    ([np.int64(1), np.int64(2), 3], 2),
    ([np.ones(2), np.zeros(2), np.ones(3)], 2),
    ([np.float32(1), C(1.0)], 1),
    ([C([1]), C([1, 2]), C([1, 2, 3])], 3),
    ([[C(1), C(2)], [C(3), C(4)], (C(1), C(2)), [C(1)]], 3),
    ([{"a": 1}, {"a": 1}, {"a": 2}, {"b": 1}], 3),
    ([{"a": C(1)}, {"a": C(2)}], 1),
    ([[1, 2], [1, 2], [2, 1]], 2),
    ([(1,), [1]], 2),
    ([tf.float32, tf.float32, tf.int32], 2),
    ([len, len, max], 2),
    ([tf.TensorShape([1]), tf.TensorShape([1])], 1),
]


@pytest.mark.parametrize(("calls", "expected"), RETRACING, ids=str)
def test_what_is_part_of_a_signature(calls: list[Any], expected: int) -> None:
    assert traces(calls) == expected


def test_variables_of_one_shape_share_a_trace() -> None:
    assert traces([V(1.0), V(2.0), V([1.0])]) == 2
    seen = []

    @tf.function
    def f(a: Any, b: Any) -> Any:
        seen.append(1)
        return a * 10.0 + b

    x, y, z = V(1.0), V(2.0), V(3.0)
    assert [float(f(a, b)) for a, b in ((x, y), (y, z), (x, x), (z, x))] == [12, 23, 11, 31]
    assert len(seen) == 2  # the same variable twice is another signature

    @tf.function
    def add_one(v: Any) -> None:
        v.assign_add(1.0)

    for v in (x, y, y):
        add_one(v)
    assert (x.numpy(), y.numpy()) == (2, 4)
    assert add_one.experimental_get_tracing_count() == 1


def test_reduce_retracing() -> None:
    growing = [C([1]), C([1, 2]), C([1, 2, 3]), C([1, 2, 3, 4])]
    assert traces(growing, reduce_retracing=True) == 2
    assert traces(growing, experimental_relax_shapes=True) == 2
    assert traces([C([1]), C([1.0]), C([2])], reduce_retracing=True) == 2


# ------------------------------------------------------------------ input_signature


def test_input_signature_with_too_many_specs_is_refused_where_it_is_written() -> None:
    spec = tf.TensorSpec([], tf.float32)
    with pytest.raises(TypeError, match="contains 2 extra type constraints"):
        tf.function(lambda x: x, input_signature=[spec] * 3)
    with pytest.raises(TypeError, match="contains 1 extra type constraints"):
        tf.function(lambda self, x: x, input_signature=[spec] * 2)

    summed = tf.function(lambda *terms: tf.add_n(terms), input_signature=[spec] * 3)
    assert summed(1.0, 2.0, 3.0).numpy() == 6
    product = tf.function(lambda x, y=2.0: x * y, input_signature=[spec] * 2)
    assert product(3.0, 4.0).numpy() == 12


@tf.function(
    input_signature=[tf.TensorSpec([None, 2], tf.float32, name="q"), tf.TensorSpec([], tf.int32)]
)
def scaled(a: Any, b: Any) -> Any:
    return a * tf.cast(b, tf.float32)


def test_input_signature_converts_and_traces_once() -> None:
    assert scaled([[1, 2]], 3).numpy().tolist() == [[3, 6]]
    assert scaled(a=C([[1.0, 2.0], [3.0, 4.0]]), b=C(2)).numpy().tolist() == [[2, 4], [6, 8]]
    assert scaled.experimental_get_tracing_count() == 1
    args, kwargs = scaled.get_concrete_function().structured_input_signature
    assert args == (tf.TensorSpec([None, 2], tf.float32, "q"), tf.TensorSpec([], tf.int32, "b"))
    assert kwargs == {}


@pytest.mark.parametrize(
    "args",
    [(C([1.0, 2.0]), 3), (C([[1.0, 2.0]]), 2.5), (C([[1, 2]]), 1), (C([[1.0, 2.0]]),)],
    ids=str,
)
def test_arguments_that_do_not_fit_the_signature(args: Any) -> None:
    with pytest.raises(TypeError):
        scaled(*args)


def test_nested_signatures_and_defaults() -> None:
    number = tf.TensorSpec([], tf.float32)
    nested = tf.function(
        lambda d: d["x"] + d["y"][0], input_signature=[{"x": number, "y": [number]}]
    )
    assert nested({"x": 1.0, "y": [2.0]}).numpy() == 3
    with pytest.raises((TypeError, ValueError)):
        nested({"x": 1.0})
    with pytest.raises(TypeError, match="input_signature"):
        tf.function(lambda x: x, input_signature=number)

    @tf.function(input_signature=[number])
    def with_default(a: Any, b: float = 4.0) -> Any:
        return a * b

    assert with_default(2.0).numpy() == 8


# ------------------------------------------------------------------ arguments and results


@tf.function
def everything(x: Any, y: Any = 2, *rest: Any, k: Any = 3, **more: Any) -> Any:
    return x + y + k + sum(rest) + sum(more.values())


def test_arguments_are_bound_as_python_binds_them() -> None:
    assert everything(C(1)).numpy() == 6
    assert everything(C(1), C(2), C(3), k=C(4), z=C(5)).numpy() == 15
    assert everything(y=C(10), x=C(1)).numpy() == 14
    with pytest.raises(TypeError, match="missing a required argument: 'x'"):
        everything()
    with pytest.raises(TypeError, match="multiple values for argument 'x'"):
        everything(C(1), x=C(2))


def test_results_keep_their_structure() -> None:
    found = tf.function(
        lambda x: {"a": x, "b": [x, (x, None)], "c": 3, "d": "s", "e": True, "f": 1.5}
    )(C(1))
    assert found["b"][1][1] is None
    assert [found[k].dtype.name for k in "acdef"] == ["int32", "int32", "string", "bool", "float32"]
    assert tf.function(lambda: None)() is None
    assert tf.function(list)() == []
    for wrong in (object, lambda: {1, 2}, lambda: len):
        with pytest.raises(TypeError, match="must return zero or more Tensors"):
            tf.function(lambda wrong=wrong: wrong())()


def test_what_comes_in_may_go_out() -> None:
    same = tf.function(lambda x: x)
    assert same(C("a")).numpy() == b"a"
    assert same(3).numpy() == 3
    v = V(1.0)
    kept = same(v)
    v.assign(5.0)
    assert kept.numpy() == 1


def test_closures_are_read_while_tracing() -> None:
    y = C(5.0)
    f = tf.function(lambda x: x * y)
    assert f(C(2.0)).numpy() == 10
    y = C(7.0)
    assert f(C(2.0)).numpy() == 10


def test_functions_in_functions() -> None:
    square = tf.function(lambda x: x * x)
    outer = tf.function(lambda x: square(x) + square(x * 2))
    assert outer(C(3.0)).numpy() == 45
    assert square.experimental_get_tracing_count() == 1

    @tf.function
    def factorial(n: int) -> Any:
        return 1 if n <= 1 else n * factorial(n - 1)

    assert factorial(5).numpy() == 120


def test_callables_of_all_kinds() -> None:
    class Triple:
        def __call__(self, x: Any) -> Any:
            return x * 3

    assert tf.function(Triple())(C(2)).numpy() == 6
    assert tf.function(functools.partial(lambda a, b: a - b, b=C(1)))(C(5)).numpy() == 4
    with pytest.raises(TypeError, match="callable"):
        tf.function(3)


def test_run_functions_eagerly() -> None:
    tf.config.run_functions_eagerly(True)
    try:
        assert tf.config.functions_run_eagerly()
        calls = []
        f = tf.function(lambda x: calls.append(x.numpy()))
        f(C(1))
        f(C(1))
        assert calls == [1, 1]
    finally:
        tf.config.run_functions_eagerly(False)


# ------------------------------------------------------------------ variables


def test_variables_may_be_made_on_the_first_call_only() -> None:
    kept, calls = [], []

    @tf.function
    def f(x: Any) -> Any:
        calls.append(1)
        if not kept:
            kept.append(V(1.0))
        return kept[0].assign_add(1.0) * x

    assert [f(C(x)).numpy() for x in (2.0, 3.0)] == [4, 9]
    assert len(calls) == 2  # once to make the variable, once for the graph that is kept
    for making in (lambda: V(1.0) + 0.0, lambda: V(1.0)):
        with pytest.raises(ValueError, match="only supports singleton"):
            tf.function(making)()


def test_effects_keep_their_order() -> None:
    v = V(0)

    @tf.function
    def f() -> Any:
        v.assign_add(1)
        before = v.read_value()
        v.assign(v * 10)
        return before, v.read_value(), v.assign_add(5) + 0

    assert [int(t) for t in f()] == [1, 10, 15]
    assert v.numpy() == 15


class Counter:
    def __init__(self, factor: float) -> None:
        self.factor, self.total, self.traced = factor, V(1.0), 0

    @tf.function
    def add(self, x: Any) -> Any:
        self.traced += 1
        self.total.assign_add(x)
        return x * self.factor

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def sum(self, x: Any) -> Any:
        return tf.reduce_sum(x) * self.factor


def test_methods() -> None:
    a, b = Counter(2.0), Counter(3.0)
    assert [float(c.add(C(1.0))) for c in (a, b, a)] == [2, 3, 2]
    assert (a.traced, b.traced) == (1, 1)
    assert (a.total.numpy(), b.total.numpy()) == (3, 2)
    assert a.add is a.add
    assert a.sum([1.0, 2.0]).numpy() == 6
    with pytest.raises(TypeError):
        a.sum(C([1]))
    with pytest.raises(ReferenceError):
        Counter(1.0).add(C(1.0))


# ------------------------------------------------------------------ concrete functions


def test_concrete_functions() -> None:
    double = tf.function(lambda x: x * 2)
    concrete = double.get_concrete_function(tf.TensorSpec([None], tf.float32))
    assert double.get_concrete_function(tf.TensorSpec([None], tf.float32)) is concrete
    assert concrete(C([1.0, 2.0])).numpy().tolist() == [2, 4]
    assert concrete(x=C([3.0])).numpy().tolist() == [6]
    with pytest.raises(TypeError):
        concrete(C(1.0))
    with pytest.raises(tf.errors.InvalidArgumentError):
        concrete(C([1]))
    with pytest.raises(TypeError):
        concrete()
    assert [t.name for t in concrete.inputs] == ["x:0"]
    assert concrete.output_shapes == [None]
    assert concrete.output_dtypes is tf.float32
    assert concrete.variables == ()


def test_python_arguments_are_part_of_a_concrete_function() -> None:
    concrete = tf.function(lambda x, n: x * n).get_concrete_function(
        tf.TensorSpec([], tf.float32), 3
    )
    assert concrete(C(2.0)).numpy() == 6
    assert concrete.structured_input_signature == ((tf.TensorSpec([], tf.float32, "x"), 3), {})


# ------------------------------------------------------------------ errors, copies, threads


def test_errors_keep_their_class_and_name_the_users_line() -> None:
    @tf.function
    def wrong_key(x: Any) -> Any:
        raise KeyError("zz")

    @tf.function
    def wrong_shapes(x: Any) -> Any:
        return tf.matmul(x, x)

    with pytest.raises(KeyError, match="zz"):
        wrong_key(C(1))
    with pytest.raises(ValueError, match="MatMul") as caught:
        wrong_shapes(C([[1.0, 2.0]]))
    files = [frame.path.name for frame in caught.traceback]
    assert "test_function.py" in files


def test_a_failed_trace_leaves_nothing_behind() -> None:
    flag = [True]

    @tf.function
    def f(x: Any) -> Any:
        if flag:
            raise RuntimeError("once")
        return x + 1

    with pytest.raises(RuntimeError, match="once"):
        f(C(1))
    flag.clear()
    assert f(C(1)).numpy() == 2
    assert tf.executing_eagerly()


def module_level(x: Any) -> Any:
    return x + 1


def test_copies_and_pickles_are_functions_too() -> None:
    f = tf.function(module_level)
    f(C(1))
    assert copy.deepcopy(f)(C(1)).numpy() == 2
    wrapped = pickle.loads(pickle.dumps(f))
    assert wrapped(C(1)).numpy() == 2
    assert f.python_function is module_level
    assert f.__name__ == "module_level"


def test_two_threads_may_call_a_function_while_it_is_traced() -> None:
    start = threading.Barrier(4)

    @tf.function
    def f(x: Any) -> Any:
        for _ in range(50):
            x = x + 1.0
        return tf.reduce_sum(x)

    found: list[float] = []
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            start.wait()
            for size in (1, 2, 3):
                found.append(float(f(tf.fill([size], float(number)))) - size * (number + 50))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert found == [0.0] * 12


def test_signatures_take_nests_and_variables():
    nested = tf.function(
        lambda d: d["a"] * tf.cast(d["b"][0], tf.float32),
        input_signature=[{"a": tf.TensorSpec([None]), "b": (tf.TensorSpec([], tf.int32),)}],
    )
    np.testing.assert_array_equal(nested({"a": [1.0, 2.0], "b": (3,)}), [3, 6])
    doubled = tf.function(lambda x: x * 2, input_signature=[tf.TensorSpec([2])])
    np.testing.assert_array_equal(doubled(tf.Variable([1.0, 2.0])), [2, 4])
    with pytest.raises(TypeError, match="invalid args"):
        tf.function(lambda x: x, input_signature=[3])


def test_a_concrete_function_may_be_given_the_python_values_it_was_traced_for():
    f = tf.function(lambda x, k: x * k)
    concrete = f.get_concrete_function(tf.TensorSpec([], tf.int32), 3)
    assert concrete(tf.constant(5)) == concrete(tf.constant(5), 3) == 15
    with pytest.raises(TypeError):
        concrete(tf.constant(5), 4)
    with pytest.raises(tf.errors.InvalidArgumentError, match="int32"):
        concrete(tf.constant(5.0))


def test_shapes_that_were_set_inside_are_known_to_the_caller():
    def doubled(x):
        y = tf.py_function(lambda v: v * 2.0, [x], tf.float32)
        y.set_shape([3])
        return y

    inner = tf.function(doubled)
    outer = tf.function(lambda: inner(tf.constant([1.0, 2.0, 3.0])))
    assert outer.get_concrete_function().structured_outputs.shape == (3,)
    assert outer().numpy().tolist() == [2.0, 4.0, 6.0]


def test_numbers_from_outside_that_only_the_backward_pass_uses() -> None:
    c, v = tf.constant([1.0, 2.0]), tf.Variable([3.0, 4.0])
    layer = tf.keras.layers.LayerNormalization()
    layer.build((None, 2))

    def penalty() -> Any:
        x = c[None] * 1.0
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(layer(x) ** 2 * v)
        return tf.reduce_sum(tape.gradient(y, x) ** 2)

    found = []
    for call in (penalty, tf.function(penalty)):
        with tf.GradientTape() as tape:
            y = call()
        found.append(tape.gradient(y, v).numpy())
    np.testing.assert_allclose(found[1], found[0], rtol=1e-3, atol=1e-5)
    assert abs(found[0]).max() > 1e-4
