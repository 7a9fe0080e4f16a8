"""BackupAndRestore: a training that was cut off goes on where it stopped."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from pellucid.keras.callbacks.callback import Callback, Logs


class BackupAndRestore(Callback):
    """Keeps weights, optimizer state and epoch in a folder; the next `fit` starts from there.

    Args:
        backup_dir: the folder, for this callback alone.
        save_freq: 'epoch', or a number of batches.
        double_checkpoint: whether to keep the backup before the last as well.
        delete_checkpoint: whether the folder is removed at the end of a complete training.
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        save_freq: str | int = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        super().__init__()
        if not backup_dir:
            raise ValueError("BackupAndRestore [backup_dir]: must not be empty.")
        if save_freq != "epoch" and not (isinstance(save_freq, int) and save_freq > 0):
            raise ValueError(
                "BackupAndRestore [save_freq]: expected 'epoch' or a positive integer, received "
                f"{save_freq!r}."
            )
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq, self.double_checkpoint = save_freq, double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._epoch, self._batches = 0, 0

    def _file(self, name: str) -> str:
        return os.path.join(self.backup_dir, name)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Takes up a backup, if there is one."""
        import json

        path = self._file("latest.npz")
        if not os.path.exists(path):
            return
        with np.load(path, allow_pickle=False) as stored:
            meta = json.loads(str(stored["meta"]))
            weights = [stored[f"weight_{i}"] for i in range(meta["weights"])]
            state = [stored[f"optimizer_{i}"] for i in range(meta["optimizer"])]
        self.model.set_weights(weights)
        optimizer = self.model.optimizer
        if state and optimizer is not None:
            if not optimizer.built:
                optimizer.build(self.model.trainable_variables)
            for variable, value in zip(optimizer.variables, state):
                variable.assign(value)
        self.model._initial_epoch = meta["epoch"]

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Notes the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Writes a backup, every `save_freq` batches."""
        self._batches += 1
        if self.save_freq != "epoch" and self._batches % int(self.save_freq) == 0:
            self._write(self._epoch)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Writes a backup, where `save_freq` is 'epoch'."""
        if self.save_freq == "epoch":
            self._write(epoch + 1)

    def _write(self, next_epoch: int) -> None:
        import json

        os.makedirs(self.backup_dir, exist_ok=True)
        weights = self.model.get_weights()
        optimizer = self.model.optimizer
        state = [] if optimizer is None else [v.numpy() for v in optimizer.variables]
        meta = {"epoch": next_epoch, "weights": len(weights), "optimizer": len(state)}
        arrays: dict[str, Any] = {f"weight_{i}": value for i, value in enumerate(weights)}
        arrays |= {f"optimizer_{i}": value for i, value in enumerate(state)}
        temporary, latest = self._file(".partial.npz"), self._file("latest.npz")
        np.savez(temporary, meta=np.array(json.dumps(meta)), **arrays)
        if self.double_checkpoint and os.path.exists(latest):
            os.replace(latest, self._file("previous.npz"))
        os.replace(temporary, latest)

    def on_train_end(self, logs: Logs = None) -> None:
        """Removes the folder, after a complete training."""
        import shutil

        complete = not getattr(self.model, "_interrupted", False)
        if self.delete_checkpoint and complete and os.path.exists(self.backup_dir):
            shutil.rmtree(self.backup_dir)
