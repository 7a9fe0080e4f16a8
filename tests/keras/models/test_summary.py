"""The table of model.summary(), character by character."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
L = keras.layers


def text(model, **options):
    lines = []
    model.summary(print_fn=lambda s, **_: lines.append(s), **options)
    return "".join(lines)


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    keras.backend.clear_session()


def test_mnist_mlp():
    model = keras.Sequential(
        [keras.Input((28, 28)), L.Flatten(), L.Dense(128, "relu"), L.Dense(10)], name="mlp"
    )
    assert text(model) == (
        'Model: "mlp"\n'
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n"
        "│ flatten (Flatten)               │ (None, 784)            │             0 │\n"
        "├─────────────────────────────────┼────────────────────────┼───────────────┤\n"
        "│ dense (Dense)                   │ (None, 128)            │       100,480 │\n"
        "├─────────────────────────────────┼────────────────────────┼───────────────┤\n"
        "│ dense_1 (Dense)                 │ (None, 10)             │         1,290 │\n"
        "└─────────────────────────────────┴────────────────────────┴───────────────┘\n"
        " Total params: 101,770 (397.54 KB)\n"
        " Trainable params: 101,770 (397.54 KB)\n"
        " Non-trainable params: 0 (0.00 B)\n"
    )


def test_graph_says_what_is_connected():
    i, j = keras.Input((4,), name="i"), keras.Input((3,), name="j")
    inner = keras.Sequential([keras.Input((4,)), L.Dense(5, name="deep")], name="inner")
    model = keras.Model([i, j], L.Concatenate(name="z")([inner(i), j]), name="f")
    table = text(model, expand_nested=True, show_trainable=True, line_length=100)
    rows = [
        [c.strip() for c in line.strip("│").split("│")] for line in table.split("\n") if "│" in line
    ]
    assert [row[0] for row in rows] == [
        "i (InputLayer)",
        "inner (Sequential)",
        "└ deep (Dense)",
        "j (InputLayer)",
        "z (Concatenate)",
    ]
    assert rows[1][1:] == ["(None, 5)", "25", "i[0][0]", "Y"]
    assert rows[4][3:] == ["inner[0][0], j[0][0]", "-"]


def test_unbuilt_and_narrow():
    model = keras.Sequential([L.Dense(2, name="a_name_that_is_too_long_for_the_column")])
    table = text(model, line_length=60)
    assert "(unbuilt)" in table
    assert "…" in table
    assert {len(line) for line in table.split("\n") if "│" in line} == {60}
    model(np.ones((1, 3), "float32"))
    assert "Total params: 8 (32.00 B)" in text(model)


def test_layer_range():
    model = keras.Sequential([keras.Input((2,)), L.Dense(1, name="a"), L.ReLU(name="b"), L.ReLU()])
    table = text(model, layer_range=("a", "b"))
    assert "b (ReLU)" in table
    assert "re_lu" not in table
    with pytest.raises(ValueError, match="do not match"):
        text(model, layer_range=("x", "y"))
