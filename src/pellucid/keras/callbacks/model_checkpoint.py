"""ModelCheckpoint: saves the model while it trains."""

from __future__ import annotations

import os
import re
import warnings
from typing import Any

from pellucid.keras.callbacks.callback import Logs
from pellucid.keras.callbacks.monitor import MonitorCallback


class ModelCheckpoint(MonitorCallback):
    """Saves the model, or its weights, each epoch or every so many batches.

    A file is written beside its place and moved there when it is complete.

    Args:
        filepath: path; may hold `{epoch:02d}` and names of values, `{val_loss:.2f}`. Ends in
            '.keras' or '.h5', or in '.weights.h5' with `save_weights_only`.
        monitor: value to watch, 'val_loss' by default.
        verbose: 1 prints a line when it saves.
        save_best_only: whether only improvements are saved.
        save_weights_only: whether only weights are saved.
        mode: 'min', 'max', or 'auto' to tell by the name.
        save_freq: 'epoch', or a number of batches.
        initial_value_threshold: value to beat first, or None.

    Example:
        >>> tf.keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode, initial_value_threshold)
        self.filepath = os.fspath(filepath)
        self.verbose, self.save_best_only = verbose, save_best_only
        self.save_weights_only, self.save_freq = save_weights_only, save_freq
        self._batches_since_save = 0
        self._last_batch = -1
        self._epoch = 0
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(
                "ModelCheckpoint [save_freq]: expected 'epoch' or a number of batches, "
                f"received {save_freq!r}."
            )

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Saves, every `save_freq` batches."""
        if self.save_freq == "epoch":
            return
        done = batch + 1 if batch <= self._last_batch else batch - self._last_batch
        self._last_batch = batch
        self._batches_since_save += done
        if self._batches_since_save >= int(self.save_freq):
            self._batches_since_save = 0
            self._save(self._epoch, batch, logs)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Notes the epoch."""
        self._epoch = epoch

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Saves, where `save_freq` is 'epoch'."""
        if self.save_freq == "epoch":
            self._save(epoch, None, logs)

    def _save(self, epoch: int, batch: int | None, logs: Logs) -> None:
        path = self._path(epoch, batch, logs or {})
        if not self.save_best_only:
            if self.verbose:
                print(f"\nEpoch {epoch + 1}: saving model to {path}")
            self._write(path)
            return
        current = self.get_monitor_value(logs)
        if current is None:
            return
        if getattr(current, "ndim", 0):
            warnings.warn(
                f"ModelCheckpoint [monitor]: `{self.monitor}` is not a scalar "
                f"(shape {current.shape}); saving the model regardless.",
                stacklevel=3,
            )
            self._write(path)
        elif self._is_improvement(current, self.best):
            if self.verbose:
                best = None if self.best is None else f"{self.best:.5f}"
                print(
                    f"\nEpoch {epoch + 1}: {self.monitor} improved from {best} to "
                    f"{current:.5f}, saving model to {path}"
                )
            self.best = current
            self._write(path)
        elif self.verbose:
            print(f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {self.best:.5f}")

    def _path(self, epoch: int, batch: int | None, logs: dict[str, Any]) -> str:
        known = {"epoch": epoch + 1} | ({} if batch is None else {"batch": batch + 1}) | logs
        try:
            return self.filepath.format(**known)
        except KeyError as error:
            wanted = re.findall(r"{(\w+)", self.filepath)
            raise KeyError(
                f"ModelCheckpoint [filepath]: {self.filepath!r} names a value that is not in the "
                f"logs. Expected of {wanted} all in {sorted(known)}, missing {error}."
            ) from error

    def _write(self, path: str) -> None:
        """Saves beside the place, then moves: a half-written file never has the final name."""
        folder, name = os.path.split(os.path.abspath(path))
        os.makedirs(folder, exist_ok=True)
        # the ending decides about the format, so it must stay at the end
        temporary = os.path.join(folder, f".partial-{os.getpid()}-{name}")
        save = self.model.save_weights if self.save_weights_only else self.model.save
        try:
            save(temporary, overwrite=True)
            self._move(temporary, os.path.join(folder, name))
        finally:
            self._discard(temporary)

    @staticmethod
    def _move(source: str, target: str) -> None:
        """Moves a file or folder, or files of one stem (a TensorFlow checkpoint)."""
        import shutil

        if os.path.isdir(source):
            if os.path.isdir(target):
                shutil.rmtree(target)
            os.replace(source, target)
        elif os.path.exists(source):
            os.replace(source, target)
        else:
            folder, stem = os.path.split(source)
            for name in os.listdir(folder):
                if name.startswith(stem + "."):
                    os.replace(os.path.join(folder, name), target + name[len(stem) :])

    @staticmethod
    def _discard(temporary: str) -> None:
        import shutil

        if os.path.isdir(temporary):
            shutil.rmtree(temporary)
        elif os.path.exists(temporary):
            os.remove(temporary)
