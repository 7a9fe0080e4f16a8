"""One size of a shape as an object, which TF1 programs and `TensorShape.dims` still use."""

from __future__ import annotations

from typing import Any

from pellucid.core.errors import explain


def size_of(value: Any) -> int | None:
    """Return one size of a shape as an `int`, or `None` if it is unknown.

    Raises:
        ValueError: if it is negative.
        TypeError: if it is not an integer.
    """
    if value is None:
        return None
    if isinstance(value, Dimension):
        return value.value
    if getattr(value, "shape", ()) == () and hasattr(value, "__index__"):
        try:
            size = value.__index__()
        except TypeError:
            size = None
        if size is not None:
            if size < 0:
                raise ValueError(
                    explain(
                        "tf.TensorShape", f"Dimension {size} must be >= 0", fix="None if unknown"
                    )
                )
            return size
    raise TypeError(
        explain(
            "tf.TensorShape",
            "a dimension is not an integer",
            expected="int or None",
            received=f"{value!r} of type {type(value).__name__}",
        )
    )


class Dimension:
    """One size of a shape, an integer or unknown; what `TensorShape.dims` lists.

    Arithmetic with an unknown size is unknown; a comparison with one is `None`, neither true nor
    false.

    Args:
        value: an integer, `None`, or a `Dimension`.

    Example:
        >>> tf.TensorShape([3, None]).dims[0].value
        3
    """

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = size_of(value)

    @property
    def value(self) -> int | None:
        """The size, or `None` if it is unknown."""
        return self._value

    def __repr__(self) -> str:
        return f"Dimension({self._value})"

    def __str__(self) -> str:
        return "?" if self._value is None else str(self._value)

    def __int__(self) -> int:
        return self._value  # type: ignore[return-value]  # int(Dimension(None)) raises TypeError

    def __index__(self) -> int:
        return self._value  # type: ignore[return-value]

    def __reduce__(self) -> tuple[Any, ...]:
        return Dimension, (self._value,)

    __hash__ = None  # type: ignore[assignment]

    def _compare(self, other: Any, how: str) -> Any:
        try:
            right = size_of(other)
        except (TypeError, ValueError):
            return NotImplemented
        if self._value is None or right is None:
            return None
        return getattr(self._value, how)(right)

    def _combine(self, other: Any, how: str) -> Any:
        try:
            right = size_of(other)
        except (TypeError, ValueError):
            return NotImplemented
        if self._value is None or right is None:
            return Dimension(None)
        return Dimension(getattr(self._value, how)(right))

    def __eq__(self, other: object) -> Any:
        return self._compare(other, "__eq__")

    def __ne__(self, other: object) -> Any:
        return self._compare(other, "__ne__")

    def __lt__(self, other: Any) -> Any:
        return self._compare(other, "__lt__")

    def __le__(self, other: Any) -> Any:
        return self._compare(other, "__le__")

    def __gt__(self, other: Any) -> Any:
        return self._compare(other, "__gt__")

    def __ge__(self, other: Any) -> Any:
        return self._compare(other, "__ge__")

    def __add__(self, other: Any) -> Any:
        return self._combine(other, "__add__")

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._combine(other, "__sub__")

    def __rsub__(self, other: Any) -> Any:
        return self._combine(other, "__rsub__")

    def __mul__(self, other: Any) -> Any:
        return self._combine(other, "__mul__")

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        return self._combine(other, "__floordiv__")

    def __rfloordiv__(self, other: Any) -> Any:
        return self._combine(other, "__rfloordiv__")

    def __mod__(self, other: Any) -> Any:
        return self._combine(other, "__mod__")

    def __rmod__(self, other: Any) -> Any:
        return self._combine(other, "__rmod__")

    def is_compatible_with(self, other: Any) -> bool:
        """Return True if both sizes are equal, or one is unknown."""
        return _agree(self._value, size_of(other))

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError unless both sizes are equal, or one is unknown."""
        self.merge_with(other)

    def merge_with(self, other: Any) -> Dimension:
        """Return the size that is known of the two.

        Raises:
            ValueError: if both are known and differ.
        """
        right = size_of(other)
        if not _agree(self._value, right):
            problem = f"Dimensions {self} and {right} are not compatible"
            raise ValueError(explain("tf.compat.v1.Dimension", problem))
        return Dimension(right if self._value is None else self._value)


def _agree(m: int | None, n: int | None) -> bool:
    return m is None or n is None or m == n


def dimension_value(dimension: Dimension | int | None) -> int | None:
    """Return the size that one element of a shape stands for, in TF1 and TF2 alike.

    Args:
        dimension: a `Dimension`, an integer or `None`.

    Example:
        >>> tf.compat.dimension_value(tf.TensorShape([3])[0])
        3
    """
    return dimension.value if isinstance(dimension, Dimension) else dimension
