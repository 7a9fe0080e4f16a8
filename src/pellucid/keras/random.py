"""Random numbers of Keras: every draw is a stateless TensorFlow draw with a seed pair.

Functions: normal, uniform, truncated_normal, gamma, beta, binomial, randint, categorical, dropout,
shuffle, and the class SeedGenerator; draw_seed and make_default_seed for layers and initializers.
"""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config, naming
from pellucid.keras.variables import Variable

__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "shuffle",
    "truncated_normal",
    "uniform",
]

_global: dict[str, SeedGenerator] = {}


class SeedGenerator:
    """A stream of seed pairs: `(seed, 0)`, `(seed, 1)`, … kept in a variable.

    Args:
        seed: a non-negative int; None draws one from Python's `random`.
        name: name of the generator.

    Attributes: state, an int64 variable of shape (2,).

    Example: `g = SeedGenerator(5); g.next()` gives `[5, 0]`, then `[5, 1]`.
    """

    def __init__(self, seed: int | None = None, name: str | None = None, **kwargs: Any) -> None:
        if kwargs.pop("backend", None) not in (None, "tensorflow") or kwargs:
            raise ValueError(f"Unrecognized keyword arguments: {kwargs}")
        self.name = naming.auto_name("seed_generator") if name is None else name
        if seed is None:
            seed = make_default_seed()
        if not isinstance(seed, int):
            raise ValueError(f"Argument `seed` must be an integer. Received: seed={seed}")
        if seed < 0:
            raise ValueError(f"`seed` should be a non-negative integer. Received: seed={seed}")
        self._initial_seed = seed
        with tf.init_scope(), naming.name_scope(self.name, caller=self):
            self.state = Variable(
                tf.constant([seed, 0], tf.int64),
                trainable=False,
                autocast=False,
                name="seed_generator_state",
            )

    def next(self, ordered: bool = True) -> tf.Tensor:
        """The next pair, int64 of shape (2,); advances the state by one."""
        del ordered  # draws of one generator are always ordered here
        seed = tf.identity(self.state.read_value())
        self.state.assign_add(tf.constant([0, 1], tf.int64))
        return seed

    def get_config(self) -> dict[str, Any]:
        """`{'seed': …}`."""
        return {"seed": self._initial_seed}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        """The generator whose `get_config()` gave `config`, at its start."""
        return cls(**config)


def make_default_seed() -> int:
    """A fresh seed from Python's `random`, which `set_random_seed` fixes."""
    import random as python_random

    return python_random.randint(1, int(1e9))


def reset_global_generator() -> None:
    """Forget the generator behind `seed=None` draws; the next one gets a fresh default seed."""
    _global.clear()


def draw_seed(seed: int | SeedGenerator | None) -> tf.Tensor:
    """The int64 seed pair of one draw.

    Args:
        seed: an int gives `(seed, 0)` each time; a SeedGenerator its next pair; None the next pair
            of a generator shared by the process.
    """
    if isinstance(seed, SeedGenerator):
        return seed.next()
    if isinstance(seed, int):
        return tf.constant([seed, 0], tf.int64)
    if seed is None:
        if "generator" not in _global:
            _global["generator"] = SeedGenerator(name="global_seed_generator")
        return _global["generator"].next()
    raise ValueError(
        "Argument `seed` must be either an integer or an instance of `SeedGenerator`. "
        f"Received: seed={seed} (of type {type(seed)})"
    )


def _dtype(dtype: Any) -> tf.DType:
    return tf.as_dtype(config.floatx() if dtype is None else dtype)


def normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> tf.Tensor:
    """Numbers from the normal distribution N(mean, stddev²), shape `shape`.

    Args:
        shape: shape of the result.
        mean, stddev: mean and standard deviation.
        dtype: float dtype, default floatx.
        seed: int, SeedGenerator or None (see `draw_seed`).

    Example: `keras.random.normal((2, 3), seed=1)`.
    """
    return tf.random.stateless_normal(
        shape, seed=draw_seed(seed), mean=mean, stddev=stddev, dtype=_dtype(dtype)
    )


def uniform(
    shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None
) -> tf.Tensor:
    """Numbers uniform in [minval, maxval), shape `shape`; arguments as in `normal`."""
    return tf.random.stateless_uniform(
        shape, seed=draw_seed(seed), minval=minval, maxval=maxval, dtype=_dtype(dtype)
    )


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> tf.Tensor:
    """Normal numbers, drawn again where farther than two stddev from the mean."""
    return tf.random.stateless_truncated_normal(
        shape, seed=draw_seed(seed), mean=mean, stddev=stddev, dtype=_dtype(dtype)
    )


def _parameter(value: Any, shape: Any, dtype: tf.DType) -> tf.Tensor:
    """A distribution's parameter for each number that is drawn."""
    return tf.broadcast_to(tf.convert_to_tensor(value, dtype), shape)


def gamma(shape: Any, alpha: Any, dtype: Any = None, seed: Any = None) -> tf.Tensor:
    """Numbers from the gamma distribution with shape parameter `alpha` and rate 1.

    Args:
        shape: shape of the result.
        alpha: positive; broadcasts to `shape`.
        dtype: float dtype, default floatx.
        seed: int, SeedGenerator or None (see `draw_seed`).
    """
    wanted = _dtype(dtype)
    drawn = tf.float32 if wanted == tf.bfloat16 else wanted
    found = tf.random.stateless_gamma(
        shape, seed=draw_seed(seed), alpha=tf.convert_to_tensor(alpha, drawn), dtype=drawn
    )
    return tf.cast(found, wanted)


def beta(shape: Any, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> tf.Tensor:
    """Numbers from the beta distribution: X / (X + Y) with X ~ Gamma(alpha), Y ~ Gamma(beta).

    Their density is x^(alpha - 1) (1 - x)^(beta - 1) / B(alpha, beta) on [0, 1].

    Args:
        shape: shape of the result.
        alpha, beta: positive; they broadcast to `shape`.
        dtype: float dtype, default floatx.
        seed: int, SeedGenerator or None (see `draw_seed`). X and Y are drawn with the two seeds
            that `tf.random.split` makes of it; Keras makes others, so its numbers differ.

    Reference: Devroye, "Non-Uniform Random Variate Generation", 1986, chapter IX.4.
    """
    wanted = _dtype(dtype)
    drawn = tf.float32 if wanted == tf.bfloat16 else wanted
    of_x, of_y = tf.unstack(tf.random.split(draw_seed(seed), 2), num=2)
    x = tf.random.stateless_gamma(shape, of_x, _parameter(alpha, shape, drawn), dtype=drawn)
    y = tf.random.stateless_gamma(shape, of_y, _parameter(beta, shape, drawn), dtype=drawn)
    return tf.cast(x / (x + y), wanted)


def binomial(
    shape: Any, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None
) -> tf.Tensor:
    """How often in n = `counts` trials something of probability p = `probabilities` happens.

    P(k) = C(n, k) p^k (1 - p)^(n - k), drawn by `tf.random.stateless_binomial`.

    Args:
        shape: shape of the result.
        counts: numbers of trials; broadcast to `shape`.
        probabilities: in [0, 1]; broadcast to `shape`.
        dtype: dtype, default floatx.
        seed: int, SeedGenerator or None (see `draw_seed`).

    Reference: Hormann, "The generation of binomial random variates", 1993.
    """
    wanted = _dtype(dtype)
    precise = tf.float32 if wanted == tf.bfloat16 else wanted
    happened = tf.random.stateless_binomial(
        shape, draw_seed(seed), counts, probabilities, output_dtype=precise
    )
    return tf.cast(happened, wanted)


def randint(
    shape: Any, minval: int, maxval: int, dtype: Any = "int32", seed: Any = None
) -> tf.Tensor:
    """Integers uniform in [minval, maxval), shape `shape`."""
    dtype = tf.as_dtype(dtype)
    draw = dtype if dtype in (tf.int32, tf.int64) else tf.int32
    values = tf.random.stateless_uniform(
        shape, seed=draw_seed(seed), minval=minval, maxval=maxval, dtype=draw
    )
    return tf.cast(values, dtype)


def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Any = None) -> tf.Tensor:
    """`num_samples` class indices for each row of `logits` (batch, classes)."""
    return tf.random.stateless_categorical(
        tf.convert_to_tensor(logits), num_samples, seed=draw_seed(seed), dtype=tf.as_dtype(dtype)
    )


def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> tf.Tensor:
    """Zero each element with probability `rate`, and scale the others by 1 / (1 - rate).

    Args:
        inputs: float tensor.
        rate: probability in [0, 1).
        noise_shape: shape of the mask, broadcast against `inputs`; None entries are taken from it.
        seed: int, SeedGenerator or None.

    Reference: Srivastava et al., Dropout, JMLR 15 (2014).
    """
    inputs = tf.convert_to_tensor(inputs)
    shape: Any = tf.shape(inputs)
    if noise_shape is not None:
        shape = [shape[i] if n is None else n for i, n in enumerate(noise_shape)]
    draw = inputs.dtype if inputs.dtype != tf.bfloat16 else tf.float32
    noise = tf.random.stateless_uniform(shape, seed=draw_seed(seed), dtype=draw)
    keep = tf.cast(noise >= tf.cast(rate, draw), inputs.dtype)
    return inputs * (1.0 / (1.0 - rate)) * keep


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> tf.Tensor:
    """The slices of `x` along `axis` in a random order."""
    x = tf.convert_to_tensor(x)
    keys = tf.random.stateless_uniform((x.shape[axis],), seed=draw_seed(seed))
    return tf.gather(x, tf.argsort(keys), axis=axis)
