"""State of optimizers and metrics: named variables that can be made anywhere, also in a trace."""

from __future__ import annotations

from typing import Any

import pellucid as tf


def auto_name(class_name: str) -> str:
    """Returns the automatic name of an object: 'sgd', then 'sgd_1', ..."""
    from pellucid.keras import naming

    return naming.auto_name(class_name)


def compute_dtype(dtype: Any) -> str:
    """Returns the name of the dtype to calculate in: `dtype`, a policy's, or floatx."""
    if dtype is None:
        from pellucid.keras import config

        return config.floatx()
    compute = getattr(dtype, "compute_dtype", None)
    if compute is not None:
        return compute
    return tf.as_dtype(dtype).name


def new_variable(value: Any, dtype: Any, name: str, owner: str) -> Any:
    """Returns a new untrainable variable `owner/name`, lifted out of a trace if there is one."""
    from pellucid.keras import naming
    from pellucid.keras.variables import Variable

    with tf.init_scope(), naming.name_scope(owner):
        return Variable(value, dtype=dtype, trainable=False, autocast=False, name=name)
