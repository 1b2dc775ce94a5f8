"""elig beside DuckDB: the same twelve rules over the same patients, one after the other, several times.

    python benches/duckdb/run.py                  a million patients, five rounds
    python benches/duckdb/run.py --scale 10       the memory of elig, at a million and at ten million
    python benches/duckdb/run.py --check 5000     whether both decide alike, through `elig run` and without a clock

The README beside it says what is compared and how. A difference in one verdict or one rule is an error.
"""

import argparse
import csv
import importlib.metadata
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RULESET = "examples/cohort/metabolic.elig"
# The query shifts this day back instead of each patient's forward: right for a day before the 28th.
AS_OF = "2025-11-20"
SHOWN = 10

# Of each fact the values at the bounds of the rules and beside them; those that stand in no way come first, and twice, so that
# a good many records are decided by one value alone.
EDGES = {
    "birth_date": ["1965-11-20", "1950-02-28", "1965-11-21", "2007-11-20", "2007-11-21", "2008-02-29"],
    "sex": ["female", "male", "male"],
    "pregnant": [False, False, False, True],
    "diabetes": ["type2", "type2", "type2", "type2", "type2", "type2", "type1", "other"],
    "diagnosed": ["2025-08-20", "2010-08-31", "2025-08-20", "2010-08-31", "2025-08-21", "2025-11-21"],
    "hba1c": [7, 7.0, 12, 9.9, 12.0, 6.9, 12.1],
    "hba1c_on": ["2025-05-20", "2025-11-20", "2025-08-31", "2025-05-20", "2025-05-19", "2025-11-21"],
    "glucose": [300, 120, 300, 120, 120, 120, 301],
    "egfr": [59, 60, 59, 60, 29, 30, 20, 19],
    "systolic": [139, 140, 139, 140, 179, 139, 180],
    "bmi": [30, 29.9, 30.0, 29.9, 30, 20, 19.9],
    "nyha": ["none", "I", "II", "none", "II", "III", "IV"],
    "metformin": [True, True, True, False],
    "insulin": [False, True, True],
    "hypos": [0, 1, 0, 1, 2],
}


class Failed(Exception):
    """What ends the run, in words."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=1_000_000, help="how many patients (1000000)")
    arguments.add_argument("--rounds", type=int, default=5, help="how many times each side runs (5)")
    arguments.add_argument("--threads", type=int, default=2, help="threads of each side (2)")
    arguments.add_argument("--scale", type=int, metavar="N", help="only the memory of elig: at COUNT and at N times COUNT")
    arguments.add_argument("--check", type=int, metavar="N", help="only compare N patients, through `elig run --format json`")
    arguments.add_argument("--in-order", action="store_true", help="DuckDB, too, writes in the order of the records")
    arguments.add_argument("--folder", type=Path, default=ROOT / "target" / "bench-duckdb", help="where data and answers go")
    arguments.add_argument("--profile", choices=["dist", "release", "dev"], default="dist", help="which build of elig")
    wanted = arguments.parse_args()
    if min(wanted.count, wanted.rounds, wanted.threads, wanted.scale or 1, wanted.check or 1) < 1:
        arguments.error("counts are at least 1")
    try:
        os.chdir(ROOT)
        wanted.folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(wanted)
        bench.versions()
        if wanted.check:
            bench.check(wanted.check)
        elif wanted.scale:
            bench.memory(wanted.count, wanted.count * wanted.scale)
        else:
            bench.race(wanted.count)
    except Failed as problem:
        print(f"failed: {problem}", file=sys.stderr)
        return 1
    return 0


class Bench:
    """The two programs, and how they are run."""

    def __init__(self, wanted: argparse.Namespace) -> None:
        self.wanted = wanted
        build = ["cargo", "build", "--quiet", "--profile", wanted.profile, "--bin", "elig", "--example", "make_cohort"]
        if subprocess.run(build, check=False).returncode != 0:
            raise Failed("elig does not build")
        told = subprocess.run(["cargo", "metadata", "--format-version", "1", "--no-deps"], capture_output=True, check=True)
        target = Path(json.loads(told.stdout)["target_directory"])
        target /= "debug" if wanted.profile == "dev" else wanted.profile
        self.elig = target / "elig"
        self.maker = target / "examples" / "make_cohort"

    def versions(self) -> None:
        version = subprocess.run([self.elig, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
        print(f"{version} ({self.wanted.profile}, {revision.stdout.strip() or 'no revision'}), "
              f"duckdb {importlib.metadata.version('duckdb')}, "
              f"Python {platform.python_version()}")
        print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {self.wanted.threads} threads each, "
              f"load {os.getloadavg()[0]:.1f}")

    def data(self, count: int) -> Path:
        """So many patients, made anew: a file of another day may be of another generator."""
        path = self.wanted.folder / f"plain-{count}.ndjson"
        subprocess.run([self.maker, str(count), "--plain", "-o", path], check=True)
        size = path.stat().st_size
        print(f"{count} patients, {size / count:.1f} bytes each")
        return path

    def screen(self, data: Path, out: Path) -> "Taken":
        """elig's side: seconds of the whole process."""
        out.unlink(missing_ok=True)
        command = [self.elig, "screen", RULESET, data, "--as-of", AS_OF, "--threads", str(self.wanted.threads), "-o", out]
        return run(command)[0]

    def duckdb(self, data: Path, out: Path) -> "Taken":
        """DuckDB's side: seconds of the query alone."""
        out.unlink(missing_ok=True)
        command = [sys.executable, HERE / "decide.py", data, out, "--as-of", AS_OF, "--threads", str(self.wanted.threads)]
        taken, said = run(command + (["--in-order"] if self.wanted.in_order else []))
        return taken._replace(seconds=json.loads(said)["seconds"])

    def race(self, count: int) -> None:
        data = self.data(count)
        ours, theirs = self.wanted.folder / "elig.csv", self.wanted.folder / "duckdb.csv"
        runs: dict[str, list[Taken]] = {"elig": [], "DuckDB": []}
        for number in range(self.wanted.rounds):
            # Who goes first takes turns, and what the other one left in memory is the same for both: the file.
            sides = [("elig", self.screen, ours), ("DuckDB", self.duckdb, theirs)]
            for name, side, out in sides if number % 2 == 0 else reversed(sides):
                runs[name].append(side(data, out))
                print(f"  round {number + 1}  {name:<7} {runs[name][-1]}", flush=True)
            apart(lambda: same(rows_of_csv(ours), rows_of_csv(theirs), count))
        print(f"both decide alike: {count} patients, verdicts and all rules, in every round\n")
        print(f"{'':8} {'median':>9} {'fastest':>9} {'slowest':>9} {'processor':>11} {'patients/s':>12} {'peak memory':>12}")
        medians = {}
        for name, taken in runs.items():
            times = [one.seconds for one in taken]
            medians[name] = statistics.median(times)
            processor = statistics.median(one.processor for one in taken)
            print(f"{name:8} {medians[name]:7.2f} s {min(times):7.2f} s {max(times):7.2f} s {processor:9.2f} s "
                  f"{count / medians[name]:12,.0f} {max(one.megabytes for one in taken):9.0f} MB")
        each = [theirs.seconds / ours.seconds for ours, theirs in zip(runs["elig"], runs["DuckDB"], strict=True)]
        print(f"\nelig decides {medians['DuckDB'] / medians['elig']:.2f} times as many patients a second as DuckDB "
              f"(by rounds: {min(each):.2f} to {max(each):.2f})")

    def memory(self, small: int, large: int) -> None:
        peaks = {}
        for count in (small, large):
            data = self.data(count)
            out = self.wanted.folder / f"elig-{count}.csv"
            taken = self.screen(data, out)
            peaks[count] = taken.megabytes
            apart(lambda: has_rows(out, count))
            print(f"  elig  {count} patients  {taken}", flush=True)
            data.unlink()
            out.unlink()
        print(f"{peaks[large] / peaks[small]:.2f} times the memory for {large / small:.0f} times the patients")

    def check(self, count: int) -> None:
        self.compare(self.data(count), count)
        print(f"both decide alike: {count} patients, verdicts and all rules")
        self.compare(self.edges(count), count)
        print(f"both decide alike: {count} records at the bounds of the rules, verdicts and all rules")

    def edges(self, count: int) -> Path:
        """Records whose every value is at a bound of a rule, beside it, or missing: what patients seldom are."""
        draw = random.Random(count)
        path = self.wanted.folder / f"edges-{count}.ndjson"
        with open(path, "w", encoding="utf-8") as file:
            for number in range(count):
                record = {"id": f"e-{number}"}
                for fact, values in EDGES.items():
                    if (value := draw.choice([*values, None])) is not None or draw.random() < 0.5:
                        record[fact] = value
                file.write(json.dumps(record) + "\n")
        return path

    def compare(self, data: Path, count: int) -> None:
        theirs = self.wanted.folder / "duckdb.csv"
        self.duckdb(data, theirs)
        answers = self.wanted.folder / "elig.ndjson"
        with open(answers, "wb") as out:
            command = [self.elig, "run", RULESET, data, "--as-of", AS_OF, "--format", "json"]
            if subprocess.run(command, stdout=out, check=False).returncode != 0:
                raise Failed("`elig run` did not end well")
        same(rows_of_json(answers), rows_of_csv(theirs), count)


class Taken(NamedTuple):
    """What a process took."""

    seconds: float
    # Of all threads together, the start of the process included: what is left of a busy machine's noise.
    processor: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:7.2f} s  {self.processor:7.2f} s of processors  {self.megabytes:6.0f} MB"


def run(command: list) -> tuple[Taken, str]:
    """Runs one process: what it took, and what it printed."""
    started = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode != 0:
        raise Failed(f"exit status {process.returncode} of `{' '.join(str(word) for word in command)}`")
    # Kilobytes on Linux, bytes on macOS.
    megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Taken(seconds, usage.ru_utime + usage.ru_stime, megabytes), said


def apart(work) -> None:
    """Does something in a process of its own: a process that is started counts the memory of the one that starts it as
    its own greatest, so that this one has to stay small."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except Failed as problem:
            print(problem, file=sys.stderr)
        finally:
            sys.stdout.flush()
            os._exit(status)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise Failed("the answers are not what they have to be")


def has_rows(path: Path, count: int) -> None:
    rows = sum(1 for _ in rows_of_csv(path))
    if rows != count:
        raise Failed(f"{path} has {rows} rows")


# What a program says of one patient: the verdict, and each rule with its outcome.
Answer = tuple[str, tuple[tuple[str, str], ...]]


def rows_of_csv(path: Path):
    """Of either side: `record`, `verdict`, columns that only one of them has, and a column for each rule."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        if header[:2] != ["record", "verdict"]:
            raise Failed(f"{path} starts with {header[:2]}, not with `record` and `verdict`")
        rules = [name for name in header[2:] if name not in ("as_of", "deciding", "missing", "problems")]
        places = [header.index(rule) for rule in rules]
        for row in rows:
            yield row[0], (row[1], tuple(zip(rules, [row[place] for place in places], strict=True)))


def rows_of_json(path: Path):
    """Of `elig run --format json`."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            yield said["record"], (said["verdict"], tuple((rule["label"], rule["outcome"]) for rule in said["rules"]))


def same(ours, theirs, count: int) -> None:
    """Compares every row by the patient's id; each id stands once on each side."""
    # Few answers are different ones: each is kept once.
    kept: dict[Answer, Answer] = {}
    left: dict[str, Answer] = {}
    for record, answer in ours:
        if record in left:
            raise Failed(f"elig decides on {record} twice")
        left[record] = kept.setdefault(answer, answer)
    if len(left) != count:
        raise Failed(f"elig decides on {len(left)} of {count} patients")
    differences = 0
    for record, answer in theirs:
        mine = left.pop(record, None)
        if mine != answer:
            differences += 1
            if differences <= SHOWN:
                show(record, mine, answer)
    for record in list(left)[:SHOWN]:
        print(f"{record}: DuckDB does not decide", file=sys.stderr)
    if differences or left:
        raise Failed(f"{differences} patients are decided differently, {len(left)} by elig alone")


def show(record: str, mine: Answer | None, answer: Answer) -> None:
    if mine is None:
        print(f"{record}: elig does not decide, or DuckDB does twice", file=sys.stderr)
        return
    parts = [f"verdict {mine[0]} / {answer[0]}"] if mine[0] != answer[0] else []
    parts += [f"{ours[0]} {ours[1]} / {theirs[0]} {theirs[1]}" for ours, theirs in zip(mine[1], answer[1]) if ours != theirs]
    if len(mine[1]) != len(answer[1]):
        parts.append(f"{len(mine[1])} / {len(answer[1])} rules")
    print(f"{record}: elig / DuckDB: {'; '.join(parts)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
