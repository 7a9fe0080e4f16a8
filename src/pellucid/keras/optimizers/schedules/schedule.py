"""The base of learning rate schedules."""

from __future__ import annotations

from typing import Any


class LearningRateSchedule:
    """Base class of schedules: write `__call__(step)` and `get_config()`.

    An optimizer calls the schedule with its `iterations` to get the learning rate of a step.

    Example:
        >>> class Halving(tf.keras.optimizers.schedules.LearningRateSchedule):
        ...     def __call__(self, step):
        ...         return 0.1 * 0.5 ** tf.cast(step, tf.float32)
    """

    def __call__(self, step: Any) -> Any:
        """Returns the learning rate of a step; written by the subclass."""
        raise NotImplementedError(
            f"{type(self).__name__} [__call__]: a LearningRateSchedule must define __call__(step)."
        )

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same schedule."""
        raise NotImplementedError(
            f"{type(self).__name__} [get_config]: a LearningRateSchedule that is saved must "
            "define get_config()."
        )

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> LearningRateSchedule:
        """Makes a schedule from `get_config()`."""
        return cls(**config)
