"""LossScaleOptimizer."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid import keras
from pellucid.keras import optimizers


@pytest.mark.parametrize("graph", [False, True])
def test_scale_grows_and_shrinks(graph: bool) -> None:
    variable = keras.Variable([1.0, 2.0])
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.1), 8.0, dynamic_growth_steps=2)
    optimizer.build([variable])

    def step(gradient: tf.Tensor) -> None:
        optimizer.apply([gradient], [variable])

    run = tf.function(step) if graph else step
    run(tf.constant([8.0, np.inf]))  # left out
    assert variable.numpy() == pytest.approx([1.0, 2.0])
    assert float(optimizer.dynamic_scale) == 4.0
    run(tf.constant([4.0, 4.0]))
    run(tf.constant([4.0, 4.0]))
    assert variable.numpy() == pytest.approx([0.8, 1.8])
    assert float(optimizer.dynamic_scale) == 8.0
    assert int(optimizer.iterations) == 2


def test_scale_loss_and_config() -> None:
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.1))
    assert optimizer.scale_loss(2.0).numpy() == 65536.0
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert again.get_config() == optimizer.get_config()
    optimizer.learning_rate = 0.5
    assert float(optimizer.inner_optimizer.learning_rate) == 0.5
