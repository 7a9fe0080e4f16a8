"""Failures noticed inside compiled programs, which cannot raise by themselves.

An assertion in a compiled program notes its failure here; whoever ran the program raises it.
"""

from __future__ import annotations

import threading

_lock = threading.Lock()
_pending: list[Exception] = []


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
