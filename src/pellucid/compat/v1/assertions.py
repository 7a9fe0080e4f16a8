"""Assertions with TensorFlow 1's arguments: `data`, tensors to show, comes before `message`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pellucid as tf
from pellucid.core.typing import TensorLike

Data = Sequence[Any] | None


def _checked(check: Callable[..., Any], *values: Any, data: Data, **options: Any) -> Any:
    if data is not None:
        raise ValueError(
            f"tf.compat.v1.{check.__name__} [data]: not supported; the error shows the values that "
            "are compared. Fix: data=None"
        )
    return check(*values, **options)


def assert_equal(
    x: TensorLike, y: TensorLike, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x == y everywhere, as `tf.debugging.assert_equal`."""
    return _checked(
        tf.debugging.assert_equal, x, y, data=data, summarize=summarize, message=message, name=name
    )


def assert_none_equal(
    x: TensorLike, y: TensorLike, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError if x == y anywhere. See `tf.debugging.assert_none_equal`."""
    return _checked(
        tf.debugging.assert_none_equal,
        x,
        y,
        data=data,
        summarize=summarize,
        message=message,
        name=name,
    )


def assert_greater(
    x: TensorLike, y: TensorLike, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x > y everywhere, as `tf.debugging.assert_greater`."""
    return _checked(
        tf.debugging.assert_greater,
        x,
        y,
        data=data,
        summarize=summarize,
        message=message,
        name=name,
    )


def assert_greater_equal(
    x: TensorLike, y: TensorLike, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x >= y everywhere, as `tf.debugging.assert_greater_equal`."""
    return _checked(
        tf.debugging.assert_greater_equal,
        x,
        y,
        data=data,
        summarize=summarize,
        message=message,
        name=name,
    )


def assert_less(
    x: TensorLike, y: TensorLike, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x < y everywhere, as `tf.debugging.assert_less`."""
    return _checked(
        tf.debugging.assert_less, x, y, data=data, summarize=summarize, message=message, name=name
    )


def assert_less_equal(
    x: TensorLike, y: TensorLike, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x <= y everywhere, as `tf.debugging.assert_less_equal`."""
    return _checked(
        tf.debugging.assert_less_equal,
        x,
        y,
        data=data,
        summarize=summarize,
        message=message,
        name=name,
    )


def assert_positive(
    x: TensorLike, data: Data = None, summarize: int | None = None, message: str | None = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x > 0 everywhere, as `tf.debugging.assert_positive`."""
    return _checked(
        tf.debugging.assert_positive, x, data=data, summarize=summarize, message=message, name=name
    )


def assert_negative(
    x: TensorLike, data: Data = None, summarize: int | None = None, message: str | None = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x < 0 everywhere, as `tf.debugging.assert_negative`."""
    return _checked(
        tf.debugging.assert_negative, x, data=data, summarize=summarize, message=message, name=name
    )


def assert_non_negative(
    x: TensorLike, data: Data = None, summarize: int | None = None, message: str | None = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x >= 0 everywhere, as `tf.debugging.assert_non_negative`."""
    return _checked(
        tf.debugging.assert_non_negative,
        x,
        data=data,
        summarize=summarize,
        message=message,
        name=name,
    )


def assert_non_positive(
    x: TensorLike, data: Data = None, summarize: int | None = None, message: str | None = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """InvalidArgumentError unless x <= 0 everywhere, as `tf.debugging.assert_non_positive`."""
    return _checked(
        tf.debugging.assert_non_positive,
        x,
        data=data,
        summarize=summarize,
        message=message,
        name=name,
    )


def assert_rank(
    x: TensorLike, rank: Any, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """Raise an error unless x has this rank. See `tf.debugging.assert_rank`."""
    if summarize is not None:
        raise ValueError("tf.compat.v1.assert_rank [summarize]: not supported; must be None.")
    return _checked(tf.debugging.assert_rank, x, rank, data=data, message=message, name=name)


def assert_rank_at_least(
    x: TensorLike, rank: Any, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """Raise an error unless x has at least this rank. See `tf.debugging.assert_rank_at_least`."""
    if summarize is not None:
        raise ValueError(
            "tf.compat.v1.assert_rank_at_least [summarize]: not supported; must be None."
        )
    return _checked(
        tf.debugging.assert_rank_at_least, x, rank, data=data, message=message, name=name
    )


def assert_rank_in(
    x: TensorLike, ranks: Any, data: Data = None, summarize: int | None = None,
    message: str | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """Raise an error unless x has one of these ranks. See `tf.debugging.assert_rank_in`."""
    if summarize is not None:
        raise ValueError("tf.compat.v1.assert_rank_in [summarize]: not supported; must be None.")
    return _checked(tf.debugging.assert_rank_in, x, ranks, data=data, message=message, name=name)


def assert_scalar(tensor: TensorLike, name: str | None = None, message: str | None = None) -> Any:
    """Raise ValueError unless the tensor is a scalar. See `tf.debugging.assert_scalar`."""
    tf.debugging.assert_scalar(tensor, message, name)
    return tf.convert_to_tensor(tensor)


def assert_integer(x: TensorLike, message: str | None = None, name: str | None = None) -> Any:
    """Raise TypeError unless the dtype is an integer's, as `tf.debugging.assert_integer`."""
    return tf.debugging.assert_integer(x, message, name)


def assert_type(
    tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None
) -> Any:
    """Raise TypeError unless the tensor has this dtype. See `tf.debugging.assert_type`."""
    tf.debugging.assert_type(tensor, tf_type, message, name)
    return tf.no_op()


def verify_tensor_all_finite(
    t: Any = None, msg: str | None = None, name: str | None = None,
    x: Any = None, message: str | None = None,
) -> Any:  # fmt: skip
    """The tensor; raises InvalidArgumentError where an element is not finite."""
    return tf.debugging.assert_all_finite(t if x is None else x, msg or message or "", name)
