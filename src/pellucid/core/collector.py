"""Python's garbage collector while Pellucid, or jax, is imported: it looks less often.

Importing makes a hundred thousand objects that all stay. The collector, which looks at them again
and again, would take a seventh of the time (a fifth with jax) and find nothing.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_usual = gc.get_threshold()
if _usual[0]:  # 0: it is switched off
    gc.set_threshold(max(_usual[0], 100_000), *_usual[1:])


def as_before() -> None:
    """Let the collector look as often as it did; `pellucid/__init__.py` calls this at its end."""
    _keep()
    gc.set_threshold(*_usual)


@contextlib.contextmanager
def rarely() -> Iterator[None]:
    """Inside of the block, which imports something large, the collector looks less often."""
    usual = gc.get_threshold()
    if usual[0]:
        gc.set_threshold(max(usual[0], 1_000_000), *usual[1:])
    try:
        yield
    finally:
        _keep()
        gc.set_threshold(*usual)


def _keep() -> None:
    if not gc.get_freeze_count():
        # Out of the youngest generation, all at once: else the next object that a program makes
        # would have the collector look at everything that was imported.
        gc.freeze()
        gc.unfreeze()
