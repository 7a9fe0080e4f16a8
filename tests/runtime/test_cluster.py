"""Clusters: how shapes are run, how many programs are kept, threads."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.runtime import cluster

C, V = tf.constant, tf.Variable


def cluster_of(function: Any, *args: Any) -> Any:
    """The only cluster of a traced function."""
    whole = function.get_concrete_function(*args)._program.plan.whole
    assert whole is not None
    return whole


def test_few_cheap_operations_need_no_program() -> None:
    f = tf.function(lambda x: x * 2.0 + 1.0)
    x = C([1.0, 2.0])
    assert f(x).numpy().tolist() == [3, 5]
    assert cluster_of(f, x)._history.compiled == 0
    large = tf.ones([cluster.SMALL_ELEMENTS + 1])
    assert f(large)[0].numpy() == 3
    assert cluster_of(f, large)._history.compiled == 1


def test_set_jit_and_jit_compile_ask_for_a_program() -> None:
    x = C([1.0, 2.0])
    f = tf.function(lambda x: x * 2.0, jit_compile=True)
    assert f(x).numpy().tolist() == [2, 4]
    assert cluster_of(f, x)._history.compiled == 1
    tf.config.optimizer.set_jit(True)
    try:
        g = tf.function(lambda x: x * 2.0)
        assert g(x).numpy().tolist() == [2, 4]
        assert cluster_of(g, x)._history.compiled == 1
    finally:
        tf.config.optimizer.set_jit(False)


def test_convolutions_are_never_cheap() -> None:
    f = tf.function(lambda x: tf.nn.conv2d(x, tf.ones([1, 1, 1, 1]), 1, "VALID"))
    x = tf.ones([1, 2, 2, 1])
    f(x)
    assert cluster_of(f, x)._history.compiled == 1


def many_steps(x: Any) -> Any:
    """More operations than count as few."""
    for _ in range(cluster.SMALL_STEPS + 1):
        x = tf.sqrt(x + 1.0)
    return tf.reduce_sum(x)


@pytest.mark.parametrize("signature", [[tf.TensorSpec([None])], None], ids=["one trace", "traces"])
def test_many_shapes_do_not_compile_without_end(signature: Any) -> None:
    f = tf.function(many_steps, input_signature=signature)
    history = f._history
    for length in range(1, 31):
        x = tf.ones([length])
        assert f(x).numpy() == pytest.approx(many_steps(x).numpy(), rel=1e-6)
        assert history.compiled == min(length, cluster.FIRST_SHAPES)
    for _ in range(cluster.PATIENCE):  # a shape that comes back is worth a program
        f(tf.ones([30]))
    assert history.compiled == cluster.FIRST_SHAPES + 1


def test_large_work_is_compiled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "FIRST_SHAPES", 0)
    monkeypatch.setattr(cluster, "LARGE_WORK", 100)
    f = tf.function(many_steps, input_signature=[tf.TensorSpec([None])])
    f(tf.ones([2]))
    assert f._history.compiled == 0
    f(tf.ones([50]))
    assert f._history.compiled == 1


def test_programs_are_kept_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "KEPT_PROGRAMS", 2)
    f = tf.function(lambda x: x + 1.0, input_signature=[tf.TensorSpec([None])], jit_compile=True)
    for length in (1, 2, 1, 3):
        assert f(tf.ones([length])).shape == [length]
    kept = cluster_of(f)._programs
    assert [key[0] for key in kept] == [(1,), (3,)]  # the one of length 2 was used least recently


def test_the_same_call_gives_the_same_numbers() -> None:
    x = C(np.random.default_rng(0).random(100, np.float32))
    for function in (tf.function(many_steps), tf.function(lambda x: tf.exp(x) * tf.sin(x))):
        first = function(x).numpy()
        assert all(np.array_equal(function(x).numpy(), first) for _ in range(5))


def test_errors_of_small_functions_name_the_users_line() -> None:
    @tf.function(input_signature=[tf.TensorSpec([None])])
    def f(x: Any) -> Any:
        return tf.reshape(x, [2, 2], name="square")

    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\(3,\) float32") as caught:
        f(C([1.0, 2.0, 3.0]))
    assert any("square" in n and "test_cluster.py" in n for n in caught.value.__notes__)


def test_small_functions_draw_and_update() -> None:
    v = V([1.0, 2.0])

    @tf.function
    def f() -> Any:
        v.assign_add([1.0, 1.0])
        return tf.random.uniform([2]), v.read_value()

    (a, first), (b, second) = f(), f()
    assert first.numpy().tolist() == [2, 3]
    assert second.numpy().tolist() == [3, 4]
    assert not np.array_equal(a.numpy(), b.numpy())


@pytest.mark.parametrize("size", [2, 3000], ids=["numpy", "xla"])
def test_threads_update_and_read_one_variable(size: int) -> None:
    v = V(tf.zeros([size]))
    add = tf.function(lambda: v.assign_add(tf.ones([size])))
    read = tf.function(lambda: (v[0] - v[-1], v[0]))
    failures: list[Any] = []

    def work() -> None:
        try:
            for _ in range(60):
                add()
                same, _ = read()
                if float(same) != 0 or float(v.numpy()[0]) < 1:
                    failures.append((same, v))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert v.numpy().tolist() == [240] * size
