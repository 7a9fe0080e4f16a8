"""Switches of how things run, for programs that use TensorFlow's."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def async_scope() -> Iterator[None]:
    """A block in which ops need not have finished when the next line runs.

    Ops on the CPU are done when they return; those of compiled functions run on by themselves on
    accelerators, in this block or out of it. Errors are raised in the block at the latest.
    """
    yield


def async_clear_error() -> None:
    """Forget errors of ops that ran in an `async_scope`; there are none left over here."""


@contextlib.contextmanager
def function_executor_type(executor_type: str | None) -> Iterator[None]:
    """A block in which compiled functions run on another executor of TensorFlow's.

    Args:
        executor_type: the executor's name. Programs here are run by XLA in any case.

    Raises:
        TypeError: it is neither a string nor None.
    """
    if executor_type is not None and not isinstance(executor_type, str):
        raise TypeError(
            "tf.experimental.function_executor_type [executor_type]: must be a string or None, "
            f"received {executor_type!r}"
        )
    yield


def enable_strict_mode() -> None:
    """From now on, raise an error where something deprecated would only be warned of."""
    warnings.filterwarnings("error", category=DeprecationWarning, module=r"pellucid\.")
