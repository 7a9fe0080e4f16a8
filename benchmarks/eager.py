"""Eager overhead: `a + b` on tiny tensors, and a training step of the smallest linear regression.

    python benchmarks/eager.py [--peers pellucid,torch,tensorflow] [--rounds 40] [--json FILE]

The step has 5 points, two scalar variables, loss = mean((w·x + b - y)²), a GradientTape and SGD
`apply_gradients`; in PyTorch `zero_grad`, `backward`, `step`. The losses of the first ten steps
must agree before anything is timed. The arithmetic is nothing here: what is measured is what the
library adds to it.

Budgets: `a + b` at most 1.0 × PyTorch; the step at most 0.5 × PyTorch and 1/15 × TensorFlow.
"""

from __future__ import annotations

import sys

import runner

SNIPPETS = {
    "pellucid": runner.HERE / "snippets" / "eager_tensorflow.py",
    "torch": runner.HERE / "snippets" / "eager_torch.py",
    "tensorflow": runner.HERE / "snippets" / "eager_tensorflow.py",
}

BUDGETS = [
    runner.Budget("a + b, 2×2", "torch", 1.0),
    runner.Budget("a + b, scalars", "torch", 1.0),
    runner.Budget("tape step", "torch", 0.5),
    runner.Budget("tape step", "tensorflow", 1 / 15),
]


def main() -> int:
    """Measure, print and deliver."""
    options = runner.arguments(__doc__, list(SNIPPETS), rounds=40).parse_args()
    snippets = {peer: SNIPPETS[peer] for peer in options.peers.split(",")}
    results = runner.interleaved(snippets, options.rounds)
    text = runner.table(results, BUDGETS)
    return runner.deliver("eager", text, results, BUDGETS, options)


if __name__ == "__main__":
    sys.exit(main())
