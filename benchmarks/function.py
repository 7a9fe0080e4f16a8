"""`tf.function` beside TensorFlow's and `jax.jit`: calls, training steps, tracing, second starts.

    python benchmarks/function.py [--peers pellucid,tensorflow,keras-jax] [--rounds 30]

A call adds two 2×2 tensors: what is measured is what the library adds to it. As it stands it runs
through NumPy; with `jit_compile=True` XLA runs it, from arrays in host memory (jax's are on its
device already). The steps hold tape
and update inside the function; the losses of the first of them must agree before anything is
timed. Tracing makes a new function of 1,000 operations. The second start is a process of its own,
from its beginning to the end of the first training step of a convolutional network for MNIST; an
unmeasured first start has filled the disk cache of compiled programs.

Budgets, in TensorFlow's time: call 1/5, linear regression 1/5, MLP 0.5, tracing 0.5, second start
0.5; and a call takes at most 1.5 × `jax.jit`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile

import runner

SNIPPETS = {
    "pellucid": runner.HERE / "snippets" / "function_tensorflow.py",
    "tensorflow": runner.HERE / "snippets" / "function_tensorflow.py",
    "keras-jax": runner.HERE / "snippets" / "function_jax.py",
}

START = "second start, MNIST CNN"

BUDGETS = [
    runner.Budget("call, 2 tensors", "tensorflow", 1 / 5),
    runner.Budget("call, 2 tensors", "keras-jax", 1.5),
    runner.Budget("call, 2 tensors, jit_compile", "tensorflow", 1 / 5),
    runner.Budget("linear regression step", "tensorflow", 1 / 5),
    runner.Budget("MLP step, batch 32", "tensorflow", 0.5),
    runner.Budget("trace of 1,000 nodes", "tensorflow", 0.5),
    runner.Budget(START, "tensorflow", 0.5),
]


def second_starts(peers: list[str], rounds: int) -> list[runner.Samples]:
    """Seconds from the beginning of a process to its first step, the peers in turns."""
    script = str(runner.HERE / "snippets" / "second_start.py")
    results = [runner.Samples(START, peer) for peer in peers if peer != "keras-jax"]
    with tempfile.TemporaryDirectory() as cache:
        for number in range(rounds + 1):
            for result in results:
                variables = runner.environment(result.peer)
                done = subprocess.run(
                    [runner.interpreter(result.peer), script, result.peer],
                    env={**variables, "PELLUCID_COMPILE_CACHE": cache},
                    capture_output=True,
                    text=True,
                )
                if done.returncode:
                    raise SystemExit(f"{result.peer}: {done.stderr[-2000:]}")
                if number:  # the first start fills the caches
                    result.seconds.append(float(done.stdout.split()[-1]))
    return results


def main() -> int:
    """Measure, print and deliver."""
    parser = runner.arguments(__doc__, list(SNIPPETS), rounds=30)
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    parser.add_argument("--starts", type=int, default=5, help="second starts; %(default)s")
    options = parser.parse_args()
    peers = options.peers.split(",")
    snippets = {peer: SNIPPETS[peer] for peer in peers}
    results = runner.interleaved(snippets, options.rounds, tolerance=1e-3, only=options.only)
    if options.starts and options.only in START:
        results += second_starts(peers, options.starts)
    text = runner.table(results, BUDGETS)
    return runner.deliver("function", text, results, BUDGETS, options)


if __name__ == "__main__":
    sys.exit(main())
