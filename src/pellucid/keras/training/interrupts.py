"""Ctrl-C at a safe moment: a step that runs is finished first, so that no weight is half written.

A compiled step takes the buffers of the weights and gives new ones back; an interruption between
the two would leave the model without weights. Waiting for data is interrupted at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any


class SafeInterrupts:
    """A context in which Ctrl-C waits for the end of what runs through `call`.

    A second Ctrl-C does not wait. Contexts may be nested; the outer one rules. Outside of the main
    thread, or where the program has its own handler of SIGINT, nothing changes.
    """

    _ruling: SafeInterrupts | None = None

    def __init__(self) -> None:
        self._busy = self._pending = self._installed = False
        self._ruler = self

    def __enter__(self) -> SafeInterrupts:
        ruling = SafeInterrupts._ruling
        if ruling is not None:
            self._ruler = ruling
        elif (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        ):
            signal.signal(signal.SIGINT, self._on_interrupt)
            self._installed, SafeInterrupts._ruling = True, self
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._installed, SafeInterrupts._ruling = False, None

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        if self._busy and not self._pending:
            self._pending = True
            return
        raise KeyboardInterrupt

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Returns `function(*args)`; an interruption that came meanwhile is raised afterwards."""
        ruler = self._ruler
        ruler._busy = True
        try:
            return function(*args)
        finally:
            ruler._busy = False
            if ruler._pending:
                ruler._pending = False
                raise KeyboardInterrupt
