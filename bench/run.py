"""Measures Partita beside the baseline and the bare driver, and prints tables.

``make bench`` or ``python -m bench``; ``docs/benchmarks.md`` says what the figures mean.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from bench import curve, raw, report, servers
from bench.data import Dataset, Sizes, Term, choose_terms, generate
from bench.driver import HOW_TO_INSTALL, Load, Outcome, Plan, drive, install_wrk
from bench.importing import time_duplicates, time_import
from bench.inside import Tape
from bench.loading import Loaded, load_baseline, load_partita, tidy_postgres
from bench.machine import describe
from bench.operations import OPERATIONS, Subject, baseline_plan, partita_plan
from bench.procfs import cpu_s, memory

DATABASES: Final = ("sqlite", "postgresql")
PARTS: Final = ("load", "raw", "startup", "import", "curve")
STARTS: Final = 3
RAW_WRITES: Final = 2_000
"""Writes of each operation to put on tape for each round; the bare driver ends early with them."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure, and how long."""

    sizes: Sizes
    rounds: int
    raw_writes: int
    seconds: float
    warm_s: float
    batch_s: float
    concurrency: int
    databases: tuple[str, ...]
    operations: tuple[str, ...]
    parts: tuple[str, ...]
    curve: tuple[int, ...]
    curve_databases: tuple[str, ...]
    has_baseline: bool
    shows_plans: bool
    client: str
    work: Path | None
    json: Path | None


def read_options(words: Sequence[str] | None = None) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--parties", type=int, default=100_000)
    add("--contacts-per", type=int, default=2, help="contact persons of each party")
    add("--locations-per", type=int, default=1, help="delivery locations of each party")
    add("--rounds", type=int, default=3)
    add("--seconds", type=float, default=3, help="of each competitor, operation and round")
    add(
        "--warm",
        type=float,
        default=1,
        help="seconds before each turn in which every answer is looked at",
    )
    add("--batch", type=float, default=curve.BATCH_S, help="seconds of a batch of the curve")
    add("--raw-writes", type=int, default=RAW_WRITES, help="of the bare driver in each round")
    add("--concurrency", type=int, default=16)
    add("--databases", type=_words(DATABASES), default=DATABASES)
    names = tuple(each.name for each in OPERATIONS)
    add("--operations", type=_words(names), default=names)
    add("--only", type=_words(PARTS), default=PARTS, help=f"parts, of {','.join(PARTS)}")
    add("--curve", type=_sizes, default=(10_000, 100_000, 1_000_000), help="numbers of contacts")
    add("--curve-databases", type=_words(DATABASES), default=("sqlite",))
    add("--no-baseline", action="store_true")
    add("--plans", action="store_true", help="print how the database runs each statement")
    add("--client", choices=("auto", "wrk", "python"), default="auto")
    add("--work", type=Path, help="keep data and databases here, and find them again")
    add("--json", type=Path, help="write all figures here")
    add("--quick", action="store_true", help="a tenth of the data, one short round, small curve")
    return _options(parser.parse_args(words))


def _words(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        chosen = tuple(word for word in text.split(",") if word)
        if not set(chosen) <= set(known):
            raise argparse.ArgumentTypeError(f"choose from {','.join(known)}")
        return chosen

    return read


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(",") if word)


def _options(given: argparse.Namespace) -> Options:
    found = Options(
        sizes=Sizes(given.parties, given.contacts_per, given.locations_per),
        rounds=given.rounds,
        raw_writes=given.raw_writes,
        seconds=given.seconds,
        warm_s=given.warm,
        batch_s=given.batch,
        concurrency=given.concurrency,
        databases=given.databases,
        operations=given.operations,
        parts=given.only,
        curve=given.curve,
        curve_databases=given.curve_databases,
        has_baseline=not given.no_baseline,
        shows_plans=given.plans,
        client=given.client,
        work=given.work,
        json=given.json,
    )
    if not given.quick:
        return found
    sizes = replace(found.sizes, parties=found.sizes.parties // 10)
    return replace(found, sizes=sizes, rounds=1, seconds=1, curve=(1_000, 10_000))


@dataclass(slots=True)
class Bench:
    """One run: what it works on, and what it found."""

    options: Options
    folder: Path
    client: str
    found: dict[str, Any] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Tell what happens; tables go to standard output."""
        print(text, file=sys.stderr, flush=True)


@dataclass(slots=True)
class Competitor:
    """Somebody to measure.

    Attributes:
        measure: Runs one operation as hard as said: outcome, own and database's CPU seconds.
    """

    name: str
    measure: Callable[[str, Load], tuple[Outcome, float, float]]


def main(words: Sequence[str] | None = None) -> int:
    """Measure; 1 when there were wrong answers, else 0."""
    options = read_options(words)
    with _folder(options) as folder:
        bench = Bench(options, folder, _client(options))
        bench.found = {"machine": describe(), "client": bench.client}
        print(_headline(bench.found["machine"]))
        wrong = _measure(bench)
        bench.found["load_after"] = [round(each, 2) for each in os.getloadavg()]
        print(f"\nload average at the end: {bench.found['load_after']}")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(bench.found, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


@contextmanager
def _folder(options: Options) -> Iterator[Path]:
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
        yield options.work.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="partita-bench-") as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as somebody else when we are root
        yield Path(name)


def _client(options: Options) -> str:
    if options.client != "auto":
        return options.client
    if install_wrk():
        return "wrk"
    print(f"{HOW_TO_INSTALL} A client in Python stands in: its rates are its own.", file=sys.stderr)
    return "python"


def _headline(machine: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {text}" for name, text in machine["packages"].items() if text)
    return (
        f"{machine['date']}, commit {machine['commit']}, {machine['cores']} cores "
        f"({machine['processor']}), load {machine['load']}\n"
        f"Python {machine['python']}, SQLite {machine['sqlite']}, {versions}\n"
    )


def _measure(bench: Bench) -> bool:
    options = bench.options
    has_load = "load" in options.parts or "startup" in options.parts
    with ExitStack() as stack:
        needs = "postgresql" in (*options.databases, *options.curve_databases)
        server = None
        if needs or (has_load and options.has_baseline and servers.has_baseline()):
            server = stack.enter_context(servers.postgres(bench.folder))
        wrong = _compare(bench, server) if has_load else False
        if "import" in options.parts:
            _import(bench, server)
        if "curve" in options.parts:
            _curve(bench, server)
    return wrong


def _compare(bench: Bench, server: servers.Postgres | None) -> bool:
    data = generate(bench.folder / "data", bench.options.sizes)
    terms = choose_terms(data)
    bench.found["terms"] = [asdict(each) for each in terms]
    loaded = {kind: _loaded(bench, data, kind, server) for kind in bench.options.databases}
    tapes = _tapes(bench, loaded, terms, server) if "raw" in bench.options.parts else {}
    with ExitStack() as stack:
        running = _start(bench, stack, loaded, data, server)
        competitors = _competitors(bench, running, loaded, terms, server)
        competitors += _players(bench, tapes, server)
        measured = _rounds(bench, competitors)
        _tell_memory(bench, running)
    names = [each.name for each in competitors]
    print(report.main_table(measured, names, bench.options.operations))
    bench.found["operations"] = [
        {"server": name, "operation": operation, **figures.summary()}
        for (name, operation), figures in measured.items()
    ]
    for (name, operation), figures in measured.items():
        if figures.bad:
            print(f"{name} {operation}: {figures.summary()['complaint']}")
    return any(figures.bad for figures in measured.values())


def _loaded(bench: Bench, data: Dataset, kind: str, server: servers.Postgres | None) -> Loaded:
    kept = bench.folder / f"loaded-{kind}.json"
    if kept.exists():
        return Loaded(**json.loads(kept.read_text()))
    bench.say(f"loading {data.sizes} into Partita on {kind} ...")
    if kind == "sqlite":
        made = load_partita(f"sqlite:///{bench.folder / 'partita.db'}", data)
    else:
        assert server is not None
        made = load_partita(server.create("partita"), data)
        tidy_postgres(made.url)
    print(f"loaded {made.records:,} records on {kind} in {made.seconds:.1f} s")
    kept.write_text(json.dumps(asdict(made)))
    return made


def _copy(bench: Bench, kind: str, name: str, server: servers.Postgres | None) -> str:
    if kind == "sqlite":
        servers.copy_sqlite(bench.folder / "partita.db", bench.folder / f"{name}.db")
        return f"sqlite:///{bench.folder / name}.db"
    assert server is not None
    return server.create(f"partita_{name}", "partita")


def _tapes(
    bench: Bench, loaded: dict[str, Loaded], terms: list[Term], server: servers.Postgres | None
) -> dict[str, tuple[dict[str, Tape], str]]:
    """The statements of each operation and a fresh copy to run them on, by kind of database."""
    found = {}
    options = bench.options
    writes = options.raw_writes * options.rounds
    names = {each.name: writes for each in OPERATIONS if each.is_write}
    for kind, each in loaded.items():
        bench.say(f"recording the statements on {kind} ...")
        subject = Subject(options.sizes, terms, each.headers)
        plans = {name: partita_plan(name, subject) for name in options.operations}
        copy = _copy(bench, kind, "taped", server)
        tapes = raw.record(copy, plans, names)
        if options.shows_plans:
            _tell_plans(kind, raw.plans_of(copy, tapes))
        found[kind] = tapes, _copy(bench, kind, "replayed", server)
    return found


def _tell_plans(kind: str, plans: dict[str, list[tuple[str, list[str]]]]) -> None:
    for name, statements in plans.items():
        for sql, lines in statements:
            print(f"\n-- {kind}, {name}\n{sql}")
            print("\n".join(f"   > {line}" for line in lines))


Running = dict[str, tuple[servers.Server, list[float]]]
"""Servers by name, and how long each of their starts took."""


def _start(
    bench: Bench,
    stack: ExitStack,
    loaded: dict[str, Loaded],
    data: Dataset,
    server: servers.Postgres | None,
) -> Running:
    commands = {
        f"partita-{kind}": servers.partita(each.url, each.headers, bench.folder / f"{kind}.log")
        for kind, each in loaded.items()
    }
    if bench.options.has_baseline and servers.has_baseline() and server is not None:
        if "baseline" not in server.databases():
            seconds = load_baseline(server.create("baseline"), data)
            print(f"loaded the baseline by COPY, with its indexes, in {seconds:.1f} s")
        url = server.asyncpg_url_of("baseline")
        commands["baseline"] = servers.baseline(url, bench.folder / "baseline.log")
    found: Running = {}
    for name, command in commands.items():
        bench.say(f"starting {name} ...")
        starts = []
        for _ in range(STARTS - 1 if "startup" in bench.options.parts else 0):
            with servers.running(command) as one:
                starts.append(one.start_s)
        one = stack.enter_context(servers.running(command))
        found[name] = one, [*starts, one.start_s]
    _tell_start(bench, found)
    return found


def _tell_start(bench: Bench, running: Running) -> None:
    rows, told = [], {}
    for name, (server, starts) in running.items():
        servers.drain(server)
        held = memory(server.pid)
        told[name] = {"starts_s": starts, "resting": [asdict(each) for each in held]}
        most = max(held, key=lambda each: each.pss_mb)
        is_good = min(starts) < report.COLD_START_S_MAX and most.pss_mb < report.RESTING_MB_MAX
        word = ("pass" if is_good else "missed") if name.startswith("partita") else ""
        cells = [f"{each:.0f}" for each in (most.pss_mb, most.rss_mb, most.own_mb)]
        rows.append([name, f"{min(starts):.2f}", f"{max(starts):.2f}", *cells, word])
    bench.found["startup"] = told
    headers = ["server", "start s, best", "worst", "PSS MB a worker, at rest", "RSS", "own", ""]
    print(report.table(headers, rows) + "\n")


def _tell_memory(bench: Bench, running: Running) -> None:
    rows = []
    for name, (server, _) in running.items():
        held = memory(server.pid)
        bench.found["startup"][name]["after"] = [asdict(each) for each in held]
        most = max(held, key=lambda each: each.own_mb)
        cells = [f"{each:.0f}" for each in (most.pss_mb, most.rss_mb, most.own_mb)]
        rows.append([name, *cells])
    headers = ["server", "PSS MB a worker, after all rounds", "RSS", "own"]
    print(report.table(headers, rows) + "\n")


def _competitors(
    bench: Bench,
    running: Running,
    loaded: dict[str, Loaded],
    terms: list[Term],
    server: servers.Postgres | None,
) -> list[Competitor]:
    found = []
    for name, (one, _) in running.items():
        kind = name.removeprefix("partita-")
        headers = loaded[kind].headers if kind in loaded else {}
        subject = Subject(bench.options.sizes, terms, headers)
        make = partita_plan if kind in loaded else baseline_plan
        plans = {each: make(each, subject) for each in bench.options.operations}
        database = server.pid if server is not None and kind != "sqlite" else None
        found.append(Competitor(name, _asking(bench, one, plans, database)))
    return found


def _asking(
    bench: Bench, server: servers.Server, plans: dict[str, Plan], database: int | None
) -> Callable[[str, Load], tuple[Outcome, float, float]]:
    def measure(name: str, load: Load) -> tuple[Outcome, float, float]:
        before = cpu_s(server.pid), cpu_s(database) if database else 0.0
        outcome = drive(bench.client, server.port, plans[name], load)
        servers.drain(server)
        after = cpu_s(server.pid), cpu_s(database) if database else 0.0
        return outcome, after[0] - before[0], after[1] - before[1]

    return measure


def _players(
    bench: Bench,
    tapes: dict[str, tuple[dict[str, Tape], str]],
    server: servers.Postgres | None,
) -> list[Competitor]:
    found = []
    for kind, (taped, url) in tapes.items():
        if kind == "sqlite":
            player = raw.sqlite_player(url)
        else:
            assert server is not None
            player = raw.postgres_player(url, server.pid)
        found.append(Competitor(f"raw-{kind}", _playing(bench, player, taped)))
    return found


def _playing(
    bench: Bench, player: raw.Player, tapes: dict[str, Tape]
) -> Callable[[str, Load], tuple[Outcome, float, float]]:
    turns = dict.fromkeys(tapes, 0)
    writes = {each.name for each in OPERATIONS if each.is_write}

    def measure(name: str, load: Load) -> tuple[Outcome, float, float]:
        if name not in writes:
            return player.play(tapes[name], load.seconds)
        size = len(tapes[name].requests) // bench.options.rounds
        part = slice(turns[name] * size, (turns[name] + 1) * size)
        turns[name] += 1
        return player.play(tapes[name], load.seconds, part)

    return measure


def _rounds(bench: Bench, competitors: list[Competitor]) -> report.Measured:
    """Let everybody do everything, in turn, round by round."""
    options = bench.options
    measured: report.Measured = {}
    seeds = count(int(time.time()) % 10**7 * 100)
    for turn in range(options.rounds):
        for name in options.operations:
            for each in competitors:
                told = _turn(options, each, name, seeds)
                measured.setdefault((each.name, name), report.Figures()).add(*told)
                rate = f"{told[0].per_s:,.0f}/s" + (f", {told[0].bad} bad" if told[0].bad else "")
                bench.say(f"round {turn + 1}, {name}, {each.name}: {rate}")
    return measured


def _turn(
    options: Options, one: Competitor, name: str, seeds: Iterator[int]
) -> tuple[Outcome, float, float]:
    """Look at every answer while the server gets warm, then measure and look less."""
    bad = 0
    is_looking = not options.warm_s or one.name.startswith("raw")
    if not is_looking:
        bad = one.measure(name, Load(options.concurrency, options.warm_s, next(seeds)))[0].bad
    load = Load(options.concurrency, options.seconds, next(seeds), checks=is_looking)
    outcome, *cpu_s = one.measure(name, load)
    return replace(outcome, bad=outcome.bad + bad), cpu_s[0], cpu_s[1]


def _import(bench: Bench, server: servers.Postgres | None) -> None:
    data = generate(bench.folder / "data", bench.options.sizes)
    told: dict[str, dict[str, Any]] = {"import": {}, "duplicates": {}}
    for kind in bench.options.databases:
        url = f"sqlite:///{bench.folder / 'import.db'}"
        (bench.folder / "import.db").unlink(missing_ok=True)
        if kind == "postgresql":
            assert server is not None
            url = server.create("partita_import")
        told["import"][kind] = time_import(url, data, bench.folder)
        told["duplicates"][kind] = time_duplicates(url)
    bench.found.update(told)
    titles = {"import": "import of customers", "duplicates": "finding duplicates"}
    for name, title in titles.items():
        columns = [title, "rows", "s", "CPU s", "peak MB", "target", ""]
        rows = [_command_row(kind, name, answer) for kind, answer in told[name].items()]
        print("\n" + report.table(columns, rows))


def _command_row(kind: str, name: str, answer: dict[str, Any]) -> list[str]:
    seconds_max, mb_max = report.COMMANDS_MAX[name]
    is_good = answer.get("seconds", NEVER) < seconds_max and answer.get("peak_mb", NEVER) < mb_max
    word = answer.get("complaint") or ("pass" if is_good else "missed")
    cells = [f"{answer.get(each, 0):,.1f}" for each in ("rows", "seconds", "cpu_s", "peak_mb")]
    return [kind, *cells, f"under {seconds_max} s, {mb_max} MB for 100,000", word]


NEVER: Final = 1e9


def _curve(bench: Bench, server: servers.Postgres | None) -> None:
    for kind in bench.options.curve_databases:
        costs: dict[int, dict[str, curve.Cost]] = {}
        anew = {}
        for contacts in bench.options.curve:
            bench.say(f"curve on {kind}: {contacts:,} contacts ...")
            data, loaded = curve.load(
                bench.folder, contacts, server if kind == "postgresql" else None
            )
            batch_s = bench.options.batch_s
            costs[contacts] = {each.name: each for each in curve.measure(data, loaded, batch_s)}
            anew[contacts] = curve.count_anew_ms(loaded)
        bench.found.setdefault("curve", {})[kind] = {
            contacts: {name: each.least_us for name, each in found.items()}
            for contacts, found in costs.items()
        }
        _tell_curve(kind, costs, anew)


def _tell_curve(kind: str, costs: dict[int, dict[str, curve.Cost]], anew: dict[int, float]) -> None:
    first, *_, last = (*costs, *costs)
    unit = "CPU ms" if kind == "sqlite" else "ms"
    rows: list[list[str]] = []
    for name in costs[first]:
        least = [found[name].least_us / 1000 for found in costs.values()]
        growth = costs[last][name].least_us / costs[first][name].least_us
        word = "flat" if growth < FLAT_MAX else "GROWS"
        rows.append([name, *(f"{each:.3f}" for each in least), f"{growth:.1f} x", word])
    rows.append(
        ["count after a write (not asked to be flat)", *(f"{x:.2f}" for x in anew.values())]
    )
    rows[-1] += [f"{anew[last] / anew[first]:.1f} x", ""]
    headers = [f"{kind}, {unit} of one request", *(f"{each:,}" for each in costs)]
    print("\n" + report.table([*headers, "growth", ""], rows))


FLAT_MAX: Final = 3.0
"""Trees get deeper and pages of memory are missed more often; more than this is something else."""


if __name__ == "__main__":
    sys.exit(main())
