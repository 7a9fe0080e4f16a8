"""CSVLogger: writes the values of every epoch to a CSV file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from pellucid.keras.callbacks.callback import Callback, Logs


class CSVLogger(Callback):
    """Writes a line for each epoch: its number, then the values sorted by name.

    Args:
        filename: path of the file.
        separator: between the fields.
        append: whether to go on at the end of a file that is there.

    Example:
        >>> model.fit(x, y, callbacks=[tf.keras.callbacks.CSVLogger("training.log")])
    """

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        super().__init__()
        self.filename, self.separator, self.append = os.fspath(filename), separator, append
        self.keys: list[str] | None = None
        self._file: Any = None
        self._writer: Any = None

    def on_train_begin(self, logs: Logs = None) -> None:
        """Opens the file."""
        continued = False
        if self.append and os.path.exists(self.filename):
            continued = os.path.getsize(self.filename) > 0
        self._file = open(self.filename, "a" if self.append else "w", newline="")
        self._with_header = not continued
        self._writer, self.keys = None, None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Writes a line."""
        import csv

        logs = logs or {}
        if self.keys is None:
            self.keys = sorted(logs)
            # an epoch without validation may come first
            names = {f"val_{key}" for key in self.keys if not key.startswith("val_")}
            self.keys = sorted({*self.keys, *names} if self._validates() else self.keys)
        if self._writer is None:
            fields = ["epoch", *self.keys]
            self._writer = csv.DictWriter(self._file, fields, delimiter=self.separator)
            if self._with_header:
                self._writer.writeheader()
        row = {key: _text(logs.get(key, "NA")) for key in self.keys}
        self._writer.writerow({"epoch": epoch} | row)
        self._file.flush()

    def _validates(self) -> bool:
        return bool(getattr(self.model, "_validates", False))

    def on_train_end(self, logs: Logs = None) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()
        self._file = self._writer = None


def _text(value: Any) -> Any:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return '"[' + ", ".join(map(str, value)) + ']"'
