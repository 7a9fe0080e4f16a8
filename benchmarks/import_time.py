"""Import time: `import pellucid` beside `import numpy` and `import tensorflow`.

    python benchmarks/import_time.py [--peers pellucid,numpy,tensorflow] [--rounds 10]

Every sample is a fresh interpreter that times the one import statement; the peers take turns.
NumPy is measured in Pellucid's own interpreter. A first, unmeasured round warms the disk cache.

Budget: at most 3.5 × `import numpy`; and jax must not be among the imported modules.
"""

from __future__ import annotations

import subprocess
import sys

import runner

BUDGETS = [runner.Budget("import", "numpy", 3.5)]

PROGRAM = """
import time
start = time.perf_counter()
import {module}
seconds = time.perf_counter() - start
import sys
print("answer", seconds, "jax" in sys.modules)
"""


def sample(peer: str) -> tuple[float, bool]:
    """Seconds of one import in a fresh interpreter, and whether it brought jax along."""
    program = PROGRAM.format(module=runner.MODULES.get(peer, peer))
    done = subprocess.run(
        [runner.interpreter(peer), "-c", program],
        env=runner.environment(peer),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise runner.PeerMissing(f"{peer}: {done.stderr.strip()[-500:]}")
    _, seconds, jax = done.stdout.strip().splitlines()[-1].split()
    return float(seconds), jax == "True"


def main() -> int:
    """Measure, print and deliver."""
    parser = runner.arguments(__doc__, ["pellucid", "numpy", "tensorflow"], rounds=10)
    options = parser.parse_args()
    results = []
    for peer in options.peers.split(","):
        try:
            sample(peer)
            results.append(runner.Samples("import", peer))
        except runner.PeerMissing as error:
            print(f"skipped: {error}", file=sys.stderr)
    jax = False
    for _ in range(options.rounds):
        for result in results:
            seconds, imported = sample(result.peer)
            result.seconds.append(seconds)
            jax |= imported and result.peer == "pellucid"
    verdict = "**fail**: `import pellucid` imports jax" if jax else "jax is not imported: pass"
    text = f"{runner.table(results, BUDGETS)}\n\n{verdict}"
    status = runner.deliver("import_time", text, results, BUDGETS, options)
    return 1 if jax and options.strict else status


if __name__ == "__main__":
    sys.exit(main())
