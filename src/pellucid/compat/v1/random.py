"""`tf.compat.v1.random`: random numbers."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.arrays import multinomial as multinomial, random_poisson as poisson
from pellucid.random import (
    Algorithm as Algorithm, all_candidate_sampler as all_candidate_sampler,
    categorical as categorical, create_rng_state as create_rng_state,
    fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler, fold_in as fold_in,
    gamma as gamma, Generator as Generator, get_global_generator as get_global_generator,
    log_uniform_candidate_sampler as log_uniform_candidate_sampler, normal as normal,
    set_global_generator as set_global_generator, set_seed as set_random_seed, shuffle as shuffle,
    split as split, stateless_binomial as stateless_binomial,
    stateless_categorical as stateless_categorical, stateless_gamma as stateless_gamma,
    stateless_normal as stateless_normal,
    stateless_parameterized_truncated_normal as stateless_parameterized_truncated_normal,
    stateless_poisson as stateless_poisson,
    stateless_truncated_normal as stateless_truncated_normal,
    stateless_uniform as stateless_uniform, truncated_normal as truncated_normal,
    uniform as uniform, uniform_candidate_sampler as uniform_candidate_sampler,
)
from pellucid.nn import (
    learned_unigram_candidate_sampler as learned_unigram_candidate_sampler,
)
from pellucid import (
    random_experimental as experimental,
)

__all__ = [
    "Algorithm", "Generator", "all_candidate_sampler", "categorical", "create_rng_state",
    "experimental", "fixed_unigram_candidate_sampler", "fold_in", "gamma", "get_global_generator",
    "learned_unigram_candidate_sampler", "log_uniform_candidate_sampler", "multinomial", "normal",
    "poisson", "set_global_generator", "set_random_seed", "shuffle", "split", "stateless_binomial",
    "stateless_categorical", "stateless_gamma", "stateless_normal",
    "stateless_parameterized_truncated_normal", "stateless_poisson", "stateless_truncated_normal",
    "stateless_uniform", "truncated_normal", "uniform", "uniform_candidate_sampler",
]
