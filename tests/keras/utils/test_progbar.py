"""The progress bar: plain lines without a terminal, one updating line with one."""

from __future__ import annotations

import io
import sys

import numpy as np
import pytest

from pellucid import keras


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_lines_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    bar = keras.utils.Progbar(3)
    for i in range(3):
        bar.update(i + 1, [("loss", 1.0)])
    text = capsys.readouterr().out
    assert text.startswith("3/3 ━━━━━━━━━━━━━━━━━━━━ ")
    assert text.endswith("/step - loss: 1.0000\n")
    assert "\r" not in text
    assert "\x1b" not in text
    assert text.count("\n") == 1


def test_one_updating_line_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", terminal)
    bar = keras.utils.Progbar(2, interval=0.0)
    bar.update(1, [("loss", 1.0)])
    bar.update(2, [("loss", 3.0)])
    text = terminal.getvalue()
    assert text.count("\r") == 2
    assert text.count("\n") == 1
    assert "1/2" in text
    assert "loss: 2.0000" in text  # a mean over the steps


def test_stateful_values_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    bar = keras.utils.Progbar(2, stateful_metrics=["loss"])
    bar.update(1, [("loss", 1.0)])
    bar.update(2, [("loss", 3.0), ("tiny", 1e-5)])
    text = capsys.readouterr().out
    assert "loss: 3.0000" in text
    assert "tiny: 1.0000e-05" in text


def test_unknown_target(capsys: pytest.CaptureFixture[str]) -> None:
    bar = keras.utils.Progbar(None)
    bar.update(5, [("loss", 1.0)], finalize=True)
    assert capsys.readouterr().out.startswith("5/5 ")


@pytest.mark.parametrize(
    ("verbose", "lines"),
    [(0, []), (1, ["Epoch 1/2", "4/4 ━", "Epoch 2/2", "4/4 ━"]), (2, ["Epoch 1/2", "4/4 - "] * 1)],
)
def test_fit(verbose: int, lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.ones((16, 2), "float32")
    model.fit(x, x[:, :1], batch_size=4, epochs=2, verbose=verbose, validation_split=0.0)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == (4 if verbose else 0)
    for line, start in zip(printed, lines):
        assert line.startswith(start)
    if verbose:
        assert " - loss: " in printed[1]


def test_narrow_encodings(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    keras.utils.Progbar(1).update(1)
    out.flush()
    assert raw.getvalue().startswith(b"1/1 ====")
