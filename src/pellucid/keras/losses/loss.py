"""The base of all losses: what `loss(y_true, y_pred, sample_weight)` means, and the reductions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


class Reduction:
    """Names of the reductions, in the spelling of Keras 2."""

    AUTO = "auto"
    NONE = "none"
    SUM = "sum"
    SUM_OVER_BATCH_SIZE = "sum_over_batch_size"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Returns every name."""
        return (cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE)


def standardize_reduction(reduction: str | None) -> str | None:
    """Returns `reduction`, with Keras 2's 'auto' as today's default; refuses unknown names."""
    if reduction == Reduction.AUTO:
        return "sum_over_batch_size"
    if reduction not in REDUCTIONS:
        raise ValueError(
            "Loss [reduction]: invalid value. Expected one of "
            f"{', '.join(repr(name) for name in REDUCTIONS)}, received {reduction!r}."
        )
    return reduction


def match_rank(a: tf.Tensor, b: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Makes (n, 1) and (n,) agree, and drops a trailing 1 where only one side has it."""
    rank_a, rank_b = a.shape.rank, b.shape.rank
    if rank_a == rank_b or rank_a is None or rank_b is None:
        return a, b
    if rank_a == rank_b + 1 and a.shape[-1] == 1:
        return (a, tf.expand_dims(b, -1)) if rank_b == 1 else (tf.squeeze(a, -1), b)
    if rank_b == rank_a + 1 and b.shape[-1] == 1:
        return (tf.expand_dims(a, -1), b) if rank_a == 1 else (a, tf.squeeze(b, -1))
    return a, b


def reduce_values(
    values: tf.Tensor, sample_weight: tf.Tensor | None, reduction: str | None
) -> tf.Tensor:
    """Reduces weighted per-sample losses to a scalar (or leaves them, for 'none')."""
    if reduction in (None, "none") or values.shape.rank == 0 or values.shape == (0,):
        return values
    total = tf.reduce_sum(values)
    if reduction == "sum":
        return total
    if reduction == "mean_with_sample_weight" and sample_weight is not None:
        weights = tf.reduce_sum(tf.broadcast_to(sample_weight, tf.shape(values)))
        return tf.math.divide_no_nan(total, weights)
    return tf.math.divide_no_nan(total, tf.cast(tf.size(values), values.dtype))


def _weights_of_mask(
    sample_weight: tf.Tensor | None, mask: tf.Tensor, dtype: tf.DType, reduction: str | None
) -> tf.Tensor:
    """Turns a mask into weights; masked entries then do not count in the mean either."""
    mask = tf.cast(mask, dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        share = tf.math.divide_no_nan(tf.cast(tf.size(mask), dtype), tf.reduce_sum(mask))
        mask = mask * share
    if sample_weight is None:
        return mask
    mask, sample_weight = match_rank(mask, sample_weight)
    return sample_weight * mask


def reduce_weighted_values(
    values: tf.Tensor,
    sample_weight: Any = None,
    mask: tf.Tensor | None = None,
    reduction: str | None = "sum_over_batch_size",
) -> tf.Tensor:
    """Weights per-sample losses, masks them, and reduces.

    Args:
        values: per-sample losses, floating.
        sample_weight: scalar, or what broadcasts against `values`.
        mask: what to leave out, a boolean tensor of the shape of `values`, or None.
        reduction: one of `REDUCTIONS`.

    Returns:
        A scalar, or for 'none' a tensor of the shape of `values`.
    """
    dtype = values.dtype
    if sample_weight is not None:
        sample_weight = tf.cast(tf.convert_to_tensor(sample_weight), dtype)
    if mask is not None:
        sample_weight = _weights_of_mask(sample_weight, mask, dtype, reduction)
    if sample_weight is not None:
        values, sample_weight = match_rank(values, sample_weight)
        values = values * sample_weight
    return reduce_values(values, sample_weight, reduction)


def to_tensor(value: Any, dtype: Any) -> Any:
    """Returns `value` (or every leaf of a dict) as a tensor of `dtype`; keeps ragged as it is."""
    if isinstance(value, dict):
        return {key: to_tensor(leaf, dtype) for key, leaf in value.items()}
    if isinstance(value, tf.RaggedTensor):
        return tf.cast(value, dtype)
    if isinstance(value, (list, tuple)) and any(
        getattr(leaf, "shape", None) is not None for leaf in value
    ):
        value = tf.stack([to_tensor(leaf, dtype) for leaf in value])
    tensor = value if isinstance(value, tf.Tensor) else tf.convert_to_tensor(value)
    return tensor if tensor.dtype == dtype else tf.cast(tensor, dtype)


class Loss:
    """Base class of losses: subclass it and write `call(y_true, y_pred)`.

    `loss(y_true, y_pred, sample_weight)` is `reduce(call(y_true, y_pred) * sample_weight)`.

    Args:
        name: a name for the loss.
        reduction: 'sum_over_batch_size' (default; sum of the weighted values by their number),
            'mean' (the same), 'sum', 'mean_with_sample_weight' (by the sum of the weights) or
            'none' / None.
        dtype: dtype of the calculation; the default is `keras.config.floatx()`.

    Example:
        >>> class Absolute(tf.keras.losses.Loss):
        ...     def call(self, y_true, y_pred):
        ...         return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)
    """

    def __init__(
        self,
        name: str | None = None,
        reduction: str | None = "sum_over_batch_size",
        dtype: Any = None,
    ) -> None:
        from pellucid.keras.training.state import auto_name, compute_dtype

        self.name = name or auto_name(type(self).__name__)
        self.reduction = standardize_reduction(reduction)
        self._dtype = compute_dtype(dtype)

    @property
    def dtype(self) -> str:
        """Name of the dtype in which the loss is calculated."""
        return self._dtype

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> tf.Tensor:
        """Returns the weighted, reduced loss."""
        in_mask = getattr(y_pred, "_keras_mask", None)
        if isinstance(y_true, (list, tuple)) and isinstance(y_pred, (list, tuple)):
            tf.nest.assert_same_structure(y_true, y_pred)
        with tf.name_scope(self.name):
            y_pred = to_tensor(y_pred, self._dtype)
            y_true = to_tensor(y_true, self._dtype)
            values = to_tensor(self.call(y_true, y_pred), self._dtype)
            mask = in_mask
            out_mask = getattr(values, "_keras_mask", None)
            if out_mask is not None:
                mask = out_mask if mask is None else tf.logical_and(mask, out_mask)
            return reduce_weighted_values(values, sample_weight, mask, self.reduction)

    def call(self, y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
        """Returns per-sample losses; written by the subclass."""
        raise NotImplementedError(
            f"{type(self).__name__} [call]: a Loss subclass must define call(y_true, y_pred)."
        )

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same loss."""
        return {"name": self.name, "reduction": self.reduction}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        """Makes a loss from `get_config()`."""
        return cls(**config)


class LossFunctionWrapper(Loss):
    """A loss made of a function `fn(y_true, y_pred, **kwargs)` that returns per-sample values."""

    def __init__(
        self,
        fn: Callable[..., Any],
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.fn = fn
        self._fn_kwargs = kwargs
        self._config: dict[str, Any] = {}

    def call(self, y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
        """Applies the function, after making the ranks of (n,) and (n, 1) agree."""
        if isinstance(y_pred, tf.Tensor) and isinstance(y_true, tf.Tensor):
            y_true, y_pred = match_rank(y_true, y_pred)
        return self.fn(y_true, y_pred, **self._fn_kwargs)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments; for a function given by the user, the function as well."""
        config = super().get_config()
        if type(self) is LossFunctionWrapper:
            from pellucid.keras.saving.serialization import serialize_keras_object

            config |= {"fn": serialize_keras_object(self.fn)}
            config |= {key: serialize_keras_object(value) for key, value in self._fn_kwargs.items()}
        return config | self._config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        """Makes a loss from `get_config()`."""
        if isinstance(config.get("fn"), (dict, str)):
            from pellucid.keras.saving.serialization import deserialize_keras_object

            config = config | {"fn": deserialize_keras_object(config["fn"])}
        return cls(**config)

    def __repr__(self) -> str:
        return f"<LossFunctionWrapper({self.fn}, kwargs={self._fn_kwargs})>"
