"""Training fed by Python threads, for `threads.py`: `python threads.py MODULE INTRA INTER SECONDS`.

Two threads make batches (a colour transform as a matrix product and a random flip, in NumPy) and
put them into a queue; the main thread trains a convolutional network on them. The same batches then
come from a `PyDataset` with two workers. Prints one line of JSON: batches a second when only
preparing, when only training, when doing both, and in `fit` with the data set; for `fit` also the
CPUs that were busy and the threads that wanted to run.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

BATCH, SIDE, FEATURES = 64, 32, 512
PREPARERS = 2


def batches(seed: int) -> Callable[[], tuple[np.ndarray, np.ndarray]]:
    """A function that prepares one batch after the other."""
    rng = np.random.default_rng(seed)
    mixing = rng.random((FEATURES, FEATURES), np.float32) / FEATURES

    def make() -> tuple[np.ndarray, np.ndarray]:
        pixels = rng.random((BATCH * SIDE * SIDE * 3 // FEATURES, FEATURES), np.float32)
        images = (pixels @ mixing @ mixing).reshape(BATCH, SIDE, SIDE, 3)
        if rng.random() < 0.5:
            images = np.ascontiguousarray(images[:, :, ::-1])
        return images, rng.integers(0, 10, BATCH)

    return make


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
        make = batches(seed)
        while not self._stop.is_set():
            item = make()
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


class RunningThreads:
    """Counts, forty times a second, how many threads of this process run or want to (Linux)."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> RunningThreads:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.wait(0.025):
            # A thread that ends meanwhile takes its file along. This one runs as well: - 1.
            with contextlib.suppress(OSError):
                self.counts.append(sum(map(self._runs, os.listdir("/proc/self/task"))) - 1)

    @staticmethod
    def _runs(thread: str) -> bool:
        with open(f"/proc/self/task/{thread}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "R"

    def mean(self) -> float:
        """How many there were; 0 where the system does not tell."""
        return sum(self.counts) / len(self.counts) if self.counts else 0.0


def fitted(tf: Any, model: Any, seconds: float) -> dict[str, float]:
    """Batches a second in `fit`, fed by a `PyDataset` with two workers."""

    class Data(tf.keras.utils.PyDataset):
        def __init__(self, length: int) -> None:
            super().__init__(workers=PREPARERS, max_queue_size=4)
            self._length = length
            self._local = threading.local()

        def __len__(self) -> int:
            return self._length

        def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
            if not hasattr(self._local, "make"):
                self._local.make = batches(index)
            return self._local.make()

    model.fit(Data(4), verbose=0)
    start = time.perf_counter()
    model.fit(Data(12), verbose=0)
    length = max(12, round(12 * seconds / (time.perf_counter() - start)))
    start, processor = time.perf_counter(), time.process_time()
    with RunningThreads() as running:
        model.fit(Data(length), verbose=0)
    wall = time.perf_counter() - start
    busy = (time.process_time() - processor) / wall
    return {"fit": length / wall, "busy": busy, "running": running.mean()}


def main() -> None:
    """Measure, with the numbers of threads that INTRA and INTER say (0: the default)."""
    tf = importlib.import_module(sys.argv[1])
    intra, inter, seconds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    if intra:
        tf.config.threading.set_intra_op_parallelism_threads(intra)
    if inter:
        tf.config.threading.set_inter_op_parallelism_threads(inter)
    model = network(tf)
    pipeline = Pipeline()
    batch = pipeline.ready.get()
    model.train_on_batch(*batch)
    preparing = per_second(pipeline.ready.get, seconds)
    both = per_second(lambda: model.train_on_batch(*pipeline.ready.get()), seconds)
    pipeline.close()
    training = per_second(lambda: model.train_on_batch(*batch), seconds)
    rates = {"preparing": preparing, "training": training, "both": both}
    print(json.dumps({**rates, **fitted(tf, model, seconds)}))


if __name__ == "__main__":
    main()
