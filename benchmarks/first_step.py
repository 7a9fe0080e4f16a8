"""From the start of a process to the first trained step of the MNIST network.

    python benchmarks/first_step.py [--peers pellucid,tensorflow] [--rounds 5]

Every sample is a fresh process: import, model, first `train_on_batch`. Pellucid keeps compiled
programs on disk; "cold" begins with an empty folder, "warm" with what the run before left. Parts
are listed below the table.

Budget: warm at most half of TensorFlow's time.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time

import runner

BUDGETS = [runner.Budget("start to first step, warm", "tensorflow", 0.5)]
PARTS = ("import", "model", "first step", "second step")


def sample(peer: str, folder: str) -> tuple[float, dict[str, float]]:
    """Seconds of the whole process, and of its parts; compiled programs are kept in `folder`."""
    script = str(runner.HERE / "snippets" / "first_step.py")
    start = time.perf_counter()
    done = subprocess.run(
        [runner.interpreter(peer), script, peer],
        env={**runner.environment(peer), "PELLUCID_COMPILE_CACHE": folder},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - start
    parts = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds - parts["second step"], parts


def main() -> int:
    """Measure in turns, print and deliver."""
    options = runner.arguments(__doc__, ["pellucid", "tensorflow"], rounds=5).parse_args()
    results: dict[tuple[str, str], runner.Samples] = {}
    parts: dict[tuple[str, str], list[dict[str, float]]] = {}
    for peer in options.peers.split(","):
        sample(peer, "off")  # the disk's cache of the library's own files is warm from here on
    for _ in range(options.rounds):
        for peer in options.peers.split(","):
            with tempfile.TemporaryDirectory() as folder:
                for state in ("cold", "warm"):
                    case = f"start to first step, {state}"
                    seconds, detail = sample(peer, folder)
                    key = (case, peer)
                    results.setdefault(key, runner.Samples(case, peer)).seconds.append(seconds)
                    parts.setdefault(key, []).append(detail)
    rows = [f"| what | peer | {' | '.join(PARTS)} |", "|---" * (len(PARTS) + 2) + "|"]
    for (case, peer), samples in sorted(parts.items()):
        medians = [f"{statistics.median(s[part] for s in samples):.2f} s" for part in PARTS]
        rows.append(f"| {case.rpartition(', ')[2]} | {peer} | {' | '.join(medians)} |")
    ordered = [results[key] for key in sorted(results)]
    text = "\n".join([runner.table(ordered, BUDGETS), "", *rows])
    return runner.deliver("first_step", text, ordered, BUDGETS, options)


if __name__ == "__main__":
    sys.exit(main())
