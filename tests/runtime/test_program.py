"""Functions as XLA programs: variables, donation, dtypes, fallbacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import pellucid as tf

C, V = tf.constant, tf.Variable


@pytest.fixture(autouse=True)
def compiled() -> Iterator[None]:
    """Small functions run through NumPy by default; these tests are about XLA."""
    tf.config.optimizer.set_jit(True)
    yield
    tf.config.optimizer.set_jit(False)


def test_tensors_handed_out_keep_their_numbers() -> None:
    """The buffers of updated variables are given to XLA: nobody else may still look at them."""
    v = V(np.zeros(1000, np.float32))
    add = tf.function(lambda: v.assign_add(tf.ones([1000])).read_value())
    held: list[Any] = [
        v.read_value(),
        np.asarray(v),
        tf.identity(v),
        add(),
        v.read_value(),
        np.asarray(v),
        v.numpy(),
    ]
    with tf.GradientTape() as tape:
        y = v * v
    for _ in range(5):
        add()
    assert [float(t[0]) for t in held] == [0, 0, 0, 1, 1, 1, 1]
    assert tape.gradient(y, v)[0].numpy() == 2
    assert v.numpy()[0] == 6


def test_variables_updated_in_and_out_of_functions() -> None:
    v, w = V(1.0), V(10.0)

    @tf.function
    def swap() -> None:
        old = v.read_value()
        v.assign(w)
        w.assign(old)

    swap()
    assert (v.numpy(), w.numpy()) == (10, 1)
    v.assign_add(1.0)
    swap()
    assert (v.numpy(), w.numpy()) == (1, 11)


def test_one_variable_twice() -> None:
    v = V(1.0)
    f = tf.function(lambda a, b: (a.assign_add(1.0), b.assign_add(10.0), a + b)[2])
    assert f(v, v).numpy() == 24
    assert v.numpy() == 12


def test_a_failing_function_leaves_variables_usable() -> None:
    v = V([1.0, 2.0])

    @tf.function(input_signature=[tf.TensorSpec([None])])
    def f(x: Any) -> Any:
        v.assign_add([1.0, 1.0])
        return tf.reshape(x, [2, 2])

    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        f(C([1.0, 2.0, 3.0]))
    assert v.numpy().tolist() in ([1.0, 2.0], [2.0, 3.0])
    assert f(C([1.0, 2.0, 3.0, 4.0])).shape == [2, 2]


DTYPES = [
    "int64",
    "float64",
    "bfloat16",
    "float16",
    "uint8",
    "int8",
    "bool",
    "complex64",
    "complex128",
    "uint64",
]


@pytest.mark.parametrize("name", DTYPES)
def test_dtypes_stay_what_they_are(name: str) -> None:
    found = tf.function(lambda x: tf.cast(x, name))(C([0, 1]))
    assert found.dtype.name == name
    assert found.numpy().dtype == tf.as_dtype(name).as_numpy_dtype


def test_64_bits_are_64_bits() -> None:
    assert tf.function(lambda x: x + 2**40)(C(1, tf.int64)).numpy() == 2**40 + 1
    assert tf.function(lambda x: x / 3)(C(1.0, tf.float64)).numpy() == 1 / 3


def test_scalars_and_nothing() -> None:
    f = tf.function(lambda x: (x, tf.reduce_sum(x), tf.concat([x, x], 0)))
    same, total, twice = f(tf.zeros([0, 3]))
    assert (same.shape, float(total), twice.shape) == ([0, 3], 0.0, [0, 3])
    assert type(tf.function(lambda x: x * 2)(C(2)).numpy()) is np.int32


def test_unknown_dimensions_run_with_many_sizes() -> None:
    f = tf.function(
        lambda x: tf.reduce_sum(x) / tf.cast(tf.shape(x)[0], tf.float32),
        input_signature=[tf.TensorSpec([None])],
    )
    assert [float(f(tf.range(n, dtype=tf.float32))) for n in (1, 2, 5)] == [0, 0.5, 2]
    assert f.experimental_get_tracing_count() == 1


def test_strings_run_beside_numbers() -> None:
    v = V(1)

    @tf.function
    def f(s: Any, x: Any) -> Any:
        v.assign_add(1)
        return tf.stack([s, s]), x + v

    s, x = f(C("a"), C(1))
    assert s.numpy().tolist() == [b"a", b"a"]
    assert (x.numpy(), v.numpy()) == (3, 2)


def test_shapes_that_depend_on_data_fall_back() -> None:
    v = V(0.0)

    @tf.function
    def positive(x: Any) -> Any:
        v.assign_add(1.0)
        return tf.boolean_mask(x, x > 0)

    assert positive(C([1.0, -1.0, 2.0])).numpy().tolist() == [1, 2]
    assert positive(C([-1.0, -1.0, 2.0])).numpy().tolist() == [2]
    assert v.numpy() == 2


def test_jit_compile_refuses_what_runs_on_the_host() -> None:
    assert tf.function(lambda x: tf.reduce_sum(x * 2), jit_compile=True)(C([1.0, 2.0])).numpy() == 6
    with pytest.raises(Exception, match="cannot be compiled"):
        tf.function(lambda x: tf.where(x > 0), jit_compile=True)(C([1.0, 2.0]))


def test_nothing_that_is_not_needed_runs() -> None:
    @tf.function(input_signature=[tf.TensorSpec([None])])
    def f(x: Any) -> Any:
        tf.reshape(x, [2, 2])  # would fail
        return x

    assert f(C([1.0])).numpy().tolist() == [1]


def test_random_numbers_differ_from_call_to_call_also_in_branches_and_loops() -> None:
    @tf.function
    def f(p: Any) -> Any:
        return tf.cond(p, lambda: tf.random.uniform([]), lambda: 2.0)

    @tf.function
    def loop(n: Any) -> Any:
        return tf.while_loop(
            lambda i, a: i < n, lambda i, a: (i + 1, a + tf.random.uniform([], 1.0, 2.0)), (0, 0.0)
        )[1]

    assert float(f(C(True))) != float(f(C(True)))
    assert f(C(False)).numpy() == 2
    assert 5 <= float(loop(C(5))) < 10
    assert float(loop(C(5))) != float(loop(C(5)))


def test_assertions_in_compiled_functions_name_the_users_line() -> None:
    @tf.function
    def f(x: Any) -> Any:
        tf.debugging.assert_positive(x)
        return tf.debugging.check_numerics(x, "bad") * 2.0

    line = f.python_function.__code__.co_firstlineno
    assert f(C([1.0])).numpy() == [2]
    for value, place in ((-1.0, line + 2), (float("inf"), line + 3)):
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            f(C([value]))
        assert any(f"test_program.py:{place}" in note for note in caught.value.__notes__)
