"""PyDataset: data that a Python class hands out batch by batch."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pellucid as tf


class PyDataset:
    """Base class of data in batches: write `__getitem__(index)` and `__len__()`.

    Args:
        workers: threads that fetch batches; with 1, batches are fetched when they are needed.
        use_multiprocessing: accepted; threads do the work (NumPy and decoders run in parallel).
        max_queue_size: most batches that wait.

    Example:
        >>> class Squares(tf.keras.utils.PyDataset):
        ...     def __len__(self):
        ...         return 10
        ...     def __getitem__(self, index):
        ...         x = np.random.rand(32, 1)
        ...         return x, x ** 2
    """

    def __init__(
        self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10
    ) -> None:
        self._workers = workers
        self._use_multiprocessing = use_multiprocessing
        self._max_queue_size = max_queue_size

    def _setting(self, name: str, default: Any) -> Any:
        # subclasses written for Keras 2 do not call super().__init__()
        return self.__dict__.get(name, default)

    @property
    def workers(self) -> int:
        """Threads that fetch batches ahead."""
        return self._setting("_workers", 1)

    @workers.setter
    def workers(self, value: int) -> None:
        self._workers = value

    @property
    def use_multiprocessing(self) -> bool:
        """Whether several workers were asked to be processes (they are threads)."""
        return self._setting("_use_multiprocessing", False)

    @use_multiprocessing.setter
    def use_multiprocessing(self, value: bool) -> None:
        self._use_multiprocessing = value

    @property
    def max_queue_size(self) -> int:
        """Most batches that wait."""
        return self._setting("_max_queue_size", 10)

    @max_queue_size.setter
    def max_queue_size(self, value: int) -> None:
        self._max_queue_size = value

    def __getitem__(self, index: int) -> Any:
        """Returns batch number `index`; written by the subclass."""
        raise NotImplementedError(
            f"{type(self).__name__} [__getitem__]: a PyDataset must define __getitem__(index)."
        )

    @property
    def num_batches(self) -> int | None:
        """Number of batches, or None for an endless stream."""
        if not hasattr(self, "__len__"):
            raise NotImplementedError(
                f"{type(self).__name__} [__len__]: a PyDataset must define __len__() or "
                "num_batches."
            )
        return len(self)  # type: ignore[arg-type]

    def on_epoch_begin(self) -> None:
        """Called before every epoch."""

    def on_epoch_end(self) -> None:
        """Called after every epoch."""


def fetch_in_order(
    get: Callable[[int], Any], order: Iterator[int], workers: int, ahead: int
) -> Iterator[Any]:
    """Yields `get(i)` for all i of `order`, fetched by threads some batches ahead, in order.

    Args:
        get: fetches a batch.
        order: indices.
        workers: number of threads; `tf.config.threading` may allow fewer.
        ahead: most batches fetched and not yet yielded.
    """
    import queue

    with tf.config.experimental.data_threads(workers) as pool:
        waiting: queue.Queue[Any] = queue.Queue()
        try:
            for index in order:
                waiting.put(pool.submit(get, index))
                if waiting.qsize() >= max(ahead, workers):
                    yield waiting.get().result()
            while not waiting.empty():
                yield waiting.get().result()
        finally:
            while not waiting.empty():
                waiting.get().cancel()


_WARNED = threading.Event()


def warn_about_processes() -> None:
    """Says once that workers are threads."""
    if not _WARNED.is_set():
        _WARNED.set()
        warnings.warn(
            "PyDataset [use_multiprocessing]: workers are threads here, not processes.",
            stacklevel=4,
        )
