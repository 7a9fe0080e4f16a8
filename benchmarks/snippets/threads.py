"""Training fed by Python threads, for `threads.py`: `python threads.py MODULE SETTING SECONDS`.

Two threads make batches (a colour transform as a matrix product and a random flip, in NumPy) and
put them into a queue; the main thread trains a convolutional network on them. Prints one line of
JSON: batches a second when only preparing, when only training, and when doing both.
"""

from __future__ import annotations

import importlib
import json
import queue
import sys
import threading
import time
from typing import Any

import numpy as np

BATCH, SIDE, FEATURES = 64, 32, 512
PREPARERS = 2


class Pipeline:
    """Threads that prepare batches until they are stopped."""

    def __init__(self) -> None:
        self.ready: queue.Queue = queue.Queue(maxsize=4)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(seed,)) for seed in range(PREPARERS)
        ]
        for thread in self._threads:
            thread.start()

    def _work(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        mixing = rng.random((FEATURES, FEATURES), np.float32) / FEATURES
        while not self._stop.is_set():
            pixels = rng.random((BATCH * SIDE * SIDE * 3 // FEATURES, FEATURES), np.float32)
            images = (pixels @ mixing @ mixing).reshape(BATCH, SIDE, SIDE, 3)
            if rng.random() < 0.5:
                images = np.ascontiguousarray(images[:, :, ::-1])
            item = (images, rng.integers(0, 10, BATCH))
            while not self._stop.is_set():
                try:
                    self.ready.put(item, timeout=0.05)
                    break
                except queue.Full:
                    continue

    def close(self) -> None:
        """Stop the threads and wait for them."""
        self._stop.set()
        for thread in self._threads:
            thread.join()


def network(tf: Any) -> Any:
    """A small convolutional network."""
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            tf.keras.Input((SIDE, SIDE, 3)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    return model


def per_second(step: Any, seconds: float) -> float:
    """How often `step` runs in a second."""
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        step()
        count += 1
    return count / (time.perf_counter() - start)


def main() -> None:
    """Measure the three rates, with the number of threads that SETTING says (0: the default)."""
    tf = importlib.import_module(sys.argv[1])
    number, seconds = int(sys.argv[2]), float(sys.argv[3])
    if number:
        tf.config.threading.set_intra_op_parallelism_threads(number)
    model = network(tf)
    pipeline = Pipeline()
    batch = pipeline.ready.get()
    model.train_on_batch(*batch)
    preparing = per_second(pipeline.ready.get, seconds)
    processor = time.process_time()
    both = per_second(lambda: model.train_on_batch(*pipeline.ready.get()), seconds)
    busy = (time.process_time() - processor) / seconds
    pipeline.close()
    training = per_second(lambda: model.train_on_batch(*batch), seconds)
    print(json.dumps({"preparing": preparing, "training": training, "both": both, "busy": busy}))


if __name__ == "__main__":
    main()
