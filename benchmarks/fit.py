"""Training steps and forward passes of well-known small networks, beside all peers.

    python benchmarks/fit.py [--peers pellucid,tensorflow] [--rounds 15] [--only MNIST]

TensorFlow and Keras 3 on JAX run the same text as Pellucid. PyTorch has the same networks, weights
and optimizer in a training loop of its own, without MobileNetV2 and ResNet50.

A sample is a short `model.fit`, one `train_on_batch` or one `predict_on_batch`. The losses of three
steps from equal weights and without dropout must agree before anything is timed; where only the
forward pass is, its outputs must.

Budgets, in TensorFlow's time: MNIST CNN 0.9, CIFAR CNN 0.8, Fashion CNN 0.9, MLP 0.4, LSTM 1.0,
IMDB embedding 0.4, MobileNetV2 1.0 (forward) and 1.2 (step), ResNet50 1.0 (forward).
"""

from __future__ import annotations

import sys

import runner

FOLDER = runner.HERE / "snippets"
SNIPPETS = {
    "pellucid": FOLDER / "fit.py",
    "tensorflow": FOLDER / "fit.py",
    "keras-jax": FOLDER / "fit.py",
    "torch": FOLDER / "fit_torch.py",
}

LIMITS = {
    "MNIST CNN, batch 128": 0.9,
    "CIFAR CNN, batch 32": 0.8,
    "Fashion CNN, batch 64": 0.9,
    "wide CNN, batch 32": 0.9,
    "MLP, batch 32": 0.4,
    "LSTM(128) x 100, batch 32": 1.0,
    "IMDB embedding 10000 x 128, batch 32": 0.4,
    "IMDB embedding 80000 x 16, batch 32": 0.4,
    "MobileNetV2 96², batch 8, forward": 1.0,
    "MobileNetV2 96², batch 8, step": 1.2,
    "ResNet50 128², batch 4, forward": 1.0,
}
CASES = [*LIMITS, "GRU(128) x 100, batch 32"]
BUDGETS = [runner.Budget(case, "tensorflow", limit) for case, limit in LIMITS.items()]


def main() -> int:
    """Measure, print and deliver."""
    parser = runner.arguments(__doc__, list(SNIPPETS), rounds=15)
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    options = parser.parse_args()
    snippets = {peer: SNIPPETS[peer] for peer in options.peers.split(",")}
    results = runner.interleaved(snippets, options.rounds, tolerance=1e-3, only=options.only)
    results = runner.merged("fit", results, options, CASES)
    text = runner.table(results, BUDGETS)
    return runner.deliver("fit", text, results, BUDGETS, options)


if __name__ == "__main__":
    sys.exit(main())
