"""What is going on in a thread: graphs, tapes, init_scope."""

from __future__ import annotations

import threading

import pellucid as tf
from pellucid.core.context import HOT, STATE, executing_eagerly, inside_function


def test_eager_outside_graph_inside() -> None:
    assert executing_eagerly()
    assert not inside_function()
    seen = []
    tf.function(lambda: seen.append((executing_eagerly(), inside_function())))()
    assert seen == [(False, True)]
    with tf.Graph().as_default():
        assert not executing_eagerly()
        assert not inside_function()


def test_nothing_stays_open() -> None:
    before = HOT.busy
    x = tf.constant(1.0)
    try:
        with tf.GradientTape() as tape, tf.Graph().as_default():
            raise KeyError
    except KeyError:
        pass
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        tape.gradient(y, x)
    assert HOT.busy == before
    assert STATE.graph is None
    assert STATE.tapes == ()


def test_init_scope_leaves_all_functions() -> None:
    @tf.function
    def f() -> tf.Tensor:
        with tf.init_scope():
            assert executing_eagerly()
            inner = tf.constant(3.0).numpy()
        assert not executing_eagerly()
        return tf.constant(inner)

    assert f().numpy() == 3.0


def test_init_scope_is_not_recorded() -> None:
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        with tf.init_scope():
            y = x * x
    assert tape.gradient(y, x) is None


def test_each_thread_has_its_own_state() -> None:
    seen = []
    with tf.Graph().as_default():
        thread = threading.Thread(target=lambda: seen.append(executing_eagerly()))
        thread.start()
        thread.join()
    assert seen == [True]
