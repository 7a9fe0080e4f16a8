"""Training steps of small networks, for `fit.py`: the same text for both libraries."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

STEPS = 20


def cases(tf: ModuleType) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Name -> statement, variables, function for the answer."""
    return {
        "MNIST CNN, batch 128": case(tf, mnist, (28, 28, 1), 128),
        "CIFAR CNN, batch 32": case(tf, cifar, (32, 32, 3), 32),
        "Fashion CNN, batch 32": case(tf, fashion, (28, 28, 1), 32),
        "MLP, batch 32": case(tf, mlp, (28, 28, 1), 32, steps=200),
    }


def mnist(layers: Any, rate: float) -> list[Any]:
    """Keras' simple convolutional network for MNIST."""
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dropout(rate),
        layers.Dense(10),
    ]


def cifar(layers: Any, rate: float) -> list[Any]:
    """TensorFlow's convolutional tutorial for CIFAR-10; it has no dropout."""
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10),
    ]


def fashion(layers: Any, rate: float) -> list[Any]:
    """A deeper one: wide windows first, then pairs of 3x3."""
    return [
        layers.Conv2D(64, 7, activation="relu", padding="same"),
        layers.MaxPooling2D(2),
        layers.Conv2D(128, 3, activation="relu", padding="same"),
        layers.Conv2D(128, 3, activation="relu", padding="same"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(rate),
        layers.Dense(10),
    ]


def mlp(layers: Any, rate: float) -> list[Any]:
    """Two dense layers."""
    return [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10)]


def case(
    tf: ModuleType, network: Any, size: Any, batch: int, steps: int = STEPS
) -> tuple[str, dict[str, Any], Any]:
    """`fit` on `steps` batches; the answer is the losses of three steps without dropout."""
    rng = np.random.default_rng(0)
    x = rng.random((batch * steps, *size), np.float32)
    y = rng.integers(0, 10, batch * steps)

    def model(rate: float) -> Any:
        made = tf.keras.Sequential([tf.keras.Input(size), *network(tf.keras.layers, rate)])
        loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        made.compile("adam", loss)
        draw = np.random.default_rng(1)
        made.set_weights(
            [draw.standard_normal(w.shape, np.float32) * 0.05 for w in made.get_weights()]
        )
        return made

    timed: list[Any] = []

    def run() -> None:
        if not timed:
            timed.append(model(0.5))
        timed[0].fit(x, y, batch_size=batch, epochs=1, verbose=0)

    def answer() -> list[float]:
        quiet = model(0.0)
        past = quiet.fit(x[:batch], y[:batch], batch_size=batch, epochs=3, verbose=0)
        return [float(loss) for loss in past.history["loss"]]

    return "run()", {"run": run}, answer
