"""What TensorFlow 1 programs ask for and Pellucid does not have: it says so, and what to do.

Checkpoints of sessions, summaries of graphs, queues and input threads.
"""

from __future__ import annotations

from typing import Any, NoReturn


def _refuse(name: str, fix: str) -> NoReturn:
    raise NotImplementedError(f"tf.compat.v1.{name} is not supported. Fix: {fix}")


class Saver:
    """Checkpoints of a session's variables: not supported.

    Raises:
        NotImplementedError: always. `session.run(variables)` gives values that NumPy can keep, and
            `variable.load(value, session)` puts them back.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _refuse(
            "train.Saver",
            "keep session.run(tf.compat.v1.global_variables()) with numpy.savez, and put the "
            "values back with variable.load(value, session)",
        )


class QueueRunner:
    """Threads that fill a queue: not supported.

    Raises:
        NotImplementedError: always. Feed the batches with `feed_dict`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _refuse("train.QueueRunner", "feed the batches: session.run(step, feed_dict={x: batch})")


class FileWriter:
    """Event files of summaries: not supported.

    Raises:
        NotImplementedError: always.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _refuse("summary.FileWriter", "write out what session.run returns, or print it")


def scalar(name: str, tensor: Any, collections: Any = None, family: str | None = None) -> Any:
    """A summary of a number: not supported. Raises NotImplementedError."""
    _refuse("summary.scalar", "fetch the tensor with session.run and print it")


def histogram(name: str, values: Any, collections: Any = None, family: str | None = None) -> Any:
    """A summary of many numbers: not supported. Raises NotImplementedError."""
    _refuse("summary.histogram", "fetch the tensor with session.run and print it")


def image(
    name: str, tensor: Any, max_outputs: int = 3, collections: Any = None,
    family: str | None = None,
) -> Any:  # fmt: skip
    """A summary of images: not supported. Raises NotImplementedError."""
    _refuse("summary.image", "fetch the tensor with session.run and show it")


def merge_all(key: str = "summaries", scope: str | None = None, name: str | None = None) -> None:
    """All summaries of the graph as one: None, since there are none."""


def start_queue_runners(
    sess: Any = None, coord: Any = None, daemon: bool = True, start: bool = True,
    collection: str = "queue_runners",
) -> list[Any]:  # fmt: skip
    """Start the threads that fill queues: there are none. Returns an empty list."""
    return []
