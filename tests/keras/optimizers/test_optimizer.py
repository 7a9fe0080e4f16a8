"""Optimizers: three steps of each against Keras's numbers; clipping, decay, averages, errors."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid import keras
from pellucid.keras import optimizers

START = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "float32")
GRADIENT = np.array([[0.5, -1.0], [0.0, 2.0], [-0.25, 1.5]], "float32")

# weights after three steps with gradients g, 2g, 3g, printed by Keras 3.15
KERAS = [
    ("SGD", {"learning_rate": 0.1}, [[0.7, 2.6], [3.0, 2.8], [5.15, 5.1]]),
    (
        "SGD",
        {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
        [[0.27205, 3.4559], [3.0, 1.0882], [5.363975, 3.81615]],
    ),
    (
        "RMSprop",
        {"learning_rate": 0.1, "momentum": 0.5, "centered": True},
        [[-0.350348, 3.350349], [3.0, 2.649651], [6.350343, 4.649652]],
    ),
    (
        "Adam",
        {"learning_rate": 0.1, "amsgrad": True},
        [[0.707685, 2.292316], [3.0, 3.707684], [5.292314, 5.707684]],
    ),
    (
        "AdamW",
        {"learning_rate": 0.1, "weight_decay": 0.1},
        [[0.680939, 2.229959], [2.910897, 3.591835], [5.140854, 5.532433]],
    ),
    (
        "Adamax",
        {"learning_rate": 0.1},
        [[0.754681, 2.245319], [3.0, 3.754681], [5.245319, 5.754681]],
    ),
    (
        "Nadam",
        {"learning_rate": 0.1},
        [[0.706767, 2.293232], [3.0, 3.706768], [5.293232, 5.706768]],
    ),
    (
        "Adagrad",
        {"learning_rate": 0.1},
        [[0.750361, 2.263801], [3.0, 3.7319], [5.215823, 5.733051]],
    ),
    (
        "Adadelta",
        {"learning_rate": 1.0},
        [[0.994624, 2.005377], [3.0, 3.994623], [5.005376, 5.994624]],
    ),
    (
        "Ftrl",
        {"learning_rate": 0.1, "l1_regularization_strength": 0.1, "beta": 0.1},
        [[0.157075, 1.516344], [0.0, 2.9513], [1.029622, 4.207547]],
    ),
    ("Lion", {"learning_rate": 0.1}, [[0.7, 2.3], [3.0, 3.7], [5.3, 5.7]]),
    (
        "Lamb",
        {"learning_rate": 0.1},
        [[-0.266395, 3.266395], [3.0, 2.733605], [6.266395, 4.733605]],
    ),
    (
        "Adafactor",
        {"learning_rate": 0.1},
        [[-1.141009, 2.889005], [3.0, 3.006062], [5.78705, 5.019585]],
    ),
    (
        "Muon",
        {"learning_rate": 0.1},
        [[0.906554, 2.015168], [2.944469, 3.934102], [5.014159, 5.95347]],
    ),
    (
        "ScheduleFreeAdamW",
        {"learning_rate": 0.1, "warmup_steps": 2},
        [[0.819408, 2.180592], [3.0, 3.819408], [5.180593, 5.819407]],
    ),
]


def three_steps(optimizer: optimizers.Optimizer, sparse: bool = False) -> np.ndarray:
    variable = keras.Variable(START)
    for i in range(3):
        gradient = tf.constant(GRADIENT * (i + 1))
        if sparse:
            rows = tf.constant([0, 2, 1])
            values = tf.gather(gradient, rows)
            gradient = tf.IndexedSlices(values, rows, (3, 2))
        optimizer.apply_gradients([(gradient, variable)])
    return variable.numpy()


@pytest.mark.parametrize(("name", "config", "expected"), KERAS)
@pytest.mark.parametrize("sparse", [False, True])
def test_numbers_of_keras(name: str, config: dict, expected: list, sparse: bool) -> None:
    result = three_steps(getattr(optimizers, name)(**config), sparse)
    np.testing.assert_allclose(result, expected, rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize(("name", "config", "expected"), KERAS)
def test_the_same_inside_a_function(name: str, config: dict, expected: list) -> None:
    optimizer, variable = getattr(optimizers, name)(**config), keras.Variable(START)

    @tf.function
    def step(gradient: tf.Tensor) -> None:
        optimizer.apply_gradients([(gradient, variable)])

    for i in range(3):
        step(tf.constant(GRADIENT * (i + 1)))
    np.testing.assert_allclose(variable.numpy(), expected, rtol=2e-4, atol=2e-5)
    assert int(optimizer.iterations) == 3


def test_plain_variables_and_iterations() -> None:
    optimizer, variable = optimizers.SGD(0.1), tf.Variable([1.0])
    result = optimizer.apply_gradients([(tf.constant([2.0]), variable)])
    assert variable.numpy() == pytest.approx([0.8])
    assert int(result) == 1


def test_state_has_the_names_and_order_of_keras() -> None:
    optimizer = optimizers.Adam(amsgrad=True, use_ema=True, name="adam")
    optimizer.build([keras.Variable(START, name="a"), keras.Variable(START, name="b")])
    assert [v.path for v in optimizer.variables] == [
        "adam/iteration",
        "adam/learning_rate",
        "adam/a_average",
        "adam/b_average",
        "adam/a_momentum",
        "adam/a_velocity",
        "adam/b_momentum",
        "adam/b_velocity",
        "adam/a_velocity_hat",
        "adam/b_velocity_hat",
    ]


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({"clipnorm": 1.0}, [-0.6, -0.8]),
        ({"clipvalue": 0.5}, [-0.5, -0.5]),
        ({"global_clipnorm": 1.0}, [-0.6, -0.8]),
        ({"loss_scale_factor": 2.0}, [-1.5, -2.0]),
        ({}, [-3.0, -4.0]),
    ],
)
def test_gradients_are_limited(option: dict, expected: list[float]) -> None:
    variable = keras.Variable([0.0, 0.0])
    optimizers.SGD(1.0, **option).apply([tf.constant([3.0, 4.0])], [variable])
    np.testing.assert_allclose(variable.numpy(), expected, rtol=1e-5)


def test_weight_decay_and_its_exceptions() -> None:
    kernel, bias = keras.Variable([1.0], name="kernel"), keras.Variable([1.0], name="bias")
    optimizer = optimizers.AdamW(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.apply([tf.constant([0.0])] * 2, [kernel, bias])
    assert kernel.numpy() == pytest.approx([0.95])
    assert bias.numpy() == pytest.approx([1.0])


def test_accumulation_updates_by_the_mean() -> None:
    variable, optimizer = keras.Variable([0.0]), optimizers.SGD(1.0, gradient_accumulation_steps=2)
    optimizer.apply([tf.constant([1.0])], [variable])
    assert variable.numpy() == pytest.approx([0.0])
    optimizer.apply([tf.constant([3.0])], [variable])
    assert variable.numpy() == pytest.approx([-2.0])
    assert int(optimizer.iterations) == 1


def test_averages_are_put_in_place() -> None:
    variable = keras.Variable([1.0, 2.0])
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    for _ in range(2):
        optimizer.apply([tf.constant([1.0, 1.0])], [variable])
    assert variable.numpy() == pytest.approx([-1.0, 0.0])
    optimizer.finalize_variable_values([variable])
    assert variable.numpy() == pytest.approx([-0.5, 0.5])


def test_constraints_hold_after_a_step() -> None:
    variable = keras.Variable([0.5])
    variable.constraint = tf.nn.relu
    optimizers.SGD(1.0).apply([tf.constant([3.0])], [variable])
    assert variable.numpy() == pytest.approx([0.0])


def test_minimize() -> None:
    variable, optimizer = tf.Variable(1.0), optimizers.SGD(0.1)
    optimizer.minimize(lambda: variable * variable, [variable])
    assert variable.numpy() == pytest.approx(0.8)
    with tf.GradientTape() as tape:
        loss = variable * variable
    optimizer.minimize(loss, [variable], tape=tape)
    assert variable.numpy() == pytest.approx(0.64)


def test_learning_rate_is_settable_unless_scheduled() -> None:
    optimizer = optimizers.SGD(0.1)
    optimizer.learning_rate = 0.5
    assert float(optimizer.learning_rate) == 0.5
    optimizer.lr = 0.25
    assert float(optimizer.lr) == 0.25
    scheduled = optimizers.SGD(optimizers.schedules.ExponentialDecay(0.5, 1, 0.5))
    assert [v.name for v in scheduled.variables] == ["iteration"]
    with pytest.raises(TypeError, match="schedule"):
        scheduled.learning_rate = 0.1


def test_schedules_follow_the_iterations() -> None:
    variable = keras.Variable([0.0])
    optimizer = optimizers.SGD(optimizers.schedules.PiecewiseConstantDecay([0], [1.0, 0.1]))
    for _ in range(2):
        optimizer.apply([tf.constant([1.0])], [variable])
    assert variable.numpy() == pytest.approx([-1.1])


def test_keras2_spellings() -> None:
    with pytest.warns(UserWarning, match="learning_rate"):
        optimizer = optimizers.SGD(lr=0.5)
    assert float(optimizer.learning_rate) == 0.5
    with pytest.warns(UserWarning, match="1 \\+ decay"):
        decaying = optimizers.SGD(1.0, decay=1.0)
    variable = keras.Variable([0.0])
    for _ in range(2):
        decaying.apply([tf.constant([1.0])], [variable])
    assert variable.numpy() == pytest.approx([-1.5])
    assert optimizers.legacy.Adam is optimizers.Adam


def test_weights_round_trip() -> None:
    one, two = optimizers.Adam(0.1), optimizers.Adam(0.2)
    variable = keras.Variable(START)
    one.apply([tf.constant(GRADIENT)], [variable])
    two.build([keras.Variable(START)])
    two.set_weights(one.get_weights())
    for a, b in zip(one.variables, two.variables):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    store: dict[str, np.ndarray] = {}
    one.save_own_variables(store)
    assert list(store) == ["0", "1", "2", "3"]
    with pytest.raises(ValueError, match="wrong number"):
        two.set_weights([])


@pytest.mark.parametrize("name", [name for name, _, _ in KERAS])
def test_config_round_trip(name: str) -> None:
    optimizer = getattr(optimizers, name)(0.25, name="o")
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert type(again) is type(optimizer)
    assert again.get_config() == optimizer.get_config()


def test_scheduled_config_round_trip() -> None:
    optimizer = optimizers.SGD(optimizers.schedules.CosineDecay(0.1, 10), name="s")
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert again.get_config() == optimizer.get_config()


def test_get() -> None:
    assert type(optimizers.get("ADAM")) is optimizers.Adam
    given = {"class_name": "SGD", "config": {"learning_rate": 0.5}}
    assert float(optimizers.get(given).learning_rate) == 0.5
    with pytest.raises(ValueError, match="could not interpret"):
        optimizers.get("nope")


def test_mistakes() -> None:
    with pytest.raises(ValueError, match="only one can be set"):
        optimizers.SGD(clipnorm=1.0, clipvalue=1.0)
    with pytest.raises(ValueError, match="momentum"):
        optimizers.SGD(momentum=2.0)
    with pytest.raises(ValueError, match="not recognized"):
        optimizers.Adam(bad_arg=1)
    with pytest.raises(ValueError, match="gradient_accumulation_steps"):
        optimizers.SGD(gradient_accumulation_steps=1)
    with pytest.raises(ValueError, match="learning_rate"):
        optimizers.SGD("fast")
    with pytest.raises(ValueError, match="no gradients"):
        optimizers.SGD().apply_gradients([(None, tf.Variable(1.0))])
    optimizer = optimizers.SGD()
    optimizer.build([keras.Variable([1.0])])
    with pytest.raises(ValueError, match="unknown variable"):
        optimizer.apply([tf.constant([1.0])], [keras.Variable([1.0])])


def test_missing_gradients_warn() -> None:
    one, two = tf.Variable(1.0), tf.Variable(1.0)
    with pytest.warns(UserWarning, match="Gradients do not exist"):
        optimizers.SGD(0.5).apply_gradients([(tf.constant(1.0), one), (None, two)])
    assert (one.numpy(), two.numpy()) == (0.5, 1.0)


def test_own_optimizer() -> None:
    class SignDescent(optimizers.Optimizer):
        def build(self, variables: list) -> None:
            super().build(variables)
            self.count = self.add_optimizer_variables(variables, "count")

        def update_step(self, gradient: tf.Tensor, variable: tf.Variable, lr: tf.Tensor) -> None:
            self.assign_add(self.count[self._get_variable_index(variable)], tf.sign(gradient))
            self.assign_sub(variable, lr * tf.sign(gradient))

    optimizer, variable = SignDescent(learning_rate=0.5), keras.Variable([1.0, 1.0])
    optimizer.apply([tf.constant([3.0, -3.0])], [variable])
    assert variable.numpy() == pytest.approx([0.5, 1.5])
    assert optimizer.count[0].numpy() == pytest.approx([1.0, -1.0])


# Keras 3.15 on TensorFlow 2.21: two steps with these rows, of which 1 and 3 occur more than once
REPEATED_ROWS = [1, 3, 1, 2, 3, 3]
REPEATED_VALUES = [[0.1, 0.2], [0.3, 0.4], [-0.05, 0.1], [0.2, 0.1], [0.1, -0.3], [0.2, -0.1]]
REPEATED = [
    ("Adam", {}, [[0.999106, 0.997317], [0.998, 0.998], [0.996793, 1.0]]),
    ("AdamW", {}, [[0.999098, 0.997309], [0.997992, 0.997992], [0.996785, 0.999992]]),
    ("RMSprop", {}, [[0.99756, 0.99268], [0.994544, 0.994544], [0.99125, 1.0]]),
    ("Adagrad", {}, [[0.99971, 0.998555], [0.998994, 0.99941], [0.997802, 1.0]]),
    ("Adadelta", {}, [[0.999999, 0.999996], [0.999997, 0.999997], [0.999996, 1.0]]),
    ("Adamax", {}, [[0.999333, 0.998], [0.998, 0.998], [0.998, 1.0]]),
    ("Nadam", {}, [[0.999179, 0.997536], [0.998164, 0.998164], [0.997055, 1.0]]),
    ("Ftrl", {}, [[0.056901, 0.182058], [0.15384, 0.045947], [0.352305, 0.472954]]),
    ("Lamb", {}, [[0.998897, 0.996691], [0.997534, 0.997534], [0.996045, 1.0]]),
    ("Lion", {}, [[0.998, 0.998], [0.998, 0.998], [0.998, 1.002]]),
    ("Adafactor", {}, [[0.999348, 0.996964], [0.997082, 0.998868], [0.996905, 1.0]]),
    ("SGD", {}, [[0.999, 0.994], [0.996, 0.998], [0.988, 1.0]]),
    ("Adam", {"amsgrad": True}, [[0.999106, 0.997317], [0.998, 0.998], [0.996793, 1.0]]),
    ("RMSprop", {"centered": True}, [[0.997525, 0.99152], [0.994118, 0.994118], [0.988972, 1.0]]),
    ("RMSprop", {"momentum": 0.5}, [[0.996853, 0.990558], [0.992962, 0.992963], [0.988715, 1.0]]),
    ("SGD", {"momentum": 0.9}, [[0.99855, 0.9913], [0.9942, 0.9971], [0.9826, 1.0]]),
    ("Adam", {"clipnorm": 0.3}, [[0.999106, 0.997317], [0.998, 0.998], [0.996793, 1.0]]),
    ("Adam", {"global_clipnorm": 0.3}, [[0.998, 0.998], [0.998, 0.998], [0.998, 1.000002]]),
    ("Adam", {"clipvalue": 0.1}, [[0.999106, 0.997172], [0.998, 0.998], [0.996536, 1.001155]]),
    ("SGD", {"clipnorm": 0.3}, [[0.999581, 0.997486], [0.998324, 0.999162], [0.994971, 1.0]]),
    (
        "SGD",
        {"global_clipnorm": 0.3},
        [[0.999581, 0.997486], [0.998324, 0.999162], [0.994971, 1.0]],
    ),
    ("SGD", {"clipvalue": 0.1}, [[0.999, 0.996], [0.998, 0.998], [0.994, 1.002]]),
]


@pytest.mark.parametrize(("name", "config", "expected"), REPEATED)
def test_repeated_rows_count_one_by_one(name: str, config: dict, expected: list) -> None:
    optimizer, variable = getattr(optimizers, name)(**config), tf.Variable(tf.ones((5, 2)))
    for _ in range(2):
        gradient = tf.IndexedSlices(
            tf.constant(REPEATED_VALUES), tf.constant(REPEATED_ROWS), tf.constant([5, 2])
        )
        optimizer.apply_gradients([(gradient, variable)])
    np.testing.assert_allclose(variable[1:4], expected, atol=3e-6)


# Keras 3.15: the sum of the weights after each of six calls
ACCUMULATED = [
    ("Adam", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.998, 3.998, 3.998, 3.99612]),
    (
        "Adam",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.998, 3.998, 3.99707, 3.99707, 3.99519],
    ),
    ("AdamW", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.99798, 3.99798, 3.99798, 3.99608]),
    (
        "AdamW",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.99798, 3.99798, 3.99705, 3.99705, 3.99515],
    ),
    ("RMSprop", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.99368, 3.99368, 3.99368, 3.9883]),
    (
        "RMSprop",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.99368, 3.99368, 3.99098, 3.99098, 3.98627],
    ),
    ("Nadam", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.99787, 3.99787, 3.99787, 3.99609]),
    (
        "Nadam",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.99787, 3.99787, 3.99698, 3.99698, 3.99529],
    ),
    ("Adamax", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.998, 3.998, 3.998, 3.99636]),
    (
        "Adamax",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.998, 3.998, 3.99719, 3.99719, 3.9956],
    ),
    ("Lamb", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.998, 3.998, 3.998, 3.99606]),
    (
        "Lamb",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.998, 3.998, 3.99704, 3.99704, 3.9951],
    ),
    ("SGD", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.995, 3.995, 3.995, 3.987]),
    (
        "SGD",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.9955, 3.9955, 3.99225, 3.99225, 3.98375],
    ),
    ("Adafactor", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.9981, 3.9981, 3.9981, 3.99577]),
    (
        "Adafactor",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.99845, 3.99845, 3.99733, 3.99733, 3.99498],
    ),
    ("Lion", {"gradient_accumulation_steps": 3}, [4.0, 4.0, 3.998, 3.998, 3.998, 3.996]),
    (
        "Lion",
        {
            "gradient_accumulation_steps": 2,
            "use_ema": True,
            "ema_momentum": 0.5,
            "ema_overwrite_frequency": 2,
        },
        [4.0, 3.998, 3.998, 3.997, 3.997, 3.995],
    ),
]


@pytest.mark.parametrize(("name", "config", "expected"), ACCUMULATED)
def test_accumulated_steps_count_as_one(name: str, config: dict, expected: list) -> None:
    optimizer, variable = getattr(optimizers, name)(**config), keras.Variable(tf.ones((2, 2)))
    sums = []
    for k in range(6):
        optimizer.apply_gradients([(tf.constant([[0.1 * k, 0.2], [-0.3, 0.5]]), variable)])
        sums.append(float(tf.reduce_sum(variable)))
    np.testing.assert_allclose(sums, expected, atol=2e-5)
