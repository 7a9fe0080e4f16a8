"""Why a `tf.function` is traced again, in a sentence; and the warning when that happens often.

Traces       remembers what a function was traced for
  note       a new trace: tells the reason where `PELLUCID_LOG=retrace` asks for it
difference   what is different in a call, compared with the nearest earlier trace
"""

from __future__ import annotations

import reprlib
from collections import deque
from collections.abc import Iterator
from typing import Any

from pellucid.core import log
from pellucid.core.errors import describe
from pellucid.core.logger import get_logger
from pellucid.core.specs import TensorSpec
from pellucid.core.tensor import Tensor

# As in TensorFlow: five traces within ten calls are too many, and two warnings are enough.
_MANY, _WITHIN, _WARNINGS = 5, 10, 2
_REMEMBERED = 16

_RELAX = "pass `reduce_retracing=True` or an `input_signature`"


class Traces:
    """What a function was traced for, and how often.

    Attributes:
        calls: how often it was called; the function counts.
    """

    def __init__(self) -> None:
        self.calls = 0
        self._seen: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)
        self._when: deque[int] = deque(maxlen=_WITHIN)
        self._warned = 0

    def note(
        self, name: str, function: Any, arguments: list[tuple[str, Any]], called: bool
    ) -> None:
        """A call needs a new trace.

        Args:
            name: the function's name.
            function: the Python function.
            arguments: the names of its parameters, with what was passed.
            called: False if a trace was asked for without a call, which nobody is warned of.
        """
        call = {path: value for n, v in arguments for path, value in _leaves(n, v)}
        reason = difference(call, self._seen)
        if self._seen and log.wants("retrace"):
            log.tell("retrace", f"`{name}` was traced again: {reason}.")
        self._seen.append(call)
        if not called:
            return
        self._when.append(self.calls)
        recent = [c for c in self._when if c > self.calls - _WITHIN]
        if len(recent) >= _MANY and self._warned < _WARNINGS:
            self._warned += 1
            get_logger().warning(
                "%d out of the last %d calls to %r triggered tf.function retracing, which is "
                "expensive. This time %s. To know about every one: PELLUCID_LOG=retrace.",
                len(recent), self.calls - recent[0] + 1, function, reason,
            )  # fmt: skip


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The values within an argument, with the expression that names each."""
    if isinstance(value, list | tuple):
        yield path, type(value)
        for i, item in enumerate(value):
            yield from _leaves(f"{path}[{i}]", item)
    elif isinstance(value, dict):
        yield path, type(value)
        for key, item in value.items():
            yield from _leaves(f"{path}[{key!r}]", item)
    else:
        yield path, _described(value)


def _described(value: Any) -> Any:
    """What of a value decides about a trace, without keeping the value."""
    if hasattr(value, "handle"):
        return "a variable", TensorSpec(value.shape, value.dtype)
    if isinstance(value, Tensor | TensorSpec):
        return "a tensor", TensorSpec(value.shape, value.dtype)
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return "a tensor", TensorSpec(value.shape, value.dtype)
    spec = getattr(value, "_type_spec", None)
    if spec is not None:
        return "a composite tensor", repr(spec)
    if isinstance(value, int | float | complex | str | bytes | bool | type(None)):
        return "a Python value", value
    return "an object", (id(value), describe(value))


def difference(call: dict[str, Any], seen: Any) -> str:
    """What is different in a call, compared with the earlier trace that is most like it."""
    if not seen:
        return "it is the first call"
    nearest = min(reversed(seen), key=lambda before: len(_changed(before, call)))
    paths = _changed(nearest, call)
    if not paths:
        return "it was called in another function or graph, whose tensors it uses"
    sentences = [_sentence(p, nearest.get(p), call.get(p)) for p in paths[:3]]
    more = f", and {len(paths) - 3} more changed" if len(paths) > 3 else ""
    return "; ".join(sentences) + more


def _changed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for path in {**now, **before}:
        within = any(path.startswith(f"{whole}[") for whole in found)
        if not within and not _same(before.get(path), now.get(path)):
            found.append(path)
    return found


def _same(a: Any, b: Any) -> bool:
    return a == b and type(a) is type(b)


def _sentence(path: str, before: Any, now: Any) -> str:
    """One changed argument, and what to do about it."""
    what = f"argument `{path}`"
    if before is None or now is None or isinstance(before, type) or isinstance(now, type):
        return f"the structure of {what} changed; pass the same nest of lists, tuples and dicts"
    (kind, old), (new_kind, new) = before, now
    if kind != new_kind:
        return f"{what} was {kind} and is now {new_kind}; pass the same kind of thing"
    if kind == "a Python value":
        return (
            f"{what} changed value {reprlib.repr(old)} → {reprlib.repr(new)}; "
            "pass a tensor for what varies"
        )
    if kind == "an object":
        return (
            f"{what} is another object, {new[1]}; objects without __eq__ and __hash__ count as new "
            "ones, so pass the same one again, or tensors"
        )
    if kind == "a composite tensor":
        return f"{what} changed {old} → {new}; {_RELAX}"
    if old.dtype is not new.dtype:
        return f"{what} changed dtype {old.dtype.name} → {new.dtype.name}; tf.cast it first"
    return f"{what} changed shape {old.shape} → {new.shape}; {_RELAX}"
