"""Callbacks in a small fit."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from pellucid import keras
from pellucid.keras import callbacks as cb

X = np.linspace(-1, 1, 32, dtype="float32").reshape(16, 2)
Y = X.sum(1, keepdims=True)


def model(optimizer: object = None) -> keras.Model:
    net = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    # eager steps: nothing to compile, and the callbacks cannot tell
    chosen = optimizer or keras.optimizers.SGD(0.1)
    net.compile(chosen, "mse", metrics=["mae"], run_eagerly=True)
    return net


class Recorder(cb.Callback):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []

    def on_train_begin(self, logs: dict | None = None) -> None:
        self.calls.append("train")

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.calls.append(f"epoch {epoch}")

    def on_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self.calls.append(f"batch {batch} {sorted(logs)}")
        assert all(type(value) is float for value in logs.values())

    def on_test_begin(self, logs: dict | None = None) -> None:
        self.calls.append("test")

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        self.calls.append(f"end {epoch} {sorted(logs)}")

    def on_train_end(self, logs: dict | None = None) -> None:
        self.calls.append("done")


def test_order_of_hooks() -> None:
    recorder = Recorder()
    model().fit(X, Y, batch_size=8, validation_data=(X, Y), callbacks=[recorder], verbose=0)
    assert recorder.calls == [
        "train",
        "epoch 0",
        "batch 0 ['loss', 'mae']",
        "batch 1 ['loss', 'mae']",
        "test",
        "end 0 ['loss', 'mae', 'val_loss', 'val_mae']",
        "done",
    ]
    assert recorder.params == {"verbose": 0, "epochs": 1, "steps": 2}


def test_values_of_batches_are_not_fetched_for_no_one() -> None:
    assert not cb.CallbackList([cb.History()]).listens("on_train_batch_end")
    assert cb.CallbackList([Recorder()]).listens("on_train_batch_end")
    shows = cb.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    assert cb.CallbackList([shows]).listens("on_train_batch_end")


def test_early_stopping() -> None:
    stop = cb.EarlyStopping("loss", patience=2, mode="max")
    assert len(model().fit(X, Y, epochs=9, callbacks=[stop], verbose=0).epoch) == 3
    assert stop.stopped_epoch == 2


def test_early_stopping_restores_the_best_weights() -> None:
    net = model(keras.optimizers.SGD(0.1))
    seen = []
    keep = cb.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(net.get_weights()[0]))
    stop = cb.EarlyStopping("loss", patience=1, mode="max", restore_best_weights=True)
    net.fit(X, Y, epochs=5, callbacks=[keep, stop], verbose=0)
    np.testing.assert_array_equal(net.get_weights()[0], seen[0])


def test_missing_monitor_warns() -> None:
    with pytest.warns(UserWarning, match=r"val_loss.*loss,mae"):
        model().fit(X, Y, callbacks=[cb.EarlyStopping()], verbose=0)


@pytest.mark.parametrize(
    ("monitor", "more"),
    [("val_loss", False), ("mae", False), ("val_accuracy", True), ("auc", True)],
)
def test_direction_by_name(monitor: str, more: bool) -> None:
    callback = cb.EarlyStopping(monitor)
    callback.set_model(model())
    assert callback._more_is_better() is more


def test_model_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "runs" / "m-{epoch:02d}-{loss:.2f}.keras"
    best = tmp_path / "best.weights.h5"
    net = model()
    net.fit(
        X,
        Y,
        epochs=2,
        verbose=0,
        callbacks=[
            cb.ModelCheckpoint(path),
            cb.ModelCheckpoint(
                best, "loss", save_best_only=True, save_weights_only=True, verbose=1
            ),
        ],
    )
    names = sorted(p.name for p in path.parent.iterdir())
    assert [name[:5] for name in names] == ["m-01-", "m-02-"]
    assert "loss improved from None to" in capsys.readouterr().out
    other = model()
    other.load_weights(best)
    np.testing.assert_array_equal(other.get_weights()[0], net.get_weights()[0])


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net, path = model(), tmp_path / "m.keras"
    path.write_bytes(b"old")

    def broken(target: str, overwrite: bool = True) -> None:
        Path(target).write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(net, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        net.fit(X, Y, callbacks=[cb.ModelCheckpoint(path)], verbose=0)
    assert [p.name for p in tmp_path.iterdir()] == ["m.keras"]
    assert path.read_bytes() == b"old"


def test_checkpoint_name_with_an_unknown_value(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="val_acc"):
        model().fit(X, Y, callbacks=[cb.ModelCheckpoint(tmp_path / "{val_acc}.keras")], verbose=0)


def test_checkpoint_every_batches(tmp_path: Path) -> None:
    path = tmp_path / "m-{batch}.keras"
    model().fit(X, Y, batch_size=4, callbacks=[cb.ModelCheckpoint(path, save_freq=2)], verbose=0)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m-2.keras", "m-4.keras"]


def test_terminate_on_nan() -> None:
    seen = Recorder()
    history = model().fit(
        X * np.nan, Y, batch_size=4, epochs=3, verbose=0, callbacks=[cb.TerminateOnNaN(), seen]
    )
    assert len(history.epoch) == 1
    assert math.isnan(history.history["loss"][0])
    assert sum(call.startswith("batch") for call in seen.calls) == 1
    with pytest.raises(RuntimeError, match="nan"):
        model().fit(X * np.nan, Y, verbose=0, callbacks=[cb.TerminateOnNaN(raise_error=True)])


def test_csv_logger(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    model().fit(X, Y, epochs=2, callbacks=[cb.CSVLogger(path)], verbose=0)
    lines = path.read_text().splitlines()
    assert lines[0] == "epoch,loss,mae"
    assert len(lines) == 3
    model().fit(X, Y, callbacks=[cb.CSVLogger(path, append=True)], verbose=0)
    assert len(path.read_text().splitlines()) == 4


def test_learning_rate_scheduler() -> None:
    net = model()
    halve = cb.LearningRateScheduler(lambda epoch, rate: rate * 0.5)
    history = net.fit(X, Y, epochs=2, callbacks=[halve], verbose=0).history
    assert history["learning_rate"] == pytest.approx([0.05, 0.025])
    by_epoch = cb.LearningRateScheduler(lambda epoch: 0.3 - 0.1 * epoch)
    net.fit(X, Y, epochs=2, callbacks=[by_epoch], verbose=0)
    assert float(net.optimizer.learning_rate) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="float"):
        net.fit(X, Y, callbacks=[cb.LearningRateScheduler(lambda epoch: "fast")], verbose=0)


def test_reduce_on_plateau() -> None:
    net = model()
    reduce = cb.ReduceLROnPlateau("loss", factor=0.5, patience=1, mode="max", min_lr=0.03)
    history = net.fit(X, Y, epochs=5, callbacks=[reduce], verbose=0).history
    assert history["learning_rate"] == pytest.approx([0.1, 0.1, 0.05, 0.03, 0.03])


def test_lambda_callback() -> None:
    seen: list[int] = []
    note = cb.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
    model().fit(X, Y, epochs=2, callbacks=[note], verbose=0)
    assert seen == [0, 1]


def test_backup_and_restore(tmp_path: Path) -> None:
    class Crash(cb.Callback):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            if epoch == 1:
                raise RuntimeError("power cut")

    folder, first = tmp_path / "backup", model(keras.optimizers.Adam(0.1))
    with pytest.raises(RuntimeError, match="power cut"):
        first.fit(X, Y, epochs=4, callbacks=[cb.BackupAndRestore(folder), Crash()], verbose=0)
    second = model(keras.optimizers.Adam(0.1))
    history = second.fit(X, Y, epochs=4, callbacks=[cb.BackupAndRestore(folder)], verbose=0)
    assert history.epoch == [2, 3]
    assert int(second.optimizer.iterations) == 4
    assert not folder.exists()


def test_swap_ema_weights() -> None:
    net = model(keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9))
    seen: dict[str, np.ndarray] = {}
    note = cb.LambdaCallback(
        on_test_begin=lambda logs: seen.update(test=net.get_weights()[0]),
        on_epoch_end=lambda epoch, logs: seen.update(train=net.get_weights()[0]),
    )
    net.fit(
        X, Y, batch_size=4, validation_data=(X, Y), verbose=0, callbacks=[cb.SwapEMAWeights(), note]
    )
    assert not np.array_equal(seen["test"], seen["train"])


def test_history_goes_on_when_given_again() -> None:
    net = model()
    history = net.fit(X, Y, epochs=2, verbose=0)
    net.fit(X, Y, epochs=2, verbose=0, callbacks=[history])
    assert len(history.history["loss"]) == 4
