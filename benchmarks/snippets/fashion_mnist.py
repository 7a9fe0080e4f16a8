"""TensorFlow's beginner tutorial on Fashion-MNIST: `python fashion_mnist.py MODULE DATA EPOCHS`.

Prints one line of JSON: accuracy on the test images, loss, and wall time of `fit`.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

import numpy as np


def main() -> None:
    """Train and evaluate."""
    tf = importlib.import_module(sys.argv[1])
    with np.load(sys.argv[2]) as data:
        x, y, x_test, y_test = (data[k] for k in ("x_train", "y_train", "x_test", "y_test"))
    x, x_test = x / 255.0, x_test / 255.0
    tf.random.set_seed(0)
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Input(shape=(28, 28)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(10),
        ]
    )
    model.compile(
        optimizer="adam",
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    start = time.perf_counter()
    history = model.fit(x, y, epochs=int(sys.argv[3]), batch_size=32, verbose=2)
    seconds = time.perf_counter() - start
    loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
    report = {
        "accuracy": float(accuracy),
        "test loss": float(loss),
        "train loss": float(history.history["loss"][-1]),
        "seconds": seconds,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
