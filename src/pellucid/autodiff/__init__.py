"""Differentiation: gradient tapes, forward accumulators, custom gradients."""
