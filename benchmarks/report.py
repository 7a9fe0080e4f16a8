"""Samples, ratios, budgets, and the tables made of them; part of `runner.py`.

Reported are medians over the rounds, their spread (half of the interquartile range), and the
median of the rounds' ratios with its spread. Where a peer's process died, or computed something
else, the row says so and has no times.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
"""The samples behind the published tables, so that a run of some cases (`--only`) or of some peers
renews their rows and leaves the others, on whatever machine these were taken."""


@dataclass(frozen=True)
class Budget:
    """Pellucid's time on `case` shall be at most `limit` times that of `peer`."""

    case: str
    peer: str
    limit: float


@dataclass
class Samples:
    """What was measured of a case in a peer: one entry a round.

    Args:
        seconds: wall time a call.
        cpu: processor time a call, over all threads; empty where it was not measured.
        memory: largest resident memory while the case ran, in bytes; 0 where it was not measured.
        version: of the peer.
        problem: why there are no times, in words.
        beside: Pellucid's seconds in the same rounds, where the sample is kept without them.
        machine: on which it was measured, where it is kept.
    """

    case: str
    peer: str
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: int = 0
    version: str = ""
    problem: str = ""
    beside: list[float] = field(default_factory=list)
    machine: str = ""

    @property
    def median(self) -> float:
        """Wall time of a call."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Half of the interquartile range of the wall times, as a share of the median."""
        return half_range(self.seconds) / self.median


def half_range(values: Sequence[float]) -> float:
    """Half of the interquartile range; 0 for a single value."""
    if len(values) < 2:
        return 0.0
    low, _, high = statistics.quantiles(values, n=4)
    return (high - low) / 2


def ratios(results: list[Samples], case: str, peer: str) -> list[float]:
    """Pellucid's time divided by that of `peer`, for each round; empty where one has no times."""
    found = {s.peer: s for s in results if s.case == case and not s.problem}
    if peer not in found:
        return []
    own = found[peer].beside or (found["pellucid"].seconds if "pellucid" in found else [])
    return [a / b for a, b in zip(own, found[peer].seconds, strict=False)]


def ratio(results: list[Samples], case: str, peer: str) -> float | None:
    """Median over the rounds of Pellucid's time divided by that of `peer`."""
    values = ratios(results, case, peer)
    return statistics.median(values) if values else None


def table(results: list[Samples], budgets: Sequence[Budget]) -> str:
    """The results as Markdown: one row a case and peer, with Pellucid's ratio and its budget."""
    limits = {(budget.case, budget.peer): budget.limit for budget in budgets}
    detailed = any(sample.cpu for sample in results)
    heads = ["what", "peer", "median", "spread", *(["CPU", "memory"] if detailed else [])]
    heads += ["Pellucid / peer", "budget", ""]
    rows = [f"| {' | '.join(heads)} |".replace("|  |", "| |"), "|---" * len(heads) + "|"]
    for sample in results:
        cells = [sample.case, sample.peer, *_times(sample, detailed)]
        cells += _verdict(results, sample, limits.get((sample.case, sample.peer)))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _times(sample: Samples, detailed: bool) -> list[str]:
    if sample.problem:
        return [sample.problem, *[""] * (3 if detailed else 1)]
    cells = [duration(sample.median), f"± {sample.spread:.0%}"]
    if detailed:
        cells.append(duration(statistics.median(sample.cpu)) if sample.cpu else "")
        cells.append(f"{sample.memory / 2**20:,.0f} MiB" if sample.memory else "")
    return cells


def _verdict(results: list[Samples], sample: Samples, limit: float | None) -> list[str]:
    values = [] if sample.peer == "pellucid" else ratios(results, sample.case, sample.peer)
    if not values:
        return ["", "", ""]
    quotient, spread = statistics.median(values), half_range(values)
    shown = f"{quotient:.3f}" + (f" ± {spread:.3f}" if len(values) > 1 else "")
    if limit is None:
        return [shown, "", ""]
    return [shown, f"≤ {limit:.3f}", "pass" if quotient <= limit else "**fail**"]


def failures(results: list[Samples], budgets: Sequence[Budget]) -> list[Budget]:
    """The budgets that are measured and not kept."""
    measured = [(budget, ratio(results, budget.case, budget.peer)) for budget in budgets]
    return [budget for budget, value in measured if value is not None and value > budget.limit]


def duration(seconds: float) -> str:
    """Seconds with a unit that suits them: `1.42 µs`."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def machine(results: Sequence[Samples] = ()) -> str:
    """One line on the machine, and the versions of the libraries that were measured on it.

    Rows that are kept from other machines or versions have a line of their own.
    """
    cases: dict[str, dict[str, None]] = {}
    versions: dict[str, dict[str, str]] = {}
    for sample in results:
        place = sample.machine or this_machine()
        cases.setdefault(place, {})[sample.case] = None
        if sample.version:
            versions.setdefault(place, {})[sample.peer] = sample.version
    lines = []
    for place, names in cases.items():
        libraries = [f"{peer} {number}" for peer, number in versions.get(place, {}).items()]
        rows = f"; {', '.join(names)}" if len(cases) > 1 else ""
        lines.append(", ".join([place, *libraries]) + rows)
    return ".\n\n".join(lines) or this_machine()


def this_machine() -> str:
    """Processor, cores and Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{processor()}, {cores} cores, Python {platform.python_version()}"


def processor() -> str:
    """The processor's name, or the machine type where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def deliver(
    name: str,
    text: str,
    results: list[Samples],
    budgets: Sequence[Budget],
    options: argparse.Namespace,
) -> int:
    """Print the table, write what was asked for, and return the exit status.

    The status is 1 where a peer computed something else than Pellucid or Pellucid's process died,
    and with `--strict` where a budget is not kept.
    """
    print(f"\n{text}\n\n{machine(results)}")
    if options.json:
        samples = [asdict(sample) for sample in results]
        document = json.dumps({"machine": machine(results), "samples": samples}, indent=1)
        if options.json == "-":
            print(document)
        else:
            Path(options.json).write_text(document + "\n")
    if options.write:
        write_between_markers(Path(options.write), name, f"{text}\n\n{machine(results)}.")
    wrong = any(s.problem and (s.peer == "pellucid" or "computes" in s.problem) for s in results)
    return 1 if wrong or (options.strict and failures(results, budgets)) else 0


def merged(
    name: str,
    results: list[Samples],
    options: argparse.Namespace,
    cases: Sequence[str] | None = None,
) -> list[Samples]:
    """With `--write`: `results`, and what was published of other cases and peers.

    Args:
        name: of the script.
        results: of this run.
        options: the command line.
        cases: all cases in the order of the table; others, from before a renaming, are dropped.
            None: those that were published, then the new ones.
    """
    if not options.write:
        return results
    file = RESULTS / f"{name}.json"
    kept = [Samples(**sample) for sample in json.loads(file.read_text())] if file.is_file() else []
    if cases is None:
        cases = list(dict.fromkeys(sample.case for sample in [*kept, *results]))
    own = {sample.case: sample.seconds for sample in results if sample.peer == "pellucid"}
    for sample in results:
        sample.machine = this_machine()
        sample.beside = [] if sample.peer == "pellucid" else own.get(sample.case, [])
    new = {(sample.case, sample.peer) for sample in results}
    everything = [*results, *(s for s in kept if (s.case, s.peer) not in new and s.case in cases)]
    places = {case: position for position, case in enumerate(cases)}
    peers = dict.fromkeys(sample.peer for sample in [*kept, *results])
    order = {peer: position for position, peer in enumerate(peers)}
    everything.sort(key=lambda s: (places.get(s.case, len(places)), order[s.peer]))
    RESULTS.mkdir(parents=True, exist_ok=True)
    samples = [json.dumps(short(asdict(sample)), ensure_ascii=False) for sample in everything]
    file.write_text("[\n" + ",\n".join(samples) + "\n]\n")
    return everything


def short(sample: dict) -> dict:
    """A sample with numbers of six digits, and without what is empty."""
    shown = {
        key: [float(f"{number:.6g}") for number in value] if isinstance(value, list) else value
        for key, value in sample.items()
    }
    return {key: value for key, value in shown.items() if value}


def write_between_markers(path: Path, name: str, text: str) -> None:
    """Replace what stands between `<!-- name:begin -->` and `<!-- name:end -->` in a page.

    Raises:
        ValueError: the page has no such markers.
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    page = path.read_text()
    head, found, rest = page.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{path}: Expected the lines {begin} and {end}.")
    path.write_text(f"{head}{begin}\n{text}\n{end}{tail}")
