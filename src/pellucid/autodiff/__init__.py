"""`tf.autodiff`: gradient tapes, forward accumulators, custom gradients."""

import pellucid.autodiff.branches  # registers the derivatives of `If` and `While`
import pellucid.autodiff.scans  # registers the derivative of a scan
import pellucid.autodiff.sequences  # noqa: F401  (registers those of recurrent sequences)
from pellucid.autodiff.forward import ForwardAccumulator as ForwardAccumulator
from pellucid.autodiff.tape import GradientTape as GradientTape

__all__ = ["ForwardAccumulator", "GradientTape"]
