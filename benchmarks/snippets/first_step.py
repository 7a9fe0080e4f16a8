"""The first training step of a process, for `first_step.py`: `python first_step.py MODULE`.

Prints one line of JSON: seconds of the import, of making the model, and of the first step; and of
the second step, which shows what a step takes once everything is compiled.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

START = time.perf_counter()


def main() -> None:
    """Make the MNIST network, train it on one batch, and again."""
    tf = importlib.import_module(sys.argv[1])
    imported = time.perf_counter()
    import numpy as np

    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            tf.keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = np.zeros((128, 28, 28, 1), np.float32), np.zeros(128, np.int64)
    made = time.perf_counter()
    model.train_on_batch(x, y)
    first = time.perf_counter()
    model.train_on_batch(x, y)
    second = time.perf_counter()
    print(
        json.dumps(
            {
                "import": imported - START,
                "model": made - imported,
                "first step": first - made,
                "second step": second - first,
            }
        )
    )


if __name__ == "__main__":
    main()
