"""Training fed by an input pipeline in Python threads: do they get in each other's way?

    python benchmarks/threads.py [--peers pellucid,tensorflow] [--rounds 3] [--seconds 3]

Two threads prepare batches with NumPy (matrix products, which use BLAS), the main thread trains a
convolutional network on what comes out of the queue. The CPUs are full either way. Shown is how
many batches a second are prepared, trained on, and both at once; the best that `both` could be,
where the three kinds of threads (BLAS, Python's, XLA's) only shared the CPUs, is the harmonic sum
1 / (1 / preparing + 1 / training). `fit` trains on the same batches from a `PyDataset` with two
workers; the CPUs that are busy and the threads that want to run are counted in it: threads far
above the CPUs wait for each other. Each peer runs as it is, with one thread for NumPy's products,
with one thread in an operation, and with one operation at a time.

Claim: with its defaults Pellucid's `fit` reaches 0.9 of the best of its own settings.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys

import runner

SETTINGS = {
    "default": (0, 0, {}),
    "one BLAS thread": (0, 0, {"OPENBLAS_NUM_THREADS": "1"}),
    "intra-op 1": (1, 0, {}),
    "OMP_NUM_THREADS=1": (0, 0, {"OMP_NUM_THREADS": "1"}),
    "inter-op 1": (0, 1, {}),
}
"""Name -> intra-op and inter-op number (0: not set), environment variables."""
ENOUGH = 0.9
COLUMNS = ("preparing", "training", "both", "fit", "busy", "running")

Rates = dict[str, float]


def rates(peer: str, setting: str, seconds: float) -> Rates:
    """What `snippets/threads.py` measures of `peer`."""
    intra, inter, variables = SETTINGS[setting]
    script = str(runner.HERE / "snippets" / "threads.py")
    inherited = {
        name: value
        for name, value in runner.environment(peer).items()
        if not name.endswith("NUM_THREADS")
    }
    module = runner.MODULES.get(peer, peer)
    done = subprocess.run(
        [runner.interpreter(peer), script, module, str(intra), str(inter), str(seconds)],
        env={**inherited, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def table(medians: dict[tuple[str, str], Rates]) -> str:
    """One row a setting and peer."""
    heads = ("preparing", "training", "both", "shared ideally", "fit", "CPUs busy", "threads")
    rows = [f"| setting | peer | {' | '.join(heads)} |", "|---" * (len(heads) + 2) + "|"]
    for (setting, peer), found in medians.items():
        ideal = 1 / (1 / found["preparing"] + 1 / found["training"])
        shown = (found["preparing"], found["training"], found["both"], ideal, found["fit"])
        cells = [f"{rate:.1f}/s" for rate in shown]
        cells += [f"{found['busy']:.2f} of {os.cpu_count()}", f"{found['running']:.1f}"]
        rows.append(f"| {setting} | {peer} | {' | '.join(cells)} |")
    return "\n".join(rows)


def of_the_best(medians: dict[tuple[str, str], Rates], peer: str) -> tuple[float, str]:
    """The rate of `fit` with the defaults as a share of the best of all settings; which that is."""
    fits = {s: found["fit"] for (s, p), found in medians.items() if p == peer}
    best = max(fits, key=fits.__getitem__)
    return fits["default"] / fits[best], best


def main() -> int:
    """Measure in turns, print and deliver."""
    parser = runner.arguments(__doc__, ["pellucid", "tensorflow"], rounds=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each rate; %(default)s")
    options = parser.parse_args()
    peers = options.peers.split(",")
    found: dict[tuple[str, str], list[Rates]] = {}
    for _ in range(options.rounds):
        for setting in SETTINGS:
            for peer in peers:
                measured = rates(peer, setting, options.seconds)
                found.setdefault((setting, peer), []).append(measured)
    medians = {
        key: {column: statistics.median(s[column] for s in samples) for column in COLUMNS}
        for key, samples in found.items()
    }
    shares = {peer: of_the_best(medians, peer) for peer in peers}
    lines = [
        f"{peer}: `fit` with the defaults reaches {share:.2f} of the best setting ({best})."
        for peer, (share, best) in shares.items()
    ]
    text = "\n\n".join([table(medians), *lines])
    status = runner.deliver("threads", text, [], [], options)
    return 1 if options.strict and shares[peers[0]][0] < ENOUGH else status


if __name__ == "__main__":
    sys.exit(main())
