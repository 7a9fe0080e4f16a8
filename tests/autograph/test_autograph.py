"""tf.autograph: conversion by hand, and inside the `call` of users' layers."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
Feature = tf.autograph.experimental.Feature


class Clip(keras.layers.Layer):
    """Control flow on tensors in `call`, also in a method that it calls."""

    def call(self, inputs, training=False):
        total = tf.reduce_sum(inputs)
        if total > 10.0:
            inputs = inputs * 0.0
        for _ in tf.range(3):
            inputs = self.grow(inputs)
        return inputs

    def grow(self, x):
        if tf.reduce_max(x) < 100.0:
            return x + 1.0
        else:
            return x


def test_to_graph():
    def sign(x):
        if x > 0:
            return 1
        return -1

    f = tf.function(tf.autograph.to_graph(sign), autograph=False)
    assert f(tf.constant(3)).numpy() == 1
    assert f(tf.constant(-3)).numpy() == -1


def test_do_not_convert_is_heeded():
    @tf.autograph.experimental.do_not_convert
    def f(x):
        if x > 0:
            return x
        return -x

    assert tf.autograph.to_graph(f) is f
    with pytest.raises(TypeError):
        tf.function(f)(tf.constant(1))


def test_arguments_of_to_graph():
    with pytest.raises(ValueError, match="recursive"):
        tf.autograph.to_graph(len, recursive=False)
    with pytest.raises(ValueError, match="Feature"):
        tf.autograph.to_graph(len, experimental_optional_features="x")
    with pytest.raises(NotImplementedError):
        tf.autograph.to_graph(5)


@pytest.mark.parametrize(("value", "expected"), [(1.0, 4.0), (50.0, 3.0)])
def test_call_of_a_layer(value, expected):
    layer = Clip()
    x = tf.fill((1, 2), value)
    np.testing.assert_array_equal(layer(x), tf.fill((1, 2), expected))
    np.testing.assert_array_equal(tf.function(layer)(x), tf.fill((1, 2), expected))
    model = keras.Sequential([keras.Input((2,)), layer])
    np.testing.assert_array_equal(model.predict(x, verbose=0), tf.fill((1, 2), expected))


def test_fit_through_a_loop_on_tensors():
    class Halves(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            y = self.dense(x)
            if tf.reduce_mean(tf.abs(y)) > 1e6:
                y = y * 0.5
            return y

    model = Halves()
    model.compile("sgd", "mse")
    x = np.ones((8, 2), "float32")
    losses = model.fit(x, x[:, :1], epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_set_loop_options():
    @tf.function
    def f(n):
        x = tf.zeros((1,))
        i = 0
        while i < n:
            tf.autograph.experimental.set_loop_options(
                shape_invariants=[(x, tf.TensorShape([None]))]
            )
            x = tf.concat([x, x], 0)
            i += 1
        return x

    assert f(tf.constant(3)).shape == (8,)


# ------------------------------------------------- attributes and items as state


class Box:
    """An object with attributes."""


def test_attributes_and_items_in_a_conditional():
    @tf.function
    def f(x):
        box, table, row = Box(), {"a": x}, [x, x]
        box.inner = Box()
        box.inner.value = x
        if x > 0:
            table["b"] = x + 1
            row[1] = x * 5
            box.inner.value = -x
        else:
            table["b"] = x - 1
        return table["b"], row[1], box.inner.value

    assert [int(v) for v in f(tf.constant(2))] == [3, 10, -2]
    assert [int(v) for v in f(tf.constant(-2))] == [-3, -2, -2]


def test_attributes_and_items_in_a_loop():
    class Counter:
        @tf.function
        def count(self, n):
            self.total = tf.constant(0)
            seen, last = {"sum": 0}, [0, 0]
            key = 1
            while self.total < n:
                self.total = self.total + 1
                seen["sum"] += self.total
                last[key] = self.total
            return self.total, seen["sum"], last

    counter = Counter()  # a tf.function method holds its object only weakly
    total, added, last = counter.count(tf.constant(4))
    assert (int(total), int(added), int(last[1])) == (4, 10, 4)


def test_an_attribute_set_in_one_branch_only():
    @tf.function
    def f(x):
        box = Box()
        if x > 0:
            box.value = x * 3
        return box.value

    with pytest.raises(ValueError, match=r"'box.value' must also be initialized in the else"):
        f(tf.constant(2))


# ------------------------------------------------------------------- liveness


def test_temporaries_need_not_agree():
    @tf.function
    def f(x, n):
        if x > 0:
            part = tf.zeros([2])
            y = tf.reduce_sum(part) + 1.0
        else:
            part = "none"
            y = 2.0
        for i in tf.range(n):
            if i > 0:
                step = tf.ones([i])
            else:
                step = tf.constant([5.0])
            y += tf.reduce_sum(step)
            step = i  # another dtype in the next iteration: nobody reads this one
        return y

    assert f(tf.constant(1), tf.constant(3)) == 1 + 5 + 1 + 2
    assert f(tf.constant(-1), tf.constant(0)) == 2


def test_a_branch_does_not_see_what_the_other_did():
    @tf.function
    def f(x):
        t = x
        if x > 0:
            t = t + 1
            y = t
        else:
            y = t * 10
        return y

    assert f(tf.constant(1)) == 2
    assert f(tf.constant(-1)) == -10


def test_closures_read_names_later():
    @tf.function
    def f(x):
        def read():
            return y

        if x > 0:
            y = x
        else:
            y = -x
        return read()

    assert f(tf.constant(-3)) == 3


def test_errors_of_branches_that_differ():
    def one_sided(x):
        if x > 0:
            y = x
        return y

    def none(x):
        y = None
        if x > 0:
            y = x
        return y

    def dtypes(x):
        if x > 0:
            y = 1
        else:
            y = 1.0
        return y

    for function, error, text in (
        (one_sided, ValueError, "'y' must also be initialized in the else branch"),
        (none, ValueError, "'y' is None at the end of the else branch"),
        (dtypes, TypeError, "int32 in the `if` branch and float32"),
    ):
        with pytest.raises(error, match=text) as caught:
            tf.function(function)(tf.constant(1))
        places = [f for f in caught.traceback if str(f.path) == __file__]
        assert str(places[-1].statement).strip() == "if x > 0:"


# ------------------------------------------------------------------- methods, built-ins


def test_methods_are_converted_and_find_super():
    class Base:
        def clip(self, x):
            if x > 10:
                return x * 0
            return x

    class Derived(Base):
        @tf.function
        def clip(self, x):
            y = super().clip(x)
            if y > 2:
                y = y * 2
            return y

    derived = Derived()
    assert [int(derived.clip(tf.constant(v))) for v in (1, 3, 20)] == [1, 6, 0]


def test_builtins_on_tensors():
    @tf.function
    def f(x, text):
        return (
            sorted(x),
            sorted(x, reverse=True),
            sorted(x, key=lambda v: -v),
            list(filter(lambda v: v is not None, [x[0], None])),
            range(x[0]),
            int(text),
            float(text),
        )

    up, down, by_key, kept, numbers, whole, real = f(tf.constant([3, 1, 2]), tf.constant("37"))
    np.testing.assert_array_equal(up, [1, 2, 3])
    np.testing.assert_array_equal(down, [3, 2, 1])
    np.testing.assert_array_equal(by_key, [3, 2, 1])
    assert int(kept[0]) == 3
    np.testing.assert_array_equal(numbers, [0, 1, 2])
    assert (whole, real) == (37, 37.0)
    assert (whole.dtype, real.dtype) == (tf.int32, tf.float32)


def test_a_loop_over_ragged_rows():
    @tf.function
    def longest(rows):
        best = 0
        for row in rows:
            best = tf.maximum(best, tf.size(row))
        return best

    assert longest(tf.ragged.constant([[1], [2, 3, 4], []])) == 3


def test_a_loop_over_a_scalar_is_refused():
    @tf.function
    def f(x):
        for _ in x:
            pass

    with pytest.raises(ValueError, match="scalar"):
        f(tf.constant(3))


def test_the_protocol_for_iterables():
    """An object may bring its own loop, as data sets do."""

    class Three:
        def __autograph_for__(self, go_on, body, state):
            for i in range(3):
                body(tf.constant(i))

        def __iter__(self):
            raise AssertionError("the protocol goes first")

    @tf.function
    def f(numbers):
        total = 0
        for i in numbers:
            total += i
        return total

    assert f(Three()) == 3


def test_to_code():
    def f(x):
        if x > 0:
            x = -x
        return x

    text = tf.autograph.to_code(f)
    assert "def tf__f(x)" in text
    assert "ag__.if_stmt" in text
    assert tf.autograph.to_code(tf.function(f)) == text
    assert "ag__.if_exp" in tf.autograph.to_code(lambda x: 1 if x else 2)
    with pytest.raises(ValueError, match="source"):
        tf.autograph.to_code(len)
    with pytest.raises(NotImplementedError):
        tf.autograph.to_code(5)


def test_verbosity(capsys, caplog):
    tf.autograph.set_verbosity(2, alsologtostdout=True)
    try:
        tf.function(lambda x: x if x > 0 else -x)(tf.constant(1))
    finally:
        tf.autograph.set_verbosity(0)
    assert "is converted" in caplog.text
    assert "ag__.if_exp" in capsys.readouterr().out


@tf.function
def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)


@tf.function
def without_end(x):
    return without_end(x - 1.0) if x > 0.0 else x


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def test_a_function_of_a_module_may_call_itself():
    assert int(factorial(5)) == 120
    assert int(tf.function(fibonacci)(7)) == 13


def test_recursion_without_end_is_explained():
    with pytest.raises(RecursionError, match="a condition on a tensor does not end a recursion"):
        without_end(tf.constant(1.0))


def test_print_prints_while_the_function_is_traced(capfd):
    @tf.function
    def f(x):
        print("tracing with", x)
        return x

    f(tf.ones([2]))
    f(tf.zeros([2]))
    assert capfd.readouterr().out == f"tracing with {symbolic('x:0', (2,))}\n"


def symbolic(name, shape):
    return f'Tensor("{name}", shape={shape}, dtype=float32)'


@pytest.mark.parametrize("features", [Feature.ALL, (Feature.LISTS, Feature.BUILTIN_FUNCTIONS)])
def test_print_as_a_converted_builtin_prints_at_every_call(capfd, features):
    @tf.function(experimental_autograph_options=features)
    def f(x):
        print("running with", x)
        return x

    f(tf.constant(2.0))
    f(tf.constant(3.0))
    printed = "".join(capfd.readouterr())
    assert printed == "running with 2\nrunning with 3\n"


def test_name_scopes_on_demand():
    def square(x):
        return tf.square(x)

    @tf.function(experimental_autograph_options=Feature.NAME_SCOPES)
    def f(x):
        return square(x)

    names = {op.name for op in f.get_concrete_function(tf.ones([2])).graph.get_operations()}
    assert "f/square/Square" in names


def test_an_unknown_feature_is_refused():
    with pytest.raises(ValueError, match=r"tf\.autograph\.experimental\.Feature"):
        tf.function(lambda x: x, experimental_autograph_options="ALL")


def _result(function, *arguments):
    return tf.nest.map_structure(lambda v: v.numpy().tolist(), tf.function(function)(*arguments))


def test_assignment_in_the_test_of_a_loop():
    def f(n):
        total = 0
        while (m := n - 1) > 0:
            total += m
            n -= 1
        return total, m

    assert _result(f, tf.constant(4)) == (6, 0)


def test_annotated_and_deleted_names_in_branches():
    def f(x):
        y: tf.Tensor = x * 2
        z: int  # noqa: F842
        if x > 0:
            y: tf.Tensor = x
            kept = y
            del y
        else:
            kept = -y
        return kept

    assert _result(f, tf.constant(3)) == 3
    assert _result(f, tf.constant(-3)) == 6


def test_return_from_an_endless_loop():
    def f(x):
        n = tf.constant(0)
        while True:
            n += 1
            if n > 3:
                if x > 0:
                    return n * 100
                return n

    assert _result(f, tf.constant(1)) == 400
    assert _result(f, tf.constant(-1)) == 4


def test_none_before_a_loop_that_sets_it():
    def last(x):
        best = None
        for v in x:
            best = v
        return best

    def largest(x):
        best = None
        for v in x:
            best = v if best is None else tf.maximum(best, v)
        return best

    assert _result(last, tf.constant([3, 5])) == 5
    with pytest.raises(TypeError, match="was None before"):  # TensorFlow gives 0, whatever x is
        _result(largest, tf.constant([-3, -5]))


def test_rows_taken_apart():
    def f(pairs):
        total = 0
        for a, b in pairs:
            total += a * b
        return total

    assert _result(f, tf.constant([[1, 2], [3, 4]])) == 14


def test_slice_returned_from_a_loop():
    def f(x, n):
        for i in tf.range(n):
            if x[i] > 2:
                return x[:i]
        return x

    assert _result(f, tf.constant([1, 2, 3]), tf.constant(3)) == [1, 2]
    assert _result(f, tf.constant([1, 2, 2]), tf.constant(3)) == [1, 2, 2]
