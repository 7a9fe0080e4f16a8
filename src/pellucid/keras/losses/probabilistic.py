"""Losses of probabilities as classes; their formulas are in `losses/crossentropy.py`."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.losses import crossentropy
from pellucid.keras.losses.loss import LossFunctionWrapper, reduce_weighted_values, to_tensor


class BinaryCrossentropy(LossFunctionWrapper):
    """Cross-entropy of labels 0/1 and predictions; see `binary_crossentropy`.

    Args:
        from_logits: whether predictions are logits (recommended) or probabilities.
        label_smoothing: in [0, 1]; labels become `y * (1 - s) + s / 2`.
        axis: the axis over which the mean is taken.
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.

    Example:
        >>> bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
        >>> bce([[0.0, 1.0]], [[-18.6, 2.9]])
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_crossentropy",
        dtype: Any = None,
    ) -> None:
        config = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(crossentropy.binary_crossentropy, reduction, name, dtype, **config)
        self.from_logits, self.label_smoothing, self.axis = from_logits, label_smoothing, axis
        self._config = config


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """Binary cross-entropy that turns to hard examples; see `binary_focal_crossentropy`.

    Args:
        apply_class_balancing: whether to weigh the classes by `alpha` and `1 - alpha`.
        alpha: weight of class 1.
        gamma: focusing exponent.
        from_logits: whether predictions are logits.
        label_smoothing: in [0, 1].
        axis: the axis over which the mean is taken.
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.

    Reference:
        Lin et al., Focal Loss for Dense Object Detection, arXiv:1708.02002.
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        config = {
            "from_logits": from_logits,
            "label_smoothing": label_smoothing,
            "axis": axis,
            "apply_class_balancing": apply_class_balancing,
            "alpha": alpha,
            "gamma": gamma,
        }
        super().__init__(crossentropy.binary_focal_crossentropy, reduction, name, dtype, **config)
        self.from_logits = from_logits
        self._config = config


class CategoricalCrossentropy(LossFunctionWrapper):
    """Cross-entropy of one-hot labels and predictions; see `categorical_crossentropy`.

    Args:
        from_logits: whether predictions are logits (recommended) or probabilities.
        label_smoothing: in [0, 1]; labels become `y * (1 - s) + s / classes`.
        axis: the axis of the classes.
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        config = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(crossentropy.categorical_crossentropy, reduction, name, dtype, **config)
        self.from_logits, self.label_smoothing, self.axis = from_logits, label_smoothing, axis
        self._config = config


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """Categorical cross-entropy that turns to hard examples; see `categorical_focal_crossentropy`.

    Args:
        alpha: a weight, or one for each class.
        gamma: focusing exponent.
        from_logits: whether predictions are logits.
        label_smoothing: in [0, 1].
        axis: the axis of the classes.
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.

    Reference:
        Lin et al., Focal Loss for Dense Object Detection, arXiv:1708.02002.
    """

    def __init__(
        self,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        config = {
            "from_logits": from_logits,
            "label_smoothing": label_smoothing,
            "axis": axis,
            "alpha": alpha,
            "gamma": gamma,
        }
        fn = crossentropy.categorical_focal_crossentropy
        super().__init__(fn, reduction, name, dtype, **config)
        self.from_logits = from_logits
        self._config = config


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """Cross-entropy of integer labels and predictions; see `sparse_categorical_crossentropy`.

    Args:
        from_logits: whether predictions are logits (recommended) or probabilities.
        ignore_class: a label that does not count, or None.
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        axis: the axis of the classes.
        name: a name.
        dtype: dtype of the calculation.

    Example:
        >>> scce = tf.keras.losses.SparseCategoricalCrossentropy()
        >>> scce(tf.constant([1]), tf.constant([[0.1, 0.9]]))  # 0.105
    """

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str | None = "sum_over_batch_size",
        axis: int = -1,
        name: str = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        config = {"from_logits": from_logits, "ignore_class": ignore_class}
        fn = crossentropy.sparse_categorical_crossentropy
        super().__init__(fn, reduction, name, dtype, axis=axis, **config)
        self.from_logits, self.ignore_class = from_logits, ignore_class
        self._config = config if axis == -1 else config | {"axis": axis}

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> tf.Tensor:
        """Returns the weighted, reduced loss."""
        # labels stay integers: float32 cannot tell class 2**24 from its neighbour
        y_true = y_true if isinstance(y_true, tf.Tensor) else tf.convert_to_tensor(y_true)
        mask = getattr(y_pred, "_keras_mask", None)
        y_pred = to_tensor(y_pred, self._dtype)
        values = self.call(y_true, y_pred)
        if self.ignore_class is not None:
            valid = tf.not_equal(tf.cast(y_true, "int64"), self.ignore_class)
            valid = tf.reshape(valid, tf.shape(values))
            mask = valid if mask is None else tf.logical_and(mask, valid)
        return reduce_weighted_values(values, sample_weight, mask, self.reduction)


class KLDivergence(LossFunctionWrapper):
    """Kullback-Leibler divergence `y_true * log(y_true / y_pred)`; see `kl_divergence`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "kl_divergence",
        dtype: Any = None,
    ) -> None:
        super().__init__(crossentropy.kl_divergence, reduction, name, dtype)


class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """Cross-entropy that is robust against wrong labels: `(1 - p^q) / q`.

    Args:
        q: in (0, 1).
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.

    Reference:
        Zhang and Sabuncu, Generalized Cross Entropy Loss, arXiv:1805.07836.
    """

    def __init__(
        self,
        q: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ) -> None:
        if not 0 < q < 1:
            raise ValueError(
                "CategoricalGeneralizedCrossEntropy [q]: out of range. "
                f"Expected a number in (0, 1), received {q}."
            )
        fn = crossentropy.categorical_generalized_cross_entropy
        super().__init__(fn, reduction, name, dtype, q=q)
        self.q = q
        self._config = {"q": q}
