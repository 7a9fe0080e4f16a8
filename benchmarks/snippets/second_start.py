"""A script as users write it, from its start to its first training step: for `function.py`.

    python second_start.py MODULE

It prints how many seconds after the process began the first step was done.
"""

from __future__ import annotations

import importlib
import os
import sys
import time


def process_age() -> float:
    """Seconds since this process began."""
    with open("/proc/self/stat") as file:
        started = int(file.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    with open("/proc/uptime") as file:
        return float(file.read().split()[0]) - started


def main() -> None:
    """Train one batch of a convolutional network for MNIST."""
    began = time.perf_counter()
    age = process_age() if os.path.exists("/proc/self/stat") else 0.0
    import numpy as np

    tf = importlib.import_module(sys.argv[1])
    layers = tf.keras.layers
    tf.keras.utils.set_random_seed(1)
    model = tf.keras.Sequential(
        [
            tf.keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10),
        ]
    )
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    random = np.random.default_rng(0)
    images = random.random((128, 28, 28, 1), np.float32)
    model.fit(images, random.integers(0, 10, 128), batch_size=128, epochs=1, verbose=0)
    print("answer", age + time.perf_counter() - began)


if __name__ == "__main__":
    main()
