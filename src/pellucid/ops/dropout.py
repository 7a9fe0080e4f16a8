"""Dropout: set random elements to zero and scale up the others.

Functions: dropout, general_dropout, stateless_dropout.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any

from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import ShapeLike, TensorLike
from pellucid.ops.broadcasting import shape_of
from pellucid.ops.constants import convert_to_tensor, get_static_value, identity


def dropout(
    x: TensorLike, rate: Any, noise_shape: ShapeLike = None, seed: int | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Set each element to 0 with probability `rate`; multiply the others by 1 / (1 - rate).

    Args:
        x: float tensor of any shape.
        rate: probability, 0 <= rate < 1: a float or a scalar tensor.
        noise_shape: shape of the random decisions, broadcast to `x`: a 1 decides for a whole axis,
            None keeps the length.
        seed: op seed; see `tf.random.set_seed`.
        name: name of the operation.

    Returns: same shape and dtype.

    Raises:
        ValueError: `x` is not floating, or `rate` is outside [0, 1).

    Example:
        >>> tf.random.set_seed(0)
        >>> sorted(set(tf.nn.dropout(tf.ones([100]), 0.5).numpy().tolist()))
        [0.0, 2.0]

    Reference: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from
    Overfitting", 2014.
    """
    from pellucid.ops.random import uniform

    def draw(shape: Any, dtype: Any) -> Tensor:
        return uniform(shape, seed=seed, dtype=dtype)

    return general_dropout(x, rate, draw, noise_shape, name)


def stateless_dropout(
    x: TensorLike, rate: Any, seed: TensorLike, rng_alg: str | None = None,
    noise_shape: ShapeLike = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Dropout whose decisions are a function of `seed`: the same seed drops the same elements.

    Args:
        x: float tensor of any shape.
        rate: probability, 0 <= rate < 1.
        seed: two integers.
        rng_alg: `"philox"`, `"threefry"` or `"auto_select"` (None).
        noise_shape: shape of the random decisions, broadcast to `x`.
        name: name of the operation.

    Returns: same shape and dtype.
    """
    from pellucid.ops.stateless_random import stateless_uniform

    def draw(shape: Any, dtype: Any) -> Tensor:
        return stateless_uniform(shape, seed, dtype=dtype, alg=rng_alg or "auto_select")

    return general_dropout(x, rate, draw, noise_shape, name)


def general_dropout(
    x: TensorLike, rate: Any, uniform_sampler: Callable[..., Any], noise_shape: ShapeLike = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Dropout with random numbers from `uniform_sampler(shape=…, dtype=…)`, uniform in [0, 1).

    Elements are kept where the number is at least `rate`. See `tf.nn.dropout` for the rest.
    """
    from pellucid.ops.creation import zeros_like
    from pellucid.ops.gather import where

    if hasattr(x, "with_flat_values"):  # a ragged tensor
        ragged: Any = x
        inner = general_dropout(ragged.flat_values, rate, uniform_sampler, noise_shape, name)
        return ragged.with_flat_values(inner)
    x = convert_to_tensor(x)
    if not x.dtype.is_floating:
        raise ValueError(
            explain("tf.nn.dropout [x]", "a floating tensor is needed, as it will be scaled",
                    received=f"dtype {x.dtype.name}")
        )  # fmt: skip
    known = _known_rate(rate)
    if known == 0 and not isinstance(rate, Tensor):
        return identity(x, name=name)
    if isinstance(rate, Tensor):
        from pellucid.ops.casting import cast

        rate = cast(rate, x.dtype)
        scaled = x * (1.0 / (1.0 - rate))
    else:
        scaled = x * (1.0 / (1.0 - rate))
    numbers_ = uniform_sampler(shape=_noise_shape(x, noise_shape), dtype=x.dtype)
    # Multiplying by the mask would turn an infinite element into NaN where it is dropped.
    return where(numbers_ >= rate, scaled, zeros_like(scaled), name=name)


def _known_rate(rate: Any) -> float | None:
    """The rate as a number if it is known; raises if it is out of range."""
    if isinstance(rate, Tensor):
        if rate.dims not in ((), None):
            raise ValueError(
                explain("tf.nn.dropout [rate]", "a scalar is needed", received=rate.shape)
            )
        value = get_static_value(rate)
        return None if value is None else float(value)
    if not isinstance(rate, numbers.Real):
        read = getattr(rate, "__tf_tensor__", None)
        if read is not None:
            return None
        raise ValueError(
            explain(
                "tf.nn.dropout [rate]", "a scalar or scalar tensor is needed", received=repr(rate)
            )
        )
    if not 0 <= float(rate) < 1:
        raise ValueError(
            explain("tf.nn.dropout [rate]", "out of range", expected="0 <= rate < 1", received=rate)
        )
    return float(rate)


def _noise_shape(x: Tensor, noise_shape: Any) -> Any:
    if noise_shape is None:
        return shape_of(x)
    if isinstance(noise_shape, Tensor):
        return noise_shape
    sizes = noise_shape.as_list() if hasattr(noise_shape, "as_list") else list(noise_shape)
    if x.dims is not None and len(sizes) == len(x.dims):
        sizes = [d if s is None else s for s, d in zip(sizes, x.dims, strict=True)]
    if None in sizes:
        dims = shape_of(x)
        sizes = [dims[i] if s is None else s for i, s in enumerate(sizes)]
    return sizes
