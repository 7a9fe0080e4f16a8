"""`enable_check_numerics` and the log of placements: listeners of op calls."""

from __future__ import annotations

import pytest

import pellucid as tf


@pytest.fixture(autouse=True)
def checked():
    tf.debugging.enable_check_numerics()
    tf.debugging.enable_check_numerics()  # twice is once
    yield
    tf.debugging.disable_check_numerics()
    assert tf.math.log(-1.0).numpy() != 0


def test_eager():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r'op "Log"[\s\S]*NaN elements: 1'):
        tf.math.log(tf.constant([-1.0]))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r'"RealDiv"[\s\S]*\+Inf'):
        tf.constant([1.0]) / 0.0
    # What only hands numbers on is not at fault.
    tf.reshape(tf.identity(tf.constant(float("nan"))), [1])


def test_gradient():
    x = tf.constant(0.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.sqrt(x)
    with pytest.raises(tf.errors.InvalidArgumentError, match="RealDiv"):
        tape.gradient(y, x)


def test_in_a_function():
    log = tf.function(tf.math.log)
    assert log(tf.constant([1.0])).numpy().tolist() == [0.0]
    with pytest.raises(tf.errors.InvalidArgumentError, match=r'graph op "Log"'):
        log(tf.constant([-1.0]))


def test_complex_in_a_function():
    quotient = tf.function(lambda x: x / tf.constant(0j))
    with pytest.raises(tf.errors.InvalidArgumentError, match="RealDiv"):
        quotient(tf.constant(1 + 0j))


def test_placement_log(capsys):
    tf.debugging.set_log_device_placement(True)
    try:
        assert tf.debugging.get_log_device_placement()
        tf.add(1, 2)
        tf.function(lambda x: tf.tanh(x))(1.0)
    finally:
        tf.debugging.set_log_device_placement(False)
    written = capsys.readouterr().err
    assert "Executing op AddV2 in device /job:localhost/replica:0/task:0/device:CPU:0" in written
    assert "(Tanh)" in written
    assert not tf.debugging.get_log_device_placement()
