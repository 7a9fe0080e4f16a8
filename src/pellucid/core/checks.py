"""Failures noticed inside compiled programs, which cannot raise by themselves.

An assertion in a compiled program notes its failure here; whoever ran the program raises it. While
the program is made, `lowering` says which node is at work, so that the failure names the user's
line.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any


class _Thread(threading.local):
    """The node that is lowered in this thread."""

    node: Any = None


_thread = _Thread()
_lock = threading.Lock()
_pending: list[Exception] = []


@contextlib.contextmanager
def lowering(node: Any) -> Iterator[None]:
    """Failures of what is made in the block name `node` and its place."""
    before, _thread.node = _thread.node, node
    try:
        yield
    finally:
        _thread.node = before


def noter() -> Callable[[Exception], None]:
    """What a kernel calls at run time to note a failure; asked for while it is lowered."""
    node = _thread.node
    if node is None:
        return note
    place = "at node '{}', made at {}:{}".format(node.name, *node.source)

    def note_there(error: Exception) -> None:
        error.add_note(place)
        note(error)

    return note_there


def note(error: Exception) -> None:
    """Remember a failure until `raise_pending`. Called from the runtime's threads."""
    with _lock:
        _pending.append(error)


def raise_pending() -> None:
    """Raise the first failure noticed since the last call, if there is one."""
    with _lock:
        if not _pending:
            return
        first = _pending[0]
        _pending.clear()
    raise first
