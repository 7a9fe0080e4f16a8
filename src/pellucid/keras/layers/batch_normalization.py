"""BatchNormalization: channels with mean 0 and variance 1 over the batch."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config, constraints, initializers, regularizers
from pellucid.keras.layers.dtype_promotion import floating, floating_dtype
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer
from pellucid.keras.variables import autocast


class BatchNormalization(Layer):
    """gamma · (x - mean) / sqrt(variance + epsilon) + beta, for each channel.

    In training mean and variance are the batch's, and the moving averages follow:
    moving ← moving · momentum + batch · (1 - momentum). Otherwise, and when `trainable` is False,
    the moving averages are used.

    Args:
        axis: the channel axis.
        momentum: of the moving averages.
        epsilon: added to the variance.
        center, scale: whether there are beta and gamma.
        beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer:
            first values.
        beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: as of all weights.
        renorm: batch renormalization: the batch's statistics are corrected towards the moving
            ones by r = σ/σ_moving and d = (μ - μ_moving)/σ_moving.
        renorm_clipping: bounds {'rmin', 'rmax', 'dmax'} of r and d.
        renorm_momentum: momentum of the averages that r and d refer to.
        synchronized: average over replicas; with one replica it changes nothing.

    Call arguments: inputs, training, mask (batch, …): places that do not count are False.
    Shapes: output as input; weights (channels,).
    References: Ioffe & Szegedy, arXiv:1502.03167; renorm: Ioffe, arXiv:1702.03275.
    """

    keeps_dtype = True

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: dict[str, float] | None = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if isinstance(axis, list | tuple) and len(axis) == 1:
            axis = axis[0]
        self.axis = int(axis)
        self.momentum, self.epsilon = float(momentum), float(epsilon)
        self.center, self.scale = center, scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.synchronized = synchronized
        self.renorm, self.renorm_momentum = renorm, renorm_momentum
        self.renorm_clipping = dict(renorm_clipping or {}) or None
        unknown = set(self.renorm_clipping or {}) - {"rmin", "rmax", "dmax"}
        if unknown:
            raise ValueError(
                "BatchNormalization [renorm_clipping]: unknown keys. Expected 'rmin', 'rmax', "
                f"'dmax', received {sorted(unknown)}."
            )
        self.supports_masking = True

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """gamma, beta, moving mean and moving variance, each (channels,)."""
        rank = len(input_shape)
        if not -rank <= self.axis < rank:
            raise IndexError(
                f"BatchNormalization [axis]: out of range. Expected -{rank} ≤ axis < {rank} for "
                f"input shape {input_shape}, received {self.axis}."
            )
        size = input_shape[self.axis]
        if size is None:
            raise ValueError(
                f"Layer '{self.name}': the size of the channel axis {self.axis} must be known. "
                f"Received input shape {input_shape}."
            )

        def weight(name: str, kind: str) -> Any:
            return self.add_weight(
                name=name,
                shape=(size,),
                initializer=getattr(self, f"{kind}_initializer"),
                regularizer=getattr(self, f"{kind}_regularizer", None),
                constraint=getattr(self, f"{kind}_constraint", None),
                trainable=kind in ("gamma", "beta"),
                autocast=kind in ("gamma", "beta"),
            )

        self.gamma = weight("gamma", "gamma") if self.scale else None
        self.beta = weight("beta", "beta") if self.center else None
        self.moving_mean = weight("moving_mean", "moving_mean")
        self.moving_variance = weight("moving_variance", "moving_variance")
        if self.renorm:
            self.moving_stddev = weight("moving_stddev", "moving_variance")
            self.renorm_mean = weight("renorm_mean", "moving_mean")
            self.renorm_stddev = weight("renorm_stddev", "moving_variance")
        self.input_spec = InputSpec(ndim=rank, axes={self.axis: size})

    def call(self, inputs: tf.Tensor, training: Any = None, mask: Any = None) -> tf.Tensor:
        """The normalized input."""
        inputs = floating(inputs, self.compute_dtype)
        # 16-bit sums over a batch lose too much: statistics are float32
        x = tf.cast(inputs, tf.float32) if inputs.dtype.size < 4 else inputs
        rank: Any = x.shape.rank
        shape = [1] * rank
        shape[self.axis] = -1
        with autocast(None):
            if training and self.trainable:
                mean, variance = self._batch_statistics(x, rank, mask)
                corrections = self._renorm(mean, variance) if self.renorm else None
                self._update(mean, variance)
            else:
                mean, variance = self.moving_mean, self.moving_variance
                corrections = None
            mean, variance = tf.cast(mean, x.dtype), tf.cast(variance, x.dtype)
            factor = 1.0 / tf.sqrt(variance + self.epsilon)
            shift = -mean * factor
            if corrections is not None:
                r, d = corrections
                factor, shift = factor * r, shift * r + d
            if self.gamma is not None:
                gamma = tf.cast(self.gamma, x.dtype)
                factor, shift = factor * gamma, shift * gamma
            if self.beta is not None:
                shift = shift + tf.cast(self.beta, x.dtype)
        y = x * tf.reshape(factor, shape) + tf.reshape(shift, shape)
        return tf.cast(y, inputs.dtype)

    def _batch_statistics(self, x: tf.Tensor, rank: int, mask: Any) -> tuple[tf.Tensor, tf.Tensor]:
        axes = [axis for axis in range(rank) if axis != self.axis % rank]
        if mask is None:
            mean = tf.reduce_mean(x, axis=axes, keepdims=True)
            variance = tf.reduce_mean(tf.square(x - mean), axis=axes)
            return tf.reshape(mean, [-1]), variance
        keep, tiny = tf.cast(mask, x.dtype), config.epsilon()
        for _ in range(rank - len(keep.shape)):
            keep = tf.expand_dims(keep, -1)
        keep = tf.broadcast_to(keep, tf.shape(x)) if keep.shape[self.axis] != 1 else keep
        count = tf.reduce_sum(keep * tf.ones_like(x), axis=axes, keepdims=True)
        mean = tf.reduce_sum(x * keep, axis=axes, keepdims=True) / (count + tiny)
        squares = tf.square(x - mean) * keep
        variance = tf.reduce_sum(squares, axis=axes) / (tf.reshape(count, [-1]) + tiny)
        return tf.reshape(mean, [-1]), variance

    def _update(self, mean: tf.Tensor, variance: tf.Tensor) -> None:
        _follow(self.moving_mean, mean, self.momentum)
        if not self.renorm:
            _follow(self.moving_variance, variance, self.momentum)
            return
        _follow(self.moving_stddev, tf.sqrt(variance + self.epsilon), self.momentum)
        self.moving_variance.assign(tf.square(self.moving_stddev) - self.epsilon)

    def _renorm(self, mean: tf.Tensor, variance: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        stddev = tf.sqrt(variance + self.epsilon)
        moving = tf.cast(self.renorm_stddev, stddev.dtype)
        r, d = stddev / moving, (mean - tf.cast(self.renorm_mean, mean.dtype)) / moving
        bounds = self.renorm_clipping or {}
        if "rmin" in bounds:
            r = tf.maximum(r, bounds["rmin"])
        if "rmax" in bounds:
            r = tf.minimum(r, bounds["rmax"])
        if "dmax" in bounds:
            d = tf.clip_by_value(d, -bounds["dmax"], bounds["dmax"])
        _follow(self.renorm_mean, mean, self.renorm_momentum)
        _follow(self.renorm_stddev, stddev, self.renorm_momentum)
        return tf.stop_gradient(r), tf.stop_gradient(d)

    def kept_dtype(self, dtypes: list[Any]) -> Any:
        """The input's dtype; `compute_dtype` for integers."""
        return floating_dtype(dtypes[0], self.compute_dtype)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "axis": self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "moving_mean_initializer": initializers.serialize(self.moving_mean_initializer),
            "moving_variance_initializer": initializers.serialize(self.moving_variance_initializer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
            "synchronized": self.synchronized,
            "renorm": self.renorm,
            "renorm_clipping": self.renorm_clipping,
            "renorm_momentum": self.renorm_momentum,
        }


def _follow(average: Any, value: tf.Tensor, momentum: float) -> None:
    """average ← average · momentum + value · (1 - momentum)."""
    value = tf.cast(value, average.dtype)
    average.assign(average * momentum + value * (1.0 - momentum))
