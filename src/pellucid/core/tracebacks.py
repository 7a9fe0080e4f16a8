"""Tracebacks without the frames of this library: `tf.debugging.enable_traceback_filtering`.

Functions: enable_traceback_filtering, disable_traceback_filtering,
is_traceback_filtering_enabled, filtered.

Only what is printed for an exception that nobody caught changes: code that catches one finds all
its frames. Off at the start: an error's way through the library is short, and
part of what there is to read.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_previous: list[object] = []


def enable_traceback_filtering() -> None:
    """Leave the library's own frames out of the traceback of an uncaught exception.

    Example:
        >>> tf.debugging.enable_traceback_filtering()
    """
    if not _previous:
        _previous.append(sys.excepthook)
        sys.excepthook = _hook


def disable_traceback_filtering() -> None:
    """Show all frames of uncaught exceptions again, as at the start."""
    if _previous:
        sys.excepthook = _previous.pop()  # type: ignore[assignment]


def is_traceback_filtering_enabled() -> bool:
    """Whether the library's own frames are left out of tracebacks."""
    return bool(_previous)


def filtered(traceback: TracebackType | None) -> TracebackType | None:
    """The frames of a traceback that belong to others; all, if there are no others."""
    kept: list[TracebackType] = []
    frame = traceback
    while frame is not None:
        if not frame.tb_frame.f_code.co_filename.startswith(_HERE):
            kept.append(frame)
        frame = frame.tb_next
    if not kept:
        return traceback
    result: TracebackType | None = None
    for each in reversed(kept):
        result = TracebackType(result, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return result


def _hook(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    # What the exception came from is our own way to it; its message says what matters.
    error.__suppress_context__ = True
    error.__cause__ = None
    error.__traceback__ = filtered(traceback)
    _previous[0](kind, error, error.__traceback__)  # type: ignore[operator]
