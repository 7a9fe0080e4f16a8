"""Fashion-MNIST as in TensorFlow's beginner tutorial: accuracy and wall time.

    PELLUCID_DATASETS=folder python benchmarks/fashion_mnist.py [--peers pellucid,tensorflow]

Flatten - Dense(128, relu) - Dense(10), Adam, sparse categorical crossentropy on logits, 10 epochs
of 60,000 images in batches of 32. The folder holds `fashion_mnist.npz` (x_train, y_train, x_test,
y_test). The time is that of `fit`, compilation included.

Expected: test accuracy 0.88 ± 0.01, which is what the tutorial reports; and at most a fifth of
TensorFlow's time, when TensorFlow is among the peers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import runner

BUDGETS = [runner.Budget("fit", "tensorflow", 1 / 5)]
ACCURACY, TOLERANCE = 0.88, 0.01


def train(peer: str, data: Path, epochs: int) -> dict[str, float]:
    """What the tutorial gives under `peer`."""
    module = runner.MODULES.get(peer, peer)
    script = str(runner.HERE / "snippets" / "fashion_mnist.py")
    done = subprocess.run(
        [runner.interpreter(peer), script, module, str(data), str(epochs)],
        env=runner.environment(peer),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> int:
    """Train with every peer, print and deliver."""
    parser = runner.arguments(__doc__, ["pellucid"], rounds=1, further=["tensorflow"])
    parser.add_argument("--epochs", type=int, default=10, help="%(default)s")
    folder = os.environ.get("PELLUCID_DATASETS") or str(Path.home() / ".keras" / "datasets")
    parser.add_argument("--data", default=folder, help="folder of the data; %(default)s")
    options = parser.parse_args()
    data = Path(options.data) / "fashion_mnist.npz"
    if not data.is_file():
        print(f"{data} is missing. Fix: PELLUCID_DATASETS=folder of it", file=sys.stderr)
        return 2
    results = [runner.Samples("fit", peer) for peer in options.peers.split(",")]
    rows = ["| peer | test accuracy | expected | |", "|---|---|---|---|"]
    good = True
    for _ in range(options.rounds):
        for result in results:
            report = train(result.peer, data, options.epochs)
            result.seconds.append(report["seconds"])
            near = abs(report["accuracy"] - ACCURACY) <= TOLERANCE
            good &= near
            rows.append(
                f"| {result.peer} | {report['accuracy']:.4f} | {ACCURACY} ± {TOLERANCE} "
                f"| {'pass' if near else '**fail**'} |"
            )
    text = "\n".join([*rows, "", runner.table(results, BUDGETS)])
    status = runner.deliver("fashion_mnist", text, results, BUDGETS, options)
    return status if good or not options.strict else 1


if __name__ == "__main__":
    sys.exit(main())
