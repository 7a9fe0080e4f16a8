"""What a variable holds that has no value (yet), or none that all paths agree on."""

from __future__ import annotations

from typing import Any, NoReturn


class Undefined:
    """Stands for a local variable without a value; using it raises UnboundLocalError."""

    __slots__ = ("name", "reason")

    def __init__(self, name: str, reason: Exception | None = None) -> None:
        self.name = name
        self.reason = reason

    def fail(self) -> NoReturn:
        """Raise what is wrong with the variable."""
        if self.reason is not None:
            raise self.reason
        raise UnboundLocalError(
            f"cannot access local variable '{self.name}' where it is not associated with a value"
        )

    def _use(self, *args: Any, **kwargs: Any) -> NoReturn:
        self.fail()

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        self.fail()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _use
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = _use
    __lt__ = __le__ = __gt__ = __ge__ = __neg__ = __abs__ = __getitem__ = __call__ = _use
    __bool__ = __len__ = __iter__ = __int__ = __float__ = __index__ = __array__ = __tf_tensor__ = (
        _use
    )

    def __repr__(self) -> str:
        return f"<undefined '{self.name}'>"


def is_undefined(value: Any) -> bool:
    """Whether `value` stands for a variable without a value."""
    return isinstance(value, Undefined)
