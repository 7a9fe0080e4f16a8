"""`tf.train`: helpers for training."""

from pellucid.ops.moving_average import ExponentialMovingAverage as ExponentialMovingAverage

__all__ = ["ExponentialMovingAverage"]
