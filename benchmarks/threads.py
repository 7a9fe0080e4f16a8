"""Training fed by an input pipeline in Python threads: do they get in each other's way?

    python benchmarks/threads.py [--peers pellucid,tensorflow] [--rounds 3] [--seconds 3]

Two threads prepare batches with NumPy (matrix products, which use BLAS), the main thread trains a
convolutional network on what comes out of the queue. The CPUs are full either way. Shown is how
many batches a second are prepared, trained on, and both at once; the best that `both` could be,
where the three kinds of threads (BLAS, Python's, XLA's) only shared the CPUs, is the harmonic sum
1 / (1 / preparing + 1 / training). Each peer runs as it is and with one thread in all pools; where
the environment has `OPENBLAS_NUM_THREADS=1`, NumPy's products stay on one thread each.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys

import runner

SETTINGS = [
    ("default", 0, {}),
    ("one BLAS thread", 0, {"OPENBLAS_NUM_THREADS": "1"}),
    ("one thread in each pool", 1, {}),
]


def rates(peer: str, threads: int, variables: dict[str, str], seconds: float) -> dict[str, float]:
    """Batches a second that `peer` prepares, trains on, and both; and how many CPUs were busy."""
    script = str(runner.HERE / "snippets" / "threads.py")
    done = subprocess.run(
        [runner.interpreter(peer), script, peer, str(threads), str(seconds)],
        env={**runner.environment(peer), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> int:
    """Measure in turns, print and deliver."""
    parser = runner.arguments(__doc__, ["pellucid", "tensorflow"], rounds=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each rate; %(default)s")
    options = parser.parse_args()
    cases = [(setting, peer) for setting in SETTINGS for peer in options.peers.split(",")]
    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    for _ in range(options.rounds):
        for (name, threads, variables), peer in cases:
            measured = rates(peer, threads, variables, options.seconds)
            found.setdefault((name, peer), []).append(measured)
    rows = ["| setting | peer | preparing | training | both | shared ideally | CPUs busy |"]
    rows.append("|---" * 7 + "|")
    for (name, peer), samples in found.items():
        preparing, training, both, busy = (
            statistics.median(sample[key] for sample in samples)
            for key in ("preparing", "training", "both", "busy")
        )
        ideal = 1 / (1 / preparing + 1 / training)
        rows.append(
            f"| {name} | {peer} | {preparing:.0f}/s | {training:.0f}/s | {both:.1f}/s "
            f"| {ideal:.1f}/s | {busy:.2f} of {os.cpu_count()} |"
        )
    return runner.deliver("threads", "\n".join(rows), [], [], options)


if __name__ == "__main__":
    sys.exit(main())
