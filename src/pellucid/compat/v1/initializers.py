"""`tf.compat.v1.initializers`: first values of variables."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.initial_values import (
    constant as constant, glorot_normal as glorot_normal, glorot_uniform as glorot_uniform,
    he_normal as he_normal, he_uniform as he_uniform, identity as identity,
    lecun_normal as lecun_normal, lecun_uniform as lecun_uniform, ones as ones,
    orthogonal as orthogonal, random_normal as random_normal, random_uniform as random_uniform,
    truncated_normal as truncated_normal, uniform_unit_scaling as uniform_unit_scaling,
    variance_scaling as variance_scaling, zeros as zeros,
)
from pellucid.compat.v1.variables import (
    global_variables_initializer as global_variables,
    local_variables_initializer as local_variables, tables_initializer as tables_initializer,
    variables_initializer as variables,
)

__all__ = [
    "constant", "global_variables", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform",
    "identity", "lecun_normal", "lecun_uniform", "local_variables", "ones", "orthogonal",
    "random_normal", "random_uniform", "tables_initializer", "truncated_normal",
    "uniform_unit_scaling", "variables", "variance_scaling", "zeros",
]
