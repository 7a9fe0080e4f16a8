"""SimpleRNN, LSTM, GRU, RNN, StackedRNNCells, Bidirectional, TimeDistributed."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from check_layer import check_layer, data

import pellucid as tf

L = tf.keras.layers
KINDS = {"simple_rnn": L.SimpleRNN, "lstm": L.LSTM, "gru": L.GRU}
MASK = np.array([[True, True, False, True], [False, True, False, False]])

ROWS = {
    **{name: (lambda c=cls: c(3)) for name, cls in KINDS.items()},
    "sequences": lambda: L.LSTM(3, return_sequences=True, go_backwards=True),
    "unroll": lambda: L.GRU(3, unroll=True, reset_after=False),
    "rnn": lambda: L.RNN(L.LSTMCell(2), return_sequences=True),
    "stacked": lambda: L.RNN([L.LSTMCell(2), L.GRUCell(4)]),
    "bidirectional": lambda: L.Bidirectional(L.GRU(2, return_sequences=True)),
    "bidirectional_sum": lambda: L.Bidirectional(L.LSTM(2), merge_mode="sum"),
    "time_distributed": lambda: L.TimeDistributed(L.Dense(2)),
}


@pytest.mark.parametrize("name", ROWS)
def test_layer(name):
    check_layer(ROWS[name], (2, 4, 3))


@pytest.mark.parametrize("zero", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_loop_in_graph_is_loop_in_python(kind, zero):
    layer = KINDS[kind](3, return_sequences=True, return_state=True, zero_output_for_mask=zero)
    x, states = tf.constant(data((2, 4, 2))), [tf.constant(data((2, 3)))] * (1 + (kind == "lstm"))
    layer(x)

    def run(x, mask):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, mask=mask, initial_state=states)
            loss = sum(tf.reduce_sum(o * o) for o in outputs)
        return outputs, tape.gradient(loss, [x, *layer.trainable_weights])

    for mask in (tf.constant(MASK), None):
        eager, graph = run(x, mask), tf.function(run)(x, mask)
        for a, b in zip(tf.nest.flatten(eager), tf.nest.flatten(graph), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


def test_masked_steps_change_nothing():
    layer = L.GRU(2, return_sequences=True)
    y = layer(data((2, 4, 3)), mask=MASK).numpy()
    np.testing.assert_array_equal(y[0, 2], y[0, 1])
    np.testing.assert_array_equal(y[1, 0], [0, 0])
    np.testing.assert_array_equal(y[1, 3], y[1, 1])


def test_stateful_goes_on_where_it_ended():
    layer, whole = L.LSTM(2, stateful=True), L.LSTM(2)
    x = data((2, 6, 3))
    whole(x)
    layer(x[:, :3])
    layer.set_weights(whole.get_weights())
    assert len(layer.weights) == 3
    layer.reset_state()
    layer(x[:, :3])
    np.testing.assert_allclose(layer(x[:, 3:]), whole(x), rtol=1e-5)
    with pytest.raises(ValueError, match="batch size must be static"):
        L.LSTM(2, stateful=True)(tf.keras.Input((3, 2)))


def test_dropout_is_the_same_in_all_steps():
    layer = L.SimpleRNN(
        4, activation=None, dropout=0.5, recurrent_initializer="zeros", seed=1,
        kernel_initializer="identity", return_sequences=True,
    )  # fmt: skip
    y = layer(np.ones((3, 5, 4), "float32"), training=True).numpy()
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (y == y[:, :1]).all()
    np.testing.assert_array_equal(layer(np.ones((3, 5, 4), "float32")), np.ones((3, 5, 4)))


def test_cell_of_the_user():
    class Sum(L.Layer):
        state_size = 2

        def call(self, inputs, states):
            after = states[0] + inputs
            return after * 10, [after]

    layer = L.RNN(Sum(), return_state=True)
    x = np.arange(12.0, dtype="float32").reshape(1, 6, 2)
    for run in (layer, tf.function(layer)):
        output, state = run(x)
        np.testing.assert_array_equal(state, x.sum(1))
        np.testing.assert_array_equal(output, 10 * x.sum(1))


def test_unknown_number_of_steps():
    layer = L.LSTM(3)
    f = tf.function(layer, input_signature=[tf.TensorSpec([None, None, 2])])
    for steps in (2, 5):
        x = data((3, steps, 2))
        np.testing.assert_allclose(f(x), layer(x), rtol=1e-5, atol=1e-6)


def test_masks_travel_through_a_model():
    tokens = np.array([[1, 2, 0, 0], [2, 1, 1, 0]])
    model = tf.keras.Sequential(
        [
            L.Embedding(3, 4, mask_zero=True),
            L.Bidirectional(L.LSTM(3, return_sequences=True)),
            L.GRU(2),
        ]
    )
    model.build((None, None))
    y = model(tokens)
    np.testing.assert_allclose(model(tokens[:1, :2]), y[:1], rtol=1e-5)
    np.testing.assert_allclose(model.predict(tokens, verbose=0), y, rtol=1e-5)


def test_a_model_learns_to_sum():
    tf.keras.utils.set_random_seed(1)
    x = np.random.default_rng(0).uniform(size=(64, 8, 1)).astype("float32")
    model = tf.keras.Sequential([L.LSTM(8), L.Dense(1)])
    model.compile(tf.keras.optimizers.Adam(0.02), "mse")
    losses = model.fit(x, x.sum(1), epochs=15, batch_size=16, verbose=0).history["loss"]
    assert losses[-1] < losses[0] / 10


def test_bidirectional_reads_both_ways():
    layer = L.Bidirectional(L.SimpleRNN(2, return_state=True), merge_mode=None)
    x = data((2, 4, 3))
    forward, backward, *states = layer(x)
    np.testing.assert_array_equal(forward, layer.forward_layer(x)[0])
    np.testing.assert_array_equal(backward, layer.backward_layer(x)[0])
    assert len(states) == 2
    assert layer.forward_layer.name.startswith("forward_")


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: L.RNN(5), ValueError, "`call` method"),
        (lambda: L.LSTM(0), ValueError, "positive integer"),
        (lambda: L.GRU(2, use_cudnn="maybe"), ValueError, "use_cudnn"),
        (lambda: L.Bidirectional(5), ValueError, "Bidirectional"),
        (lambda: L.Bidirectional(L.GRU(2), merge_mode="x"), ValueError, "merge mode"),
        (lambda: L.Bidirectional(L.GRU(2), backward_layer=L.GRU(2)), ValueError, "go_backwards"),
        (lambda: L.TimeDistributed(L.Dense(2))(np.ones((2, 3))), ValueError, "3 dimensions"),
        (lambda: L.StackedRNNCells([5]), ValueError, "`call` method"),
        (lambda: L.LSTM(2)(np.ones((2, 3))), ValueError, "expected ndim=3"),
        (
            lambda: L.GRU(2, use_cudnn=True)(np.ones((2, 3, 1))),
            ValueError,
            "cuDNN is not supported",
        ),
        (
            lambda: L.LSTM(2)(np.ones((2, 3, 1)), initial_state=[np.ones((2, 2))] * 3),
            ValueError,
            "expected 2 states, received 3",
        ),
    ],
)
def test_errors(make, error, words):
    with pytest.raises(error, match=words):
        make()


FOLDER = Path(__file__).parents[2] / "fixtures" / "keras_recurrent"
RECORD = runpy.run_path(str(FOLDER / "record.py"))


@pytest.mark.parametrize(
    ("case", "expected"),
    list(zip(RECORD["cases"](), json.loads((FOLDER / "keras.json").read_text()), strict=True)),
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_options_give_the_numbers_of_keras(case, expected):
    np.testing.assert_allclose(RECORD["numbers"](tf.keras, *case), expected, atol=3e-5)
