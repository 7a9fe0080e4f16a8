"""Variables by name: sharing, defaults of scopes, custom getters, templates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import pellucid.compat.v1 as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as made:
        yield made


def test_sharing() -> None:
    with tf.variable_scope("a"):
        v = tf.get_variable("v", [2])
        with pytest.raises(ValueError, match="a/v already exists, disallowed"):
            tf.get_variable("v", [2])
    with tf.variable_scope("a", reuse=True):
        assert tf.get_variable("v", [2]) is v
        with pytest.raises(ValueError, match=r"specified shape .3,. and found shape .2,."):
            tf.get_variable("v", [3])
        with pytest.raises(ValueError, match="found dtype float32"):
            tf.get_variable("v", [2], tf.float64)
        with pytest.raises(ValueError, match="a/w does not exist"):
            tf.get_variable("w", [2])
    with tf.variable_scope("a") as scope:
        scope.reuse_variables()
        assert tf.get_variable("v", [2]) is v
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
        assert tf.get_variable("v") is v
        assert tf.get_variable("w", [1]) is tf.get_variable("w", [1])


def test_names() -> None:
    with tf.variable_scope("a"), tf.variable_scope("b"), tf.name_scope("only_operations"):
        assert tf.get_variable("v", [1]).name == "a/b/v:0"
        assert tf.identity(1.0).name == "a/b/only_operations/Identity:0"
    with tf.variable_scope("a") as scope:
        assert tf.get_variable_scope() is scope
        assert tf.identity(1.0).name == "a_1/Identity:0"
    with tf.variable_scope(scope), tf.variable_scope("c", auxiliary_name_scope=False) as inner:
        assert inner.name == "a/c"
    assert tf.get_variable_scope().name == ""


def test_defaults_of_a_scope() -> None:
    with tf.variable_scope("a", initializer=tf.ones_initializer(), dtype=tf.float64,
                           regularizer=lambda v: tf.reduce_sum(v) * 2.0):  # fmt: skip
        v = tf.get_variable("v", [2])
        w = tf.get_variable("w", initializer=tf.constant([1.0, 2.0], tf.float64))
        tf.get_variable("x", [1], regularizer=tf.no_regularizer)
    assert v.dtype is tf.float64
    assert tf.losses.get_regularization_losses("a/v")[0].name.startswith("a/v/Regularizer")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run([v, w])[0].tolist() == [1, 1]
        assert session.run(tf.losses.get_regularization_losses()) == [4, 6]


def test_custom_getter() -> None:
    def outer(getter, name, **options):
        return getter(name, **options) * 2.0

    def inner(getter, name, **options):
        return getter(name, **options) + 1.0

    with tf.variable_scope("a", custom_getter=outer), tf.variable_scope("b", custom_getter=inner):
        value = tf.get_variable("v", [], initializer=tf.ones_initializer())
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(value) == 3


def test_initializers() -> None:
    kinds = {
        "uniform": tf.glorot_uniform_initializer(1), "normal": tf.glorot_normal_initializer(1),
        "scaled": tf.variance_scaling_initializer(2.0, "fan_out", "uniform", 1),
        "unit": tf.uniform_unit_scaling_initializer(seed=1), "he": tf.initializers.he_normal(1),
        "constant": tf.constant_initializer([1, 2, 3]),
        "cut": tf.truncated_normal_initializer(seed=1),
    }  # fmt: skip
    made = {
        k: tf.get_variable(k, [200, 300], initializer=i)
        for k, i in kinds.items()
        if k != "constant"
    }
    made["constant"] = tf.get_variable("c", [3], initializer=kinds["constant"])
    q = tf.get_variable("q", [4, 6], initializer=tf.orthogonal_initializer(seed=1))
    identity = tf.get_variable("i", [2, 3], initializer=tf.initializers.identity(2.0))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found, matrix, eye = session.run([made, q, identity])
    variances = {"uniform": 2 / 500, "normal": 2 / 500, "scaled": 2 / 300, "unit": 1 / 200,
                 "he": 2 / 200, "cut": 0.774}  # fmt: skip
    for kind, variance in variances.items():
        assert found[kind].var() == pytest.approx(variance, rel=0.05), kind
    assert found["constant"].tolist() == [1, 2, 3]
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(4), atol=1e-5)
    assert eye.tolist() == [[2, 0, 0], [0, 2, 0]]
    with pytest.raises(ValueError, match="mode"):
        tf.variance_scaling_initializer(mode="fan")


def test_integers_begin_with_zeros_and_local_variables_are_local() -> None:
    v = tf.get_variable("v", [2], tf.int32)
    local = tf.get_local_variable("l", [1])
    assert tf.local_variables() == [local]
    assert tf.global_variables() == [v]
    assert tf.trainable_variables() == [v]
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        assert session.run(v).tolist() == [0, 0]


def test_errors() -> None:
    with pytest.raises(ValueError, match="partitioned variables are not supported"):
        tf.get_variable("v", [2], partitioner=lambda **_: [1])
    with pytest.raises(ValueError, match="must be fully defined"):
        tf.get_variable("v", [None])
    with pytest.raises(ValueError, match="do not specify shape"):
        tf.get_variable("v", [1], initializer=tf.constant([1.0]))
    with pytest.raises(TypeError, match="name_or_scope is required"):
        tf.variable_scope(None)


def test_template() -> None:
    layer = tf.make_template("layer", lambda x, units: tf.layers.dense(x, units), units=3)
    a, b = layer(tf.ones([1, 2])), layer(tf.zeros([1, 2]))
    assert a.shape == b.shape == (1, 3)
    assert [v.name for v in layer.trainable_variables] == [
        "layer/dense/kernel:0", "layer/dense/bias:0",
    ]  # fmt: skip


def test_global_step() -> None:
    assert tf.train.get_global_step() is None
    step = tf.train.get_or_create_global_step()
    assert tf.train.get_or_create_global_step() is step
    assert step.name == "global_step:0"
    with pytest.raises(ValueError, match="already exists"):
        tf.train.create_global_step()
    with tf.Session() as session:
        session.run(step.initializer)
        session.run(step.assign_add(5))
        assert tf.train.global_step(session, step) == 5
