"""`tf.autodiff`: gradient tapes, forward accumulators, custom gradients."""

import pellucid.autodiff.branches  # registers the derivatives of `If` and `While`
import pellucid.autodiff.scans  # noqa: F401  (registers the derivative of a scan)
from pellucid.autodiff.forward import ForwardAccumulator as ForwardAccumulator
from pellucid.autodiff.tape import GradientTape as GradientTape

__all__ = ["ForwardAccumulator", "GradientTape"]
