"""The same work as in `function_tensorflow.py`, written for `jax.jit`."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np


def cases(keras: ModuleType) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Name -> statement, variables, function for the answer. The peer's environment is Keras's."""
    import jax

    return {
        "call, 2 tensors": call(jax),
        "call, 2 tensors, jit_compile": call(jax),
        "linear regression step": regression(jax),
        "MLP step, batch 32": mlp(jax),
    }


def call(jax: ModuleType) -> Any:
    """The overhead of a call: one addition of 2 x 2 arrays."""
    a = jax.numpy.asarray([[1.0, 2.0], [3.0, 4.0]])
    b = jax.numpy.asarray([[0.5, 0.25], [0.125, 2.0]])
    add = jax.jit(lambda a, b: a + b)
    add(a, b)

    def answer() -> list[float]:
        return np.asarray(add(a, b)).ravel().tolist()

    return "add(a, b)", {"add": add, "a": a, "b": b}, answer


def regression(jax: ModuleType) -> Any:
    """5 points, two scalars, gradient descent."""
    x = jax.numpy.asarray([1.0, 2.0, 3.0, 4.0, 5.0])
    y = jax.numpy.asarray([1.2, 1.9, 3.2, 3.9, 5.1])

    def loss_of(parameters: Any, x: Any, y: Any) -> Any:
        w, b = parameters
        return jax.numpy.mean((w * x + b - y) ** 2)

    return _training(jax, loss_of, lambda: (jax.numpy.float32(0), jax.numpy.float32(0)), x, y, 10)


def mlp(jax: ModuleType) -> Any:
    """784-128-10 on a batch of 32."""
    random = np.random.default_rng(0)
    images = jax.numpy.asarray(random.random((32, 784), np.float32))
    labels = jax.numpy.asarray(random.integers(0, 10, 32).astype(np.int32))
    w1 = (random.standard_normal((784, 128)) * 0.05).astype(np.float32)
    w2 = (random.standard_normal((128, 10)) * 0.05).astype(np.float32)

    def loss_of(parameters: Any, images: Any, labels: Any) -> Any:
        w1, b1, w2, b2 = parameters
        logits = jax.nn.relu(images @ w1 + b1) @ w2 + b2
        chosen = jax.numpy.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1)
        return -jax.numpy.mean(chosen)

    def fresh() -> Any:
        return (w1, np.zeros(128, np.float32), w2, np.zeros(10, np.float32))

    return _training(jax, loss_of, fresh, images, labels, 5)


def _training(jax: ModuleType, loss_of: Any, fresh: Any, x: Any, y: Any, count: int) -> Any:
    """The statement that makes a step and waits for it, its variables, and the answer."""

    @jax.jit
    def step(parameters: Any, x: Any, y: Any) -> Any:
        loss, slopes = jax.value_and_grad(loss_of)(parameters, x, y)
        return loss, jax.tree.map(lambda p, s: p - 0.01 * s, parameters, slopes)

    def answer() -> list[float]:
        parameters, losses = fresh(), []
        for _ in range(count):
            loss, parameters = step(parameters, x, y)
            losses.append(float(loss))
        return losses

    state = {"parameters": step(fresh(), x, y)[1]}

    def run() -> Any:
        loss, state["parameters"] = step(state["parameters"], x, y)
        return np.asarray(loss)

    return "run()", {"run": run}, answer
