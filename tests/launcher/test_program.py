"""A whole program on the real Pellucid, as somebody wrote it for TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.layers import Dense

assert int(tf.__version__.split(".")[0]) >= 2
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
print(float(tape.gradient(y, x)))
model = keras.Sequential([keras.Input((4,)), Dense(3, activation="relu"), layers.Dense(2)])
print(model(tf.ones((5, 4))).shape)
print(Dense.__module__.split(".")[0], sys.argv)
"""


def test_a_tensorflow_program(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    source = Path(__file__).resolve().parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-m", "pellucid", "run", "program.py", "--epochs", "1"],
        env={**os.environ, "PYTHONPATH": str(source)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["6.0", "(5, 2)", "pellucid ['program.py', '--epochs', '1']"]
