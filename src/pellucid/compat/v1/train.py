"""`tf.compat.v1.train`: optimizers, learning rates, the step counter."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.global_step import (
    assert_global_step as assert_global_step, create_global_step as create_global_step,
    get_global_step as get_global_step, get_or_create_global_step as get_or_create_global_step,
    global_step as global_step,
)
from pellucid.compat.v1.learning_rates import (
    cosine_decay as cosine_decay, cosine_decay_restarts as cosine_decay_restarts,
    exponential_decay as exponential_decay, inverse_time_decay as inverse_time_decay,
    natural_exp_decay as natural_exp_decay, piecewise_constant as piecewise_constant,
    piecewise_constant_decay as piecewise_constant_decay, polynomial_decay as polynomial_decay,
)
from pellucid.compat.v1.optimizer import Optimizer as Optimizer
from pellucid.compat.v1.optimizers import (
    AdadeltaOptimizer as AdadeltaOptimizer, AdagradOptimizer as AdagradOptimizer,
    AdamOptimizer as AdamOptimizer, FtrlOptimizer as FtrlOptimizer,
    GradientDescentOptimizer as GradientDescentOptimizer, MomentumOptimizer as MomentumOptimizer,
    ProximalAdagradOptimizer as ProximalAdagradOptimizer,
    ProximalGradientDescentOptimizer as ProximalGradientDescentOptimizer,
    RMSPropOptimizer as RMSPropOptimizer,
)
from pellucid.compat.v1.refused import (
    QueueRunner as QueueRunner, Saver as Saver, start_queue_runners as start_queue_runners,
)
from pellucid.graph.files import write_graph as write_graph
from pellucid.train import (
    BytesList as BytesList, Example as Example,
    ExponentialMovingAverage as ExponentialMovingAverage, Feature as Feature,
    FeatureList as FeatureList, FeatureLists as FeatureLists, Features as Features,
    FloatList as FloatList, Int64List as Int64List, SequenceExample as SequenceExample,
)

__all__ = [
    "AdadeltaOptimizer", "AdagradOptimizer", "AdamOptimizer", "BytesList", "Example",
    "ExponentialMovingAverage", "Feature", "FeatureList", "FeatureLists", "Features", "FloatList",
    "FtrlOptimizer", "GradientDescentOptimizer", "Int64List", "MomentumOptimizer", "Optimizer",
    "ProximalAdagradOptimizer", "ProximalGradientDescentOptimizer", "QueueRunner",
    "RMSPropOptimizer", "Saver", "SequenceExample", "assert_global_step", "cosine_decay",
    "cosine_decay_restarts", "create_global_step", "exponential_decay", "get_global_step",
    "get_or_create_global_step", "global_step", "inverse_time_decay", "natural_exp_decay",
    "piecewise_constant", "piecewise_constant_decay", "polynomial_decay", "start_queue_runners",
    "write_graph",
]
