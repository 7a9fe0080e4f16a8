"""What the benchmark scripts share: peers, interleaved runs, ratios, tables.

A peer is a library in an interpreter of its own. `PELLUCID_BENCH_<PEER>` names an interpreter that
has it (`PELLUCID_BENCH_TENSORFLOW=path/to/python`); without it a virtual environment is made in
`.bench/envs/<peer>` with the versions pinned here.

All peers run in one go, in turns: round by round every peer takes one short sample of a case while
the others wait. So a slow minute of the machine slows all of them, and the ratio of a round is
worth more than any of its two times. Reported are medians over the rounds, the spread (half of the
interquartile range), and the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

PINNED = {
    "tensorflow": ["tensorflow-cpu==2.21.0"],
    "torch": ["torch==2.13.0", "numpy", "--index-url", "https://download.pytorch.org/whl/cpu"],
    "keras-jax": ["keras==3.15.1", "jax>=0.10,<0.13"],
}
"""Peer -> what pip installs into its environment."""

MODULES = {"keras-jax": "keras"}
"""Peer -> module, where the names differ."""


class PeerMissing(RuntimeError):
    """A peer's interpreter does not work and could not be made."""


@dataclass(frozen=True)
class Budget:
    """Pellucid's time on `case` shall be at most `limit` times that of `peer`."""

    case: str
    peer: str
    limit: float


@dataclass
class Samples:
    """Seconds a call, one entry a round."""

    case: str
    peer: str
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Half of the interquartile range, as a share of the median."""
        if len(self.seconds) < 2:
            return 0.0
        low, _, high = statistics.quantiles(self.seconds, n=4)
        return (high - low) / 2 / self.median


def arguments(
    description: str | None, peers: Sequence[str], rounds: int
) -> argparse.ArgumentParser:
    """The command line that all benchmark scripts have."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", default=",".join(peers), help="comma-separated; %(default)s")
    parser.add_argument("--rounds", type=int, default=rounds, help="samples a case; %(default)s")
    parser.add_argument("--json", metavar="FILE", help="also write every sample; - is stdout")
    parser.add_argument("--write", metavar="FILE.md", help="put the table between its markers")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a budget fails")
    return parser


def interpreter(peer: str) -> str:
    """The Python that has `peer`; its environment is made when there is none.

    Raises:
        PeerMissing: pip could not install it.
    """
    given = os.environ.get(f"PELLUCID_BENCH_{peer.upper().replace('-', '_')}")
    if given or peer not in PINNED:
        return given or sys.executable
    folder = ROOT / ".bench" / "envs" / peer
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = folder / "ready.json"
    if ready.is_file() and json.loads(ready.read_text()) == PINNED[peer]:
        return str(python)
    print(f"making {folder.relative_to(ROOT)}: {' '.join(PINNED[peer])}", file=sys.stderr)
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", *PINNED[peer]]
        subprocess.run(pip, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        variable = f"PELLUCID_BENCH_{peer.upper().replace('-', '_')}"
        raise PeerMissing(f"{peer}: {error}. Fix: {variable}=a Python that has it") from error
    ready.write_text(json.dumps(PINNED[peer]))
    return str(python)


def environment(peer: str) -> dict[str, str]:
    """The environment variables of a peer's process."""
    variables = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    variables.pop("PYTHONPATH", None)
    # Without bytecode files every process would compile the sources again, which users never see.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    if peer == "pellucid":
        variables["PYTHONPATH"] = str(ROOT / "src")
    if peer == "keras-jax":
        variables["KERAS_BACKEND"] = "jax"
    return variables


class Worker:
    """A peer's process with its snippets loaded, waiting for requests."""

    def __init__(self, peer: str, snippets: Path) -> None:
        self.peer = peer
        # A library's chatter is shown only when its process dies.
        self._log = tempfile.TemporaryFile("w+")
        module = MODULES.get(peer, peer)
        command = [interpreter(peer), str(HERE / "worker.py"), module, str(snippets)]
        try:
            self._process = subprocess.Popen(
                command,
                env=environment(peer),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
            )
        except OSError as error:
            raise PeerMissing(f"{peer}: {error}") from error
        self.cases: list[str] = self._read()["cases"]

    def ask(self, do: str, case: str) -> dict:
        """Send a request and wait for the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, "case": case}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._log.close()

    def _read(self) -> dict:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            self._log.seek(0)
            last = self._log.read().strip()[-2000:]
            raise PeerMissing(f"{self.peer}: its process ended with {status}.\n{last}")
        return json.loads(line)


def interleaved(
    snippets: dict[str, Path], rounds: int, tolerance: float = 1e-5, only: str = ""
) -> list[Samples]:
    """Time every case of every peer, in turns.

    Args:
        snippets: peer -> its snippets file. The first peer is the one that the others are
            compared with.
        rounds: samples to take of each case and peer.
        tolerance: how far the peers' answers may be apart.
        only: take the cases whose name contains this.

    Raises:
        AssertionError: the peers do not compute the same; then their times mean nothing.
    """
    workers = list(started(snippets))
    results = []
    try:
        for case in workers[0].cases:
            if only not in case:
                continue
            able = [worker for worker in workers if case in worker.cases]
            answers = {worker.peer: worker.ask("prepare", case)["answer"] for worker in able}
            check_agreement(case, answers, tolerance)
            samples = [Samples(case, worker.peer) for worker in able]
            for _ in range(rounds):
                for worker, sample in zip(able, samples, strict=True):
                    sample.seconds.append(worker.ask("time", case)["seconds"])
            results += samples
    finally:
        for worker in workers:
            worker.close()
    return results


def started(snippets: dict[str, Path]) -> Iterable[Worker]:
    """The workers of the peers that can be had; the first peer must be among them."""
    for position, (peer, path) in enumerate(snippets.items()):
        try:
            yield Worker(peer, path)
        except PeerMissing as error:
            if position == 0:
                raise SystemExit(f"{error}") from error
            print(f"skipped: {error}", file=sys.stderr)


def check_agreement(case: str, answers: dict[str, list[float]], tolerance: float = 1e-5) -> None:
    """Refuse to time programs that compute different things."""
    (first, expected), *others = answers.items()
    for peer, received in others:
        same = len(expected) == len(received) and all(
            math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
            for a, b in zip(expected, received, strict=False)
        )
        assert same, f"{case}: {first} computes {expected}, {peer} computes {received}"


def ratio(results: list[Samples], case: str, peer: str, to: str = "pellucid") -> float | None:
    """Median over the rounds of the time of `to` divided by that of `peer`."""
    found = {sample.peer: sample.seconds for sample in results if sample.case == case}
    if peer not in found or to not in found:
        return None
    return statistics.median(a / b for a, b in zip(found[to], found[peer], strict=True))


def table(results: list[Samples], budgets: Sequence[Budget]) -> str:
    """The results as Markdown: one row a case and peer, with Pellucid's ratio and its budget."""
    limits = {(budget.case, budget.peer): budget.limit for budget in budgets}
    rows = ["| what | peer | median | spread | Pellucid / peer | budget | |", "|---" * 7 + "|"]
    for sample in results:
        quotient = ratio(results, sample.case, sample.peer)
        limit = limits.get((sample.case, sample.peer))
        shown = verdict = ""
        if sample.peer != "pellucid" and quotient is not None:
            shown = f"{quotient:.3f}"
            verdict = "" if limit is None else "pass" if quotient <= limit else "**fail**"
        rows.append(
            f"| {sample.case} | {sample.peer} | {duration(sample.median)} "
            f"| ± {sample.spread:.0%} | {shown} | {'' if limit is None else f'≤ {limit:.3f}'} "
            f"| {verdict} |"
        )
    return "\n".join(rows)


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


def machine() -> str:
    """One line on the machine and the day of the run."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.machine()}, {cores} cores, Python {platform.python_version()}"


def deliver(
    name: str,
    text: str,
    results: list[Samples],
    budgets: Sequence[Budget],
    options: argparse.Namespace,
) -> int:
    """Print the table, write what was asked for, and return the exit status."""
    print(f"\n{text}\n\n{machine()}")
    if options.json:
        samples = [
            {"case": sample.case, "peer": sample.peer, "seconds": sample.seconds}
            for sample in results
        ]
        document = json.dumps({"machine": machine(), "samples": samples}, indent=1)
        if options.json == "-":
            print(document)
        else:
            Path(options.json).write_text(document + "\n")
    if options.write:
        write_between_markers(Path(options.write), name, f"{text}\n\n{machine()}.")
    return 1 if options.strict and failures(results, budgets) else 0


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
