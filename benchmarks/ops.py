"""The sixty most used ops beside TensorFlow: eagerly and inside `tf.function`, in three sizes.

    python benchmarks/ops.py [--only "16 Mi eager"] [--only relu] [--rounds 5]

The ops are those that programs call most often, as counted in tutorials, books and repositories;
without those that only convert Python values or work on strings. Each runs on 8 (tiny), 64 Ki and
16 Mi elements; a `tf.function` around it holds nothing else, and is left at its defaults in both
libraries. Results must agree before anything is timed. Printed is the ratio to TensorFlow for each
op, the geometric mean for each size and mode, and every op above 1.5.

Budgets: geometric mean at most 0.5 × TensorFlow for tiny, 1.0 × for large tensors.
"""

from __future__ import annotations

import statistics
import sys

import runner

SNIPPETS = dict.fromkeys(("pellucid", "tensorflow"), runner.HERE / "snippets" / "ops.py")
BUDGETS = {"tiny": 0.5, "64 Ki": 1.0, "16 Mi": 1.0}
NOTABLE = 1.5
"""Ops above this ratio are listed by name."""

Ratios = dict[str, dict[str, float]]


def ratios(results: list[runner.Samples], peer: str) -> Ratios:
    """Column (`tiny eager`) -> op -> the time of Pellucid divided by that of `peer`."""
    found: Ratios = {}
    for sample in results:
        if sample.peer != peer:
            continue
        column, _, name = sample.case.partition(": ")
        value = runner.ratio(results, sample.case, peer)
        if value is not None:
            found.setdefault(column, {})[name] = value
    return found


def table(found: Ratios) -> str:
    """One row an op, one column a size and mode, the geometric means last."""
    columns = list(found)
    names = dict.fromkeys(name for column in found.values() for name in column)
    rows = [f"| op | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for name in names:
        values = [found[c].get(name) for c in columns]
        rows.append(f"| {name} | {' | '.join('' if v is None else f'{v:.2f}' for v in values)} |")
    means = [statistics.geometric_mean(found[c].values()) for c in columns]
    rows.append(f"| **geometric mean** | {' | '.join(f'**{m:.2f}**' for m in means)} |")
    return "\n".join(rows)


def summary(found: Ratios, peer: str) -> tuple[str, bool]:
    """The means beside their budgets and what is notable; whether all budgets are kept."""
    lines, good = [], True
    for column, values in found.items():
        limit = BUDGETS[column.rpartition(" ")[0]]
        mean = statistics.geometric_mean(values.values())
        good &= mean <= limit
        verdict = "pass" if mean <= limit else "**fail**"
        lines.append(
            f"* {column}: geometric mean {mean:.2f} × {peer} (budget ≤ {limit}): {verdict}"
        )
        slow = sorted(((v, n) for n, v in values.items() if v > NOTABLE), reverse=True)
        if slow:
            lines.append(f"  above {NOTABLE}: {', '.join(f'{n} {v:.2f}' for v, n in slow)}")
    return "\n".join(lines), good


def main() -> int:
    """Measure, print and deliver."""
    parser = runner.arguments(__doc__, list(SNIPPETS), rounds=5)
    parser.add_argument("--only", default="", help='cases with this in their name, "tiny eager"')
    options = parser.parse_args()
    peers = options.peers.split(",")
    snippets = {peer: SNIPPETS[peer] for peer in peers}
    # Sums of 16 Mi numbers in single precision: the libraries add them up in different orders.
    results = runner.interleaved(snippets, options.rounds, tolerance=1e-4, only=options.only)
    results = runner.merged("ops", results, options)
    parts, good = [], True
    for peer in peers[1:]:
        found = ratios(results, peer)
        text, kept = summary(found, peer)
        parts += [f"Pellucid / {peer}:", table(found), text]
        good &= kept
    status = runner.deliver("ops", "\n\n".join(parts), results, [], options)
    return 1 if options.strict and not good else status


if __name__ == "__main__":
    sys.exit(main())
