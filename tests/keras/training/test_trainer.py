"""fit, evaluate, predict: learning, history, outputs, own steps, interruption, mistakes."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid import keras

RNG = np.random.default_rng(0)
X = RNG.uniform(-1, 1, (64, 3)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0], [0.5]], "float32")) + 0.3


def linear(**kwargs: object) -> keras.Model:
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1)])
    model.compile(**{"optimizer": keras.optimizers.SGD(0.1), "loss": "mse", **kwargs})
    return model


def test_fit_learns_and_keeps_a_history() -> None:
    model = linear(metrics=["mae"])
    history = model.fit(X, Y, epochs=30, batch_size=8, verbose=0)
    assert history.epoch == list(range(30))
    assert list(history.history) == ["loss", "mae"]
    assert all(type(value) is float for value in history.history["loss"])
    assert history.history["loss"][-1] < 1e-3 < history.history["loss"][0]
    assert model.history is history


def test_loss_of_an_epoch_is_weighted_by_batch_size() -> None:
    model = linear(optimizer=keras.optimizers.SGD(0.0))
    expected = np.mean((model.predict(X, verbose=0) - Y) ** 2)
    # 64 = 2 * 25 + 14: a last, smaller batch
    loss = model.fit(X, Y, batch_size=25, verbose=0).history["loss"][0]
    assert loss == pytest.approx(expected, rel=1e-5)
    assert model.evaluate(X, Y, batch_size=25, verbose=0) == pytest.approx(expected, rel=1e-5)


def test_a_last_smaller_batch_costs_one_more_trace_at_most() -> None:
    traces = []

    class Traced(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x: tf.Tensor) -> tf.Tensor:
            traces.append(x.shape)
            return self.dense(x)

    model = Traced()
    model.compile("sgd", "mse")
    model(X[:1])
    traces.clear()
    model.fit(X, Y, batch_size=25, epochs=3, verbose=0)
    assert len(traces) <= 2


def test_evaluate_and_predict() -> None:
    model = linear(metrics=["mae"])
    outputs = model.predict(X, batch_size=10, verbose=0)
    assert isinstance(outputs, np.ndarray)
    assert outputs.shape == (64, 1)
    results = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert results["mae"] == pytest.approx(np.abs(outputs - Y).mean(), rel=1e-5)
    assert model.evaluate(X, Y, verbose=0) == [results["loss"], results["mae"]]
    assert model.metrics_names == ["loss", "compile_metrics"]


def test_validation_is_the_end_of_the_data() -> None:
    model = linear(optimizer=keras.optimizers.SGD(0.0), metrics=["mae"])
    history = model.fit(X, Y, validation_split=0.25, verbose=0).history
    assert list(history) == ["loss", "mae", "val_loss", "val_mae"]
    expected = model.evaluate(X[48:], Y[48:], verbose=0)
    assert history["val_loss"][0] == pytest.approx(expected[0], rel=1e-5)
    given = model.fit(X, Y, validation_data=(X[48:], Y[48:]), verbose=0).history
    assert given["val_mae"] == pytest.approx(history["val_mae"])


def test_validation_frequency() -> None:
    model = linear()
    history = model.fit(X, Y, epochs=4, validation_data=(X, Y), validation_freq=2, verbose=0)
    assert len(history.history["val_loss"]) == 2
    assert len(history.history["loss"]) == 4


def test_sample_and_class_weights() -> None:
    model = linear(optimizer=keras.optimizers.SGD(0.0), weighted_metrics=["mae"], metrics=["mae"])
    error = model.predict(X, verbose=0) - Y
    weight = np.linspace(0, 1, 64).astype("float32")
    history = model.fit(X, Y, sample_weight=weight, batch_size=64, verbose=0).history
    assert history["loss"][0] == pytest.approx(np.mean(error[:, 0] ** 2 * weight), rel=1e-4)
    assert history["mae"][0] == pytest.approx(np.abs(error).mean(), rel=1e-4)
    expected = np.average(np.abs(error[:, 0]), weights=weight)
    assert history["weighted_mae"][0] == pytest.approx(expected, rel=1e-4)
    labels = (Y > 0).astype("float32")
    model.compile(keras.optimizers.SGD(0.0), "mse")
    loss = model.fit(X, labels, class_weight={0: 0.0, 1: 2.0}, batch_size=64, verbose=0)
    error = (model.predict(X, verbose=0) - labels)[:, 0]
    expected = np.mean(error**2 * labels[:, 0] * 2)
    assert loss.history["loss"][0] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("classes", "labels", "metric"),
    [
        (1, (Y > 0).astype("float32"), "binary"),
        (2, (Y[:, 0] > 0).astype("int64"), "sparse"),
        (2, np.eye(2, dtype="float32")[(Y[:, 0] > 0).astype(int)], "one-hot"),
    ],
)
def test_accuracy_is_chosen_by_the_shapes(classes: int, labels: np.ndarray, metric: str) -> None:
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(classes, "sigmoid")])
    loss = {"binary": "binary", "sparse": "sparse_categorical", "one-hot": "categorical"}[metric]
    model.compile(keras.optimizers.Adam(0.1), f"{loss}_crossentropy", metrics=["acc"])
    history = model.fit(X, labels, epochs=30, verbose=0).history
    assert history["acc"][-1] > 0.9


def two_outputs() -> keras.Model:
    inputs = keras.Input((3,))
    a = keras.layers.Dense(1, name="a")(inputs)
    return keras.Model(inputs, [a, keras.layers.Dense(2, name="b")(inputs)])


@pytest.mark.parametrize("by_name", [False, True])
def test_several_outputs(by_name: bool) -> None:
    model, other = two_outputs(), np.ones((64, 2), "float32")
    if by_name:
        model.compile("sgd", {"a": "mse", "b": "mae"}, {"a": ["mae"], "b": "mse"})
        targets: object = {"a": Y, "b": other}
    else:
        model.compile("sgd", ["mse", "mae"], [["mae"], ["mse"]])
        targets = [Y, other]
    history = model.fit(X, targets, verbose=0).history
    assert list(history) == ["a_loss", "a_mae", "b_loss", "b_mse", "loss"]
    total = history["a_loss"][0] + history["b_loss"][0]
    assert history["loss"][0] == pytest.approx(total, rel=1e-5)
    results = model.evaluate(X, targets, verbose=0)
    assert len(results) == 5
    assert [p.shape for p in model.predict(X, verbose=0)] == [(64, 1), (64, 2)]


def test_loss_weights() -> None:
    model = two_outputs()
    model.compile(keras.optimizers.SGD(0.0), ["mse", "mae"], loss_weights=[1.0, 0.5])
    history = model.fit(X, [Y, np.ones((64, 2), "float32")], verbose=0).history
    expected = history["a_loss"][0] + 0.5 * history["b_loss"][0]
    assert history["loss"][0] == pytest.approx(expected, rel=1e-5)


def test_penalties_of_layers_count() -> None:
    dense = keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L2(10.0))
    model = keras.Sequential([keras.layers.Input((3,)), dense])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    error = np.mean((model.predict(X, verbose=0) - Y) ** 2)
    penalty = 10 * np.sum(dense.get_weights()[0] ** 2)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(error + penalty, rel=1e-4)


class Own(keras.Model):
    """Keras's tutorial: an own training step, with an own metric."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.tracker = keras.metrics.Mean(name="tracked")

    def call(self, x: tf.Tensor, training: bool = False) -> tf.Tensor:
        return self.dense(x)

    def train_step(self, data: tuple) -> dict:
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        self.tracker.update_state(loss)
        return {"tracked": self.tracker.result()}


def test_own_train_step() -> None:
    model = Own()
    model.compile(keras.optimizers.SGD(0.1), "mse")
    history = model.fit(X, Y, epochs=10, batch_size=8, verbose=0).history
    assert list(history) == ["tracked"]
    assert history["tracked"][-1] < history["tracked"][0]
    assert "tracked" in model.metrics_names


def test_compute_loss_without_training_argument() -> None:
    class Doubled(Own):
        train_step = keras.Model.train_step

        def compute_loss(
            self, x: object = None, y: object = None, y_pred: object = None, sample_weight=None
        ) -> tf.Tensor:
            return 2.0 * tf.reduce_mean(tf.square(y - y_pred))

    model = Doubled()
    model.compile(keras.optimizers.SGD(0.0))
    loss = model.fit(X, Y, verbose=0).history["loss"][0]
    expected = 2 * np.mean((model.predict(X, verbose=0) - Y) ** 2)
    assert loss == pytest.approx(expected, rel=1e-4)


def test_single_batches() -> None:
    model = linear(metrics=["mae"])
    first = model.train_on_batch(X, Y)
    assert len(first) == 2
    results = model.test_on_batch(X, Y, return_dict=True)
    assert set(results) == {"loss", "mae"}
    assert model.predict_on_batch(X).shape == (64, 1)


@pytest.mark.parametrize("option", [{"run_eagerly": True}, {"steps_per_execution": 3}])
def test_ways_to_run_give_the_same(option: dict) -> None:
    results = []
    for options in ({}, option):
        model = linear(**options)
        model.set_weights([np.ones((3, 1), "float32"), np.zeros(1, "float32")])
        model.fit(X, Y, epochs=2, batch_size=8, shuffle=False, verbose=0)
        results.append(model.get_weights()[0])
    np.testing.assert_allclose(results[0], results[1], rtol=1e-5)


def test_seed_makes_shuffling_repeatable() -> None:
    results = []
    for _ in range(2):
        tf.random.set_seed(7)
        model = linear()
        model.set_weights([np.ones((3, 1), "float32"), np.zeros(1, "float32")])
        model.fit(X, Y, batch_size=8, verbose=0)
        results.append(model.get_weights()[0])
    np.testing.assert_array_equal(results[0], results[1])


def test_ctrl_c_keeps_the_history_and_a_usable_model() -> None:
    ended = []

    class Interrupt(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
            if len(self.model.history.epoch) == 2:
                raise KeyboardInterrupt

        def on_train_end(self, logs: dict | None = None) -> None:
            ended.append(logs)

    model = linear()
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, Y, epochs=9, callbacks=[Interrupt()], verbose=0)
    assert len(ended) == 1
    assert len(model.history.history["loss"]) == 2
    model.fit(X, Y, verbose=0)


def test_compile_config_round_trip() -> None:
    model = linear(metrics=["mae"])
    model.fit(X, Y, verbose=0)
    config = model.get_compile_config()
    other = linear()
    other.compile_from_config(config)
    assert float(other.optimizer.learning_rate) == pytest.approx(0.1)
    assert other.optimizer.built
    assert set(other.evaluate(X, Y, verbose=0, return_dict=True)) == {"loss", "mae"}


def test_mistakes() -> None:
    model = linear()
    with pytest.raises(ValueError, match="x: 64, y: 5"):
        model.fit(X, Y[:5])
    with pytest.raises(ValueError, match=r"np\.array"):
        model.fit(X.tolist(), Y)
    with pytest.raises(ValueError, match="sample_weight"):
        model.fit(X, Y, sample_weight=np.ones(64), class_weight={0: 1.0})
    with pytest.raises(ValueError, match="validation"):
        model.fit(X[:2], Y[:2], validation_split=0.9)
    with pytest.raises(ValueError, match="compile"):
        keras.Sequential([keras.layers.Dense(1)]).fit(X, Y)
    with pytest.raises(ValueError, match="Fix"):
        linear(metrics="mae")
    with pytest.raises(TypeError, match="unknown argument"):
        model.fit(X, Y, nb_epoch=3)
    with pytest.raises(ValueError, match="no loss"):
        linear(loss=None).fit(X, Y, verbose=0)


def test_empty_data_warn() -> None:
    with pytest.warns(UserWarning, match="ran out of data"):
        history = linear().fit(X[:0], Y[:0], verbose=0)
    assert history.history == {}


def test_keras2_arguments() -> None:
    model = linear(experimental_run_tf_function=False)
    model.fit(X, Y, verbose=0, workers=2, use_multiprocessing=False)
