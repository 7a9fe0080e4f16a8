"""`python -m pellucid.demo`: a small network learns to read real handwritten digits.

It trains on 1,437 images that come with the package, is tested on 360 others, saved, loaded again
and looked at. Everything below is the ordinary Keras API; read it from `main` downwards.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import pellucid as tf

if TYPE_CHECKING:
    from matplotlib.figure import Figure

History = Mapping[str, Sequence[float]]
Split = tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]

GOAL = 0.97
RIGHT, WRONG, SECOND = "#1f5fbf", "#c8281e", "#e08a00"
ROWS, COLUMNS = 5, 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, saves, reloads, predicts, draws; returns 0 if the network reads 97 % of the digits.

    Args:
        arguments: the command line; default: `sys.argv[1:]`.
    """
    options = parse(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    model_path = options.folder / "digits.keras"
    start = time.perf_counter()

    tf.keras.utils.set_random_seed(1)
    (x_train, y_train), (x_test, y_test) = load_digits()
    model = build_model()
    model.summary()
    history = model.fit(
        x_train, y_train, batch_size=32, epochs=options.epochs, validation_split=0.1
    )
    loss, accuracy = model.evaluate(x_test, y_test, verbose=0)

    model.save(model_path)
    reloaded = tf.keras.models.load_model(model_path)
    scores = reloaded.predict(x_test, verbose=0)
    same = np.allclose(scores, model.predict(x_test, verbose=0), atol=1e-5)
    digits = scores.argmax(axis=-1)
    seconds = time.perf_counter() - start

    picture = draw(options.folder / "digits.png", history.history, x_test, y_test, digits)
    report(model_path, picture, accuracy, loss, np.sum(digits != y_test), same, seconds)
    return 0 if accuracy >= GOAL and same else 1


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m pellucid.demo", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("."), help="where the files go")
    parser.add_argument("--epochs", type=int, default=15, help="passes over the training images")
    return parser.parse_args(arguments)


def load_digits() -> Split:
    """The images as float32 in [0, 1], shape (N, 8, 8, 1), and their labels 0 to 9."""
    (x_train, y_train), (x_test, y_test) = tf.keras.datasets.digits.load_data()
    x_train = x_train[..., np.newaxis].astype("float32") / 16
    x_test = x_test[..., np.newaxis].astype("float32") / 16
    return (x_train, y_train), (x_test, y_test)


def build_model() -> tf.keras.Model:
    """Two convolutions find strokes, pooling forgives their place, a dense layer decides."""
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            tf.keras.Input(shape=(8, 8, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(10, activation="softmax"),
        ],
        name="digits",
    )
    model.compile(
        optimizer=tf.keras.optimizers.Adam(0.002),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def draw(
    path: Path, history: History, images: np.ndarray, labels: np.ndarray, digits: np.ndarray
) -> Path | None:
    """Writes `figure_of` these to a file.

    Returns:
        `path`, or None if matplotlib is not installed.
    """
    try:
        figure = figure_of(history, images, labels, digits)
    except ImportError:
        return None
    figure.savefig(path, dpi=110)
    return path


def figure_of(
    history: History, images: np.ndarray, labels: np.ndarray, digits: np.ndarray
) -> Figure:
    """The curves of training, and a grid of images with what was read, wrong ones first.

    Args:
        history: loss and accuracy by epoch, of training and validation.
        images: shape (N, 8, 8, 1), 0 to 1.
        labels: the digits they show.
        digits: the digits that were read.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 9), layout="constrained")
    parts: Any = figure.subfigures(2, 1, height_ratios=(2, 3))
    curves, grid = parts

    for axes, name in zip(curves.subplots(1, 2), ("loss", "accuracy")):
        epochs = range(1, len(history[name]) + 1)
        axes.plot(epochs, history[name], label="training", color=RIGHT)
        axes.plot(epochs, history[f"val_{name}"], label="validation", color=SECOND)
        axes.set(title=name, xlabel="epoch")
        axes.grid(alpha=0.3)
        axes.legend()

    order = np.argsort(digits == labels, kind="stable")[: ROWS * COLUMNS]
    for axes, i in zip(grid.subplots(ROWS, COLUMNS).flat, order):
        right = digits[i] == labels[i]
        axes.imshow(images[i, ..., 0], cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(
            str(digits[i]) if right else f"{digits[i]}, is {labels[i]}",
            color=RIGHT if right else WRONG,
            fontsize=11,
        )
        axes.set_axis_off()
    grid.suptitle("what the network reads: right in blue, wrong in red")
    return figure


def report(
    model_path: Path,
    picture: Path | None,
    accuracy: float,
    loss: float,
    wrong: int,
    same: bool,
    seconds: float,
) -> None:
    """Says how it went, where the files are, and what to try next."""
    verdict = "the same answers" if same else "OTHER answers, which should never happen"
    print(f"\nOn 360 new digits: {accuracy:.1%} right ({wrong} wrong), loss {loss:.3f}.")
    print(f"Saved, loaded again: {verdict}. {seconds:.1f} s in all.\n")
    print(f"  {model_path.resolve()}   the trained network")
    if picture:
        print(f"  {picture.resolve()}     its curves, and what it reads\n")
    else:
        print("  (no picture: that needs matplotlib; pip install 'pellucid[viz]')\n")
    if accuracy < GOAL:
        print(
            f"That is less than the {GOAL:.0%} expected of it. More epochs may help: --epochs 40\n"
        )
    print("What to try next:")
    print("  read src/pellucid/demo.py, change build_model, and run it again")
    print("  pellucid run your_program.py   a TensorFlow program of yours, as it is")
    print("  docs/getting-started.md        tensors, gradients and models in ten minutes")


if __name__ == "__main__":
    raise SystemExit(main())
