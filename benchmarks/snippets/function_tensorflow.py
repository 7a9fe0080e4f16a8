"""Compiled functions, for `function.py`: the same text for Pellucid and TensorFlow."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

NODES = 1000


def cases(tf: ModuleType) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Name -> statement, variables, function for the answer."""
    return {
        "call, 2 tensors": call(tf),
        "call, 2 tensors, jit_compile": call(tf, jit_compile=True),
        "linear regression step": regression(tf),
        "MLP step, batch 32": mlp(tf),
        "trace of 1,000 nodes": trace(tf),
    }


def call(tf: ModuleType, jit_compile: bool | None = None) -> Any:
    """The overhead of a call: one addition of 2 x 2 tensors."""
    a = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    b = tf.constant([[0.5, 0.25], [0.125, 2.0]])
    add = tf.function(lambda a, b: a + b, jit_compile=jit_compile)
    add(a, b)

    def answer() -> list[float]:
        return add(a, b).numpy().ravel().tolist()

    return "add(a, b)", {"add": add, "a": a, "b": b}, answer


def regression(tf: ModuleType) -> Any:
    """5 points, two scalar variables, gradient descent with a tape in the function."""
    x = tf.constant([1.0, 2.0, 3.0, 4.0, 5.0])
    y = tf.constant([1.2, 1.9, 3.2, 3.9, 5.1])

    def made() -> Callable[..., Any]:
        w, b = tf.Variable(0.0), tf.Variable(0.0)

        @tf.function
        def step(x: Any, y: Any) -> Any:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(w * x + b - y))
            dw, db = tape.gradient(loss, [w, b])
            w.assign_sub(0.01 * dw)
            b.assign_sub(0.01 * db)
            return loss

        return step

    def answer() -> list[float]:
        step = made()
        return [float(step(x, y)) for _ in range(10)]

    step = made()
    step(x, y)
    return "step(x, y)", {"step": step, "x": x, "y": y}, answer


def mlp(tf: ModuleType) -> Any:
    """784-128-10 on a batch of 32: loss, gradients and the update of four variables."""
    random = np.random.default_rng(0)
    images = tf.constant(random.random((32, 784), np.float32))
    labels = tf.constant(random.integers(0, 10, 32).astype(np.int32))
    kernels = [
        (random.standard_normal((784, 128)) * 0.05).astype(np.float32),
        (random.standard_normal((128, 10)) * 0.05).astype(np.float32),
    ]

    def made() -> Callable[..., Any]:
        w1, w2 = (tf.Variable(k) for k in kernels)
        b1, b2 = tf.Variable(tf.zeros([128])), tf.Variable(tf.zeros([10]))

        @tf.function
        def step(images: Any, labels: Any) -> Any:
            with tf.GradientTape() as tape:
                hidden = tf.nn.relu(images @ w1 + b1)
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, hidden @ w2 + b2)
                loss = tf.reduce_mean(losses)
            variables = [w1, b1, w2, b2]
            for variable, slope in zip(variables, tape.gradient(loss, variables), strict=True):
                variable.assign_sub(0.01 * slope)
            return loss

        return step

    def answer() -> list[float]:
        step = made()
        return [float(step(images, labels)) for _ in range(5)]

    step = made()
    step(images, labels)
    # A step that is not waited for is not done.
    return (
        "step(images, labels).numpy()",
        {"step": step, "images": images, "labels": labels},
        answer,
    )


def trace(tf: ModuleType) -> Any:
    """A new function of 1,000 operations, traced."""
    spec = tf.TensorSpec([8], tf.float32)
    numbers = itertools.count()

    def body(x: Any) -> Any:
        for _ in range(NODES // 4):
            x = tf.nn.relu(x) * x + x - x
        return x

    def traced() -> Any:
        next(numbers)
        return tf.function(body, autograph=False).get_concrete_function(spec)

    def answer() -> list[float]:
        # Constants and identities are counted differently.
        kinds = [op.type for op in traced().graph.get_operations()]
        return [float(kinds.count(kind)) for kind in ("Relu", "Mul", "Sub")]

    return "traced()", {"traced": traced}, answer
