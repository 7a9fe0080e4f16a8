"""EpochIterator: groups of batches, epoch by epoch, with a limit of steps where one is given."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pellucid.keras.training.data_adapter import DataAdapter


class EpochIterator:
    """Hands out batches of an adapter.

    Without `steps_per_epoch` every epoch goes through the data once; with it, epochs go on where
    the last one stopped, and data that end are started again with a warning.

    Args:
        adapter: the data.
        steps_per_epoch: batches in an epoch, or None for all.
        steps_per_execution: batches handed out at once.
    """

    def __init__(
        self,
        adapter: DataAdapter,
        steps_per_epoch: int | None = None,
        steps_per_execution: int = 1,
    ) -> None:
        self.adapter = adapter
        self.steps_per_epoch = steps_per_epoch
        self.group = steps_per_execution
        self.num_batches = steps_per_epoch or adapter.num_batches
        self._running: Iterator[Any] | None = None

    def epoch(self) -> Iterator[tuple[int, list[Any]]]:
        """Yields `(step, batches)`: the first step's number and a group of batches."""
        self.adapter.on_epoch_begin()
        limit = self.steps_per_epoch
        if limit is None or self._running is None:
            self._running = self.adapter.batches()
        step = 0
        while limit is None or step < limit:
            wanted = self.group if limit is None else min(self.group, limit - step)
            batches = list(islice(self._running, wanted))
            if not batches:
                self._on_end_of_data(step, limit)
                break
            yield step, batches
            step += len(batches)
        if limit is None:
            self._running = None
            if self.num_batches is None:
                self.num_batches = step or None
        self.adapter.on_epoch_end()

    def _on_end_of_data(self, step: int, limit: int | None) -> None:
        self._running = None
        expected = limit if limit is not None else self.num_batches
        if step == 0 or (expected is not None and step < expected):
            warnings.warn(
                "Your input ran out of data; interrupting training. Make sure that your dataset "
                "or generator can generate at least `steps_per_epoch * epochs` batches. You may "
                "need to use the `.repeat()` function when building your dataset.",
                stacklevel=4,
            )
