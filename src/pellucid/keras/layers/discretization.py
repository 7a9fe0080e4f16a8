"""Discretization: numbers become the indices of buckets."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras.layers.category_encoding import encode
from pellucid.keras.layers.layer import Layer


class Discretization(Layer):
    """The number of boundaries that are ≤ x: bucket i is [boundary i-1, boundary i).

    Args:
        bin_boundaries: the boundaries, ascending; or None for those that `adapt` finds.
        num_bins: how many buckets `adapt` shall make, each with about as many values.
        epsilon: how far off the quantiles may be, as a share of the data.
        output_mode: 'int', or as of CategoryEncoding 'one_hot', 'multi_hot', 'count'.
        sparse: whether to return a SparseTensor (not with 'int').
        dtype, name: of the layer; dtype default int64 for 'int'.

    Shapes: output as input for 'int', else as of CategoryEncoding.
    Example: `keras.layers.Discretization([0.0, 1.0])([-1.0, 0.0, 5.0])` gives `[0, 1, 2]`.
    """

    def __init__(
        self,
        bin_boundaries: Any = None,
        num_bins: int | None = None,
        epsilon: float = 0.01,
        output_mode: str = "int",
        sparse: bool = False,
        dtype: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if dtype is None:
            dtype = "int64" if output_mode == "int" else tf.keras.config.floatx()
        super().__init__(name=name, dtype=dtype, **kwargs)
        if sparse and output_mode == "int":
            raise ValueError(
                "`sparse=True` may only be used if `output_mode` is `'one_hot'`, `'multi_hot'`, or "
                f"`'count'`. Received: sparse={sparse} and output_mode={output_mode}"
            )
        if output_mode not in ("int", "one_hot", "multi_hot", "count"):
            raise ValueError(
                "Invalid value for argument `output_mode`. Expected one of ('int', 'one_hot', "
                f"'multi_hot', 'count'). Received: output_mode={output_mode}"
            )
        if num_bins is not None and num_bins < 0:
            raise ValueError(
                f"`num_bins` must be greater than or equal to 0. Received: `num_bins={num_bins}`"
            )
        if num_bins is not None and bin_boundaries is not None:
            raise ValueError(
                "Both `num_bins` and `bin_boundaries` should not be set. Received: "
                f"`num_bins={num_bins}` and `bin_boundaries={bin_boundaries}`"
            )
        if num_bins is None and bin_boundaries is None:
            raise ValueError("You need to set either `num_bins` or `bin_boundaries`.")
        self.bin_boundaries = None
        if bin_boundaries is not None:
            self.bin_boundaries = [float(b) for b in bin_boundaries]
        self.num_bins, self.epsilon = num_bins, epsilon
        self.output_mode, self.sparse = output_mode, sparse
        self._given = bin_boundaries is not None
        self.autocast = False  # the input's floats are what is compared

    @property
    def input_dtype(self) -> str:
        """Numbers come in as floats."""
        return tf.keras.config.floatx()

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Find boundaries between `num_bins` buckets with about as many values of `data` each.

        Args:
            data: array, tensor, or a dataset or other iterable of batches.
            steps: how many batches of a dataset to look at, default all.
        """
        if self._given:
            raise ValueError(
                "Cannot adapt a Discretization layer that has been initialized with "
                f"`bin_boundaries`, use `num_bins` instead. You passed {self.bin_boundaries}."
            )
        if hasattr(data, "take") and not isinstance(data, np.ndarray):
            data = [np.asarray(batch) for batch in (data if steps is None else data.take(steps))]
            data = np.concatenate([batch.reshape(-1) for batch in data])
        values = np.sort(np.asarray(data, "float32").reshape(-1))
        count = self.num_bins or 0
        wanted = np.arange(1, count) / count
        cumulative = np.arange(1, len(values) + 1) / len(values)
        self.bin_boundaries = np.interp(wanted, cumulative, values).astype("float32").tolist()

    def call(self, inputs: tf.Tensor) -> Any:
        """The indices of the buckets, or vectors for them."""
        boundaries = self.bin_boundaries
        if boundaries is None:
            raise ValueError(
                "Discretization: no boundaries. Expected bin_boundaries or a call of adapt()."
            )
        if sorted(boundaries) != boundaries:
            raise tf.errors.InvalidArgumentError(None, None, "Expected sorted boundaries")
        x = tf.cast(inputs, tf.float32)
        row = tf.constant(boundaries, tf.float32)
        indices = tf.reduce_sum(tf.cast(tf.expand_dims(x, -1) >= row, tf.int32), axis=-1)
        if self.output_mode == "int":
            return indices
        result = encode(indices, len(boundaries) + 1, self.output_mode, self.compute_dtype)
        return tf.sparse.from_dense(result) if self.sparse else result

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """From a trace: the dtype depends on the output mode."""
        return self._spec_from_trace(args, kwargs)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; boundaries that were found are among them."""
        return {
            "bin_boundaries": self.bin_boundaries,
            "num_bins": self.num_bins,
            "epsilon": self.epsilon,
            "output_mode": self.output_mode,
            "sparse": self.sparse,
            **{k: v for k, v in super().get_config().items() if k in ("name", "dtype")},
        }
