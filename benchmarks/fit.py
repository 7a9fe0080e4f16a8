"""Training steps of small convolutional networks and a dense one, beside TensorFlow.

    python benchmarks/fit.py [--peers pellucid,tensorflow] [--rounds 15] [--only MNIST]

Each sample is a short `model.fit`. The losses of three steps from equal weights and without
dropout must agree before anything is timed.

Budgets, in TensorFlow's time: MNIST CNN 0.9, CIFAR CNN 0.8, the deeper Fashion CNN 0.9, MLP 0.4.
"""

from __future__ import annotations

import sys

import runner

SNIPPETS = dict.fromkeys(("pellucid", "tensorflow"), runner.HERE / "snippets" / "fit.py")

BUDGETS = [
    runner.Budget("MNIST CNN, batch 128", "tensorflow", 0.9),
    runner.Budget("CIFAR CNN, batch 32", "tensorflow", 0.8),
    runner.Budget("Fashion CNN, batch 32", "tensorflow", 0.9),
    runner.Budget("MLP, batch 32", "tensorflow", 0.4),
]


def main() -> int:
    """Measure, print and deliver."""
    parser = runner.arguments(__doc__, list(SNIPPETS), rounds=15)
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    options = parser.parse_args()
    snippets = {peer: SNIPPETS[peer] for peer in options.peers.split(",")}
    results = runner.interleaved(snippets, options.rounds, tolerance=1e-3, only=options.only)
    text = runner.table(results, BUDGETS)
    return runner.deliver("fit", text, results, BUDGETS, options)


if __name__ == "__main__":
    sys.exit(main())
