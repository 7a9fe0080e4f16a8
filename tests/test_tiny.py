"""The product in one small file: from a tensor to a trained, saved, reloaded model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import pellucid as tf


def test_tensors_and_operators() -> None:
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    assert (
        repr(x[0]) == "<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>"
    )
    np.testing.assert_allclose(tf.reduce_mean(x @ x + 1, axis=0), [12.0, 17.0])
    assert (tf.constant(1) / tf.constant(2)).dtype == tf.float64


def test_a_wrong_shape_is_explained() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.zeros([2, 3]) @ tf.zeros([4, 5])
    assert "(2, 3)" in str(caught.value)
    assert "(4, 5)" in str(caught.value)


def test_gradients_to_any_order() -> None:
    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x**3
        slope = inner.gradient(y, x)
    assert slope.numpy() == 12.0
    assert outer.gradient(slope, x).numpy() == 12.0


def test_a_function_traces_once_and_updates_variables() -> None:
    total, traces = tf.Variable(0.0), []

    @tf.function
    def add(x: tf.Tensor) -> tf.Tensor:
        traces.append(1)
        total.assign_add(tf.reduce_sum(x))
        return total * 2.0

    assert [add(tf.constant([1.0, 2.0])).numpy() for _ in range(3)] == [6.0, 12.0, 18.0]
    assert total.numpy() == 9.0
    assert len(traces) == 1


def test_python_control_flow_becomes_part_of_the_graph() -> None:
    @tf.function
    def collatz(n: tf.Tensor) -> tf.Tensor:
        steps = 0
        while n != 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            steps += 1
        return steps

    assert collatz(tf.constant(27)).numpy() == 111


def test_random_numbers_are_reproducible() -> None:
    tf.random.set_seed(7)
    first = tf.random.normal([3])
    tf.random.set_seed(7)
    np.testing.assert_array_equal(first, tf.random.normal([3]))


def test_linear_regression_by_hand() -> None:
    x = tf.constant([0.0, 1.0, 2.0, 3.0, 4.0])
    y = 2.0 * x + 1.0
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    for _ in range(200):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x + b - y))
        optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b], strict=True))
    np.testing.assert_allclose([w.numpy(), b.numpy()], [2.0, 1.0], atol=1e-2)


def test_a_network_learns_is_saved_and_comes_back(tmp_path: Path) -> None:
    tf.keras.utils.set_random_seed(1)
    (x, y), (x_test, y_test) = tf.keras.datasets.digits.load_data()
    x, x_test = x[..., None] / 16.0, x_test[..., None] / 16.0
    model = tf.keras.Sequential(
        [
            tf.keras.Input((8, 8, 1)),
            tf.keras.layers.Conv2D(8, 3, activation="relu"),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=6, verbose=0, validation_split=0.1)
    assert history.history["loss"][-1] < history.history["loss"][0]
    assert model.evaluate(x_test, y_test, verbose=0)[1] > 0.85
    path = tmp_path / "digits.keras"
    model.save(path)
    again = tf.keras.models.load_model(path)
    np.testing.assert_allclose(
        again.predict(x_test[:5], verbose=0), model.predict(x_test[:5], verbose=0), rtol=1e-5
    )


def test_an_unmodified_program_runs(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "import tensorflow as tf\nfrom tensorflow.keras.layers import Dense\n"
        "print(tf.reduce_sum(tf.ones([2, 3])).numpy(), Dense(4)(tf.ones([1, 2])).shape)\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pellucid", "run", str(script)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.stdout.strip() == "6.0 (1, 4)", run.stderr
