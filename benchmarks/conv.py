"""Single convolutions, forward and both gradients, beside TensorFlow.

    python benchmarks/conv.py [--peers pellucid,tensorflow] [--rounds 15] [--only depthwise]

Forty shapes of well-known networks, in float32 and channels last: windows of 1x1 to 7x7, strides,
dilations, depthwise and transposed ones. The squares of all results must agree before anything is
timed. Also printed: the geometric mean of the ratios, and the largest.

Budgets: geometric mean at most 0.9 × TensorFlow, no shape above 1.5.
"""

from __future__ import annotations

import statistics
import sys

import runner

SNIPPETS = dict.fromkeys(("pellucid", "tensorflow"), runner.HERE / "snippets" / "conv.py")
MEAN, WORST = 0.9, 1.5


def summary(results: list[runner.Samples], peer: str) -> tuple[str, bool]:
    """The geometric mean and the largest ratio to `peer`, and whether the budgets are kept."""
    found = {s.case: runner.ratio(results, s.case, peer) for s in results if s.peer == peer}
    ratios = {case: value for case, value in found.items() if value is not None}
    mean, worst = statistics.geometric_mean(ratios.values()), max(ratios, key=ratios.__getitem__)
    good = mean <= MEAN and ratios[worst] <= WORST
    text = (
        f"Against {peer}: geometric mean of {len(ratios)} ratios {mean:.3f} (budget ≤ {MEAN}); "
        f"largest {ratios[worst]:.2f} ({worst}; budget ≤ {WORST})."
    )
    return text, good


def main() -> int:
    """Measure, print and deliver."""
    parser = runner.arguments(__doc__, list(SNIPPETS), rounds=15)
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    options = parser.parse_args()
    peers = options.peers.split(",")
    snippets = {peer: SNIPPETS[peer] for peer in peers}
    results = runner.interleaved(snippets, options.rounds, only=options.only)
    results = runner.merged("conv", results, options)
    summaries = [summary(results, peer) for peer in peers[1:]]
    text = "\n\n".join([runner.table(results, []), *(text for text, _ in summaries)])
    status = runner.deliver("conv", text, results, [], options)
    return 1 if options.strict and not all(good for _, good in summaries) else status


if __name__ == "__main__":
    sys.exit(main())
