"""The demo: what `make demo` runs, with fewer epochs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import pellucid as tf
from pellucid import demo


def test_demo_leaves_a_model_and_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pytest.importorskip("matplotlib", reason="the picture needs the extra viz")
    code = demo.main(["--folder", str(tmp_path), "--epochs", "2"])
    output = capsys.readouterr().out
    assert str(tmp_path / "digits.keras") in output
    assert str(tmp_path / "digits.png") in output
    assert "the same answers" in output
    assert (tmp_path / "digits.png").read_bytes().startswith(b"\x89PNG")
    model = tf.keras.models.load_model(tmp_path / "digits.keras")
    (_, _), (x_test, y_test) = demo.load_digits()
    digits = model.predict(x_test, verbose=0).argmax(axis=-1)
    accuracy = float(np.mean(digits == y_test))
    assert accuracy > 0.8
    assert code == (0 if accuracy >= demo.GOAL else 1)


def test_picture_shows_wrong_ones_first_and_in_red(tmp_path: Path):
    pytest.importorskip("matplotlib", reason="the picture needs the extra viz")
    curve = {name: [1.0, 0.5] for name in ("loss", "val_loss", "accuracy", "val_accuracy")}
    images, labels = np.zeros((60, 8, 8, 1)), np.zeros(60, int)
    digits = labels.copy()
    digits[55] = 7
    figure = demo.figure_of(curve, images, labels, digits)
    titles = [axes.title for axes in figure.axes if axes.images]
    assert len(titles) == demo.ROWS * demo.COLUMNS
    assert (titles[0].get_text(), titles[0].get_color()) == ("7, is 0", demo.WRONG)
    assert {title.get_color() for title in titles[1:]} == {demo.RIGHT}
