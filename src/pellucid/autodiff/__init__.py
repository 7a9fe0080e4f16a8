"""`tf.autodiff`: gradient tapes, forward accumulators, custom gradients."""

from pellucid.autodiff.forward import ForwardAccumulator as ForwardAccumulator
from pellucid.autodiff.tape import GradientTape as GradientTape

__all__ = ["ForwardAccumulator", "GradientTape"]
