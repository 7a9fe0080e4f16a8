"""The progress bar of `fit`: one updating line in a terminal or notebook, plain lines elsewhere."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Any

BAR = "━"


def updates_in_place() -> bool:
    """Whether standard output is a terminal or a notebook, so that a line can be drawn again."""
    out = sys.stdout
    if hasattr(out, "isatty") and out.isatty():
        return os.environ.get("TERM") != "dumb"
    return "ipykernel" in type(out).__module__ or "PYCHARM_HOSTED" in os.environ


class Progbar:
    """A progress bar.

    Args:
        target: number of steps, or None where unknown.
        width: width of the bar in characters.
        verbose: 0 silent, 1 a bar, 2 one line at the end.
        interval: shortest time between two drawings, in seconds.
        stateful_metrics: names of values shown as they are; others are averaged over the steps.
        stateless_metrics: names of values that are averaged; all others are shown as they are.
        unit_name: what is counted, 'step'.

    Example:
        >>> bar = tf.keras.utils.Progbar(100)
        >>> for i in range(100):
        ...     bar.update(i + 1, [("loss", 1.0 / (i + 1))])
    """

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        stateless_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        self.target, self.width, self.verbose = target, width, verbose
        self.interval, self.unit_name = interval, unit_name
        self.stateful_metrics = set(stateful_metrics or ())
        self.stateless_metrics = None if stateless_metrics is None else set(stateless_metrics)
        self._in_place = updates_in_place()
        self._seen = 0
        self._sums: dict[str, tuple[Any, float]] = {}
        self._start = time.perf_counter()
        self._first_step_end: float | None = None
        self._last_drawn = -math.inf
        self._width_drawn = 0
        self._open_line = False

    def update(
        self,
        current: int,
        values: Sequence[tuple[str, Any]] | None = None,
        finalize: bool | None = None,
    ) -> None:
        """Takes in progress, and draws where it is time.

        Args:
            current: number of steps done.
            values: pairs (name, value) to show.
            finalize: whether this is the last drawing; by default at `current == target`.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        self._take(current, values or ())
        now = time.perf_counter()
        if self._first_step_end is None and current > 0:
            self._first_step_end = now
        if self.verbose == 2:
            if finalize:
                self._write(self._line_of_verbose_2(now) + "\n")
        elif self.verbose == 1:
            due = now - self._last_drawn >= self.interval
            if finalize or (self._in_place and due):
                self._draw(now, finalize)

    def add(self, n: int, values: Sequence[tuple[str, Any]] | None = None) -> None:
        """Takes in `n` more steps."""
        self.update(self._seen + n, values)

    def close_line(self) -> None:
        """Ends the line that is being updated, if there is one (for other output to follow)."""
        if self._open_line:
            self._write("\n")
            self._open_line = False

    def _take(self, current: int, values: Iterable[tuple[str, Any]]) -> None:
        for name, value in values:
            stateful = name in self.stateful_metrics or (
                self.stateless_metrics is not None and name not in self.stateless_metrics
            )
            if stateful or isinstance(value, str):
                self._sums[name] = (value, 1)
            else:
                steps = max(current - self._seen, 1)
                total, count = self._sums.get(name, (0.0, 0))
                self._sums[name] = (total + value * steps, count + steps)
        self._seen = current

    def _values(self) -> str:
        texts = []
        for name, (total, count) in self._sums.items():
            if isinstance(total, str):
                texts.append(f" - {name}: {total}")
                continue
            mean = _scalar(total) / max(count, 1)
            number = f"{mean:.4f}" if abs(mean) > 1e-3 else f"{mean:.4e}"
            texts.append(f" - {name}: {number}")
        return "".join(texts)

    def _step_time(self, now: float) -> float:
        """Seconds a step; the first, which compiles, does not count once there are others."""
        if self._seen > 1 and self._first_step_end is not None:
            return (now - self._first_step_end) / (self._seen - 1)
        return (now - self._start) / max(self._seen, 1)

    def _line_of_verbose_2(self, now: float) -> str:
        count = f"{self._seen}/{self.target}" if self.target is not None else f"{self._seen}"
        average = (now - self._start) / max(self._seen, 1)
        return (
            f"{count} - {now - self._start:.0f}s - "
            f"{_duration_of_one(average)}/{self.unit_name}{self._values()}"
        )

    def _draw(self, now: float, finalize: bool) -> None:
        self._last_drawn = now
        if self.target is None and finalize:
            self.target = self._seen
        step_time = self._step_time(now)
        left = max((self.target or 0) - self._seen, 0)
        seconds = now - self._start if finalize or self.target is None else step_time * left
        time_text = _clock(seconds)
        rate = f"{_duration_of_one(step_time)}/{self.unit_name}"
        if not self._in_place:
            line = f"{self._count()} {self._bar(False)}{time_text} {rate}{self._values()}"
            self._write(line + "\n")
            return
        line = (
            f"\x1b[1m{self._count()}\x1b[0m {self._bar(True)}"
            f"\x1b[1m{time_text}\x1b[0m {rate}{self._values()}"
        )
        padding = " " * max(self._width_drawn - len(line), 0)
        self._width_drawn = len(line)
        self._write(f"\r{line}{padding}" + ("\n" if finalize else ""))
        self._open_line = not finalize

    def _count(self) -> str:
        if self.target is None:
            return f"{self._seen:7d}/Unknown"
        digits = len(str(self.target))
        return f"{self._seen:{digits}d}/{self.target}"

    def _bar(self, colours: bool) -> str:
        if self.target is None:
            return ""
        done = round(self.width * min(self._seen / max(self.target, 1), 1.0))
        if colours:
            return f"\x1b[32m{BAR * done}\x1b[0m\x1b[37m{BAR * (self.width - done)}\x1b[0m "
        return BAR * done + " " * (self.width - done) + " "

    def _write(self, text: str) -> None:
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            sys.stdout.write(text.replace(BAR, "="))
        sys.stdout.flush()


def _scalar(value: Any) -> float:
    """The mean of a number or array, as a float."""
    value = value.numpy() if hasattr(value, "numpy") else value
    return float(value.mean()) if getattr(value, "ndim", 0) else float(value)


def _duration_of_one(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.0f}s"
    return f"{seconds * 1e3:.0f}ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us"


def _clock(seconds: float) -> str:
    whole = round(seconds)
    if whole > 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}" if whole > 60 else f"{whole}s"
