"""Training steps and forward passes, for `fit.py`: the same text for every library with Keras."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Literal

import numpy as np


@dataclass(frozen=True)
class Case:
    """A network and how it is timed.

    Args:
        network: from `keras` and the dropout rate to a model without compile.
        shape: of one input.
        batch: examples in a batch.
        words: vocabulary, where inputs are word indices.
        steps: batches in one `fit`: enough to make its own start and end a small part of it.
        how: 'fit'; 'step', one `train_on_batch`, where a step is long; or 'forward'.
        binary: two classes and probabilities, instead of ten classes and logits.
        rate: of the optimizer Adam.
    """

    network: Callable[[Any, float], Any]
    shape: tuple[int, ...]
    batch: int
    words: int = 0
    steps: int = 20
    how: Literal["fit", "step", "forward"] = "fit"
    binary: bool = False
    rate: float = 1e-3


def mnist(keras: Any, dropout: float) -> Any:
    """Keras' simple convolutional network for MNIST."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(dropout),
            layers.Dense(10),
        ]
    )


def three_convolutions(shape: tuple[int, ...]) -> Callable[[Any, float], Any]:
    """TensorFlow's convolutional tutorial for CIFAR-10, also used for Fashion-MNIST; no dropout."""

    def network(keras: Any, dropout: float) -> Any:
        layers = keras.layers
        return keras.Sequential(
            [
                keras.Input(shape),
                layers.Conv2D(32, 3, activation="relu"),
                layers.MaxPooling2D(2),
                layers.Conv2D(64, 3, activation="relu"),
                layers.MaxPooling2D(2),
                layers.Conv2D(64, 3, activation="relu"),
                layers.Flatten(),
                layers.Dense(64, activation="relu"),
                layers.Dense(10),
            ]
        )

    return network


def wide(keras: Any, dropout: float) -> Any:
    """A wide first window, then pairs of 3x3."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(64, 7, activation="relu", padding="same"),
            layers.MaxPooling2D(2),
            layers.Conv2D(128, 3, activation="relu", padding="same"),
            layers.Conv2D(128, 3, activation="relu", padding="same"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(10),
        ]
    )


def mlp(keras: Any, dropout: float) -> Any:
    """Two dense layers."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10),
        ]
    )


def recurrent(name: str) -> Callable[[Any, float], Any]:
    """One recurrent layer of 128 units over 100 steps of 64 numbers."""

    def network(keras: Any, dropout: float) -> Any:
        layer = getattr(keras.layers, name)
        return keras.Sequential([keras.Input((100, 64)), layer(128), keras.layers.Dense(10)])

    return network


def reviews(words: int, size: int, hidden: int) -> Callable[[Any, float], Any]:
    """Good or bad film reviews: the mean of their words' vectors, then two dense layers."""

    def network(keras: Any, dropout: float) -> Any:
        layers = keras.layers
        return keras.Sequential(
            [
                keras.Input((256,)),
                layers.Embedding(words, size),
                layers.GlobalAveragePooling1D(),
                layers.Dense(hidden, activation="relu"),
                layers.Dropout(dropout),
                layers.Dense(1, activation="sigmoid"),
            ]
        )

    return network


def application(name: str, side: int) -> Callable[[Any, float], Any]:
    """A network of `keras.applications` with random weights and ten logits."""

    def network(keras: Any, dropout: float) -> Any:
        return getattr(keras.applications, name)(
            weights=None, input_shape=(side, side, 3), classes=10, classifier_activation=None
        )

    return network


MOBILE = Case(application("MobileNetV2", 96), (96, 96, 3), 8, rate=1e-5)

CASES = {
    "MNIST CNN, batch 128": Case(mnist, (28, 28, 1), 128),
    "CIFAR CNN, batch 32": Case(three_convolutions((32, 32, 3)), (32, 32, 3), 32, steps=60),
    "Fashion CNN, batch 64": Case(three_convolutions((28, 28, 1)), (28, 28, 1), 64, steps=40),
    "wide CNN, batch 32": Case(wide, (28, 28, 1), 32),
    "MLP, batch 32": Case(mlp, (28, 28, 1), 32, steps=200),
    "LSTM(128) x 100, batch 32": Case(recurrent("LSTM"), (100, 64), 32),
    "GRU(128) x 100, batch 32": Case(recurrent("GRU"), (100, 64), 32),
    "IMDB embedding 10000 x 128, batch 32": Case(
        reviews(10_000, 128, 128), (256,), 32, words=10_000, steps=60, binary=True
    ),
    "IMDB embedding 80000 x 16, batch 32": Case(
        reviews(80_000, 16, 16), (256,), 32, words=80_000, steps=60, binary=True
    ),
    "MobileNetV2 96², batch 8, forward": replace(MOBILE, how="forward"),
    "MobileNetV2 96², batch 8, step": replace(MOBILE, how="step"),
    "ResNet50 128², batch 4, forward": Case(
        application("ResNet50", 128), (128, 128, 3), 4, how="forward"
    ),
}


def cases(tf: ModuleType) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Name -> statement, variables, function for the answer."""
    keras = getattr(tf, "keras", tf)
    return {name: timed(keras, case) for name, case in CASES.items()}


def timed(keras: Any, case: Case) -> tuple[str, dict[str, Any], Any]:
    """The statement of a case; its answer is three losses without dropout, or the outputs."""
    x, y = data_of(case)
    first, labels = x[: case.batch], y[: case.batch]
    made: list[Any] = []

    def run() -> None:
        if not made:
            made.append(compiled(keras, case, 0.5))
        if case.how == "forward":
            made[0].predict_on_batch(first)
        elif case.how == "step":
            made[0].train_on_batch(first, labels)
        else:
            made[0].fit(x, y, batch_size=case.batch, epochs=1, verbose=0)

    def answer() -> list[float]:
        model = compiled(keras, case, 0.0)
        if case.how == "forward":
            return [float(value) for value in np.ravel(model.predict_on_batch(first))[:20]]
        past = model.fit(first, labels, batch_size=case.batch, epochs=3, verbose=0)
        return [float(loss) for loss in past.history["loss"]]

    return "run()", {"run": run}, answer


def data_of(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Random examples and labels for one `fit`."""
    rng = np.random.default_rng(0)
    count = case.batch * (case.steps if case.how == "fit" else 1)
    size = (count, *case.shape)
    x = rng.integers(1, case.words, size) if case.words else rng.random(size, np.float32)
    if case.words:
        # The losses are compared on the first batch. No word is in it twice: Keras on TensorFlow
        # squares the gradients of a repeated word one by one, and other backends their sum.
        x[: case.batch] = 1 + rng.permutation(case.words - 1)[: x[: case.batch].size].reshape(
            case.batch, *case.shape
        )
    return x, rng.integers(0, 2 if case.binary else 10, (count, 1) if case.binary else count)


def compiled(keras: Any, case: Case, dropout: float) -> Any:
    """The model with the same weights in every library, ready for training."""
    model = case.network(keras, dropout)
    crossentropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    loss = "binary_crossentropy" if case.binary else crossentropy
    model.compile(keras.optimizers.Adam(case.rate), loss)
    draw = np.random.default_rng(1)
    model.set_weights([weights_like(w, draw) for w in model.get_weights()])
    return model


def weights_like(weight: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Random numbers that keep activations at their size; vectors stay as they were made."""
    if weight.ndim == 1:
        return weight
    inputs = weight.size / weight.shape[-1] if weight.shape[-1] > 1 else weight[..., 0, 0].size
    return draw.standard_normal(weight.shape, np.float32) * np.float32(1 / inputs) ** 0.5
