#!/usr/bin/env python3
"""Races taxon against other programs in interleaved rounds and writes a Markdown table (README.md tells more).

In every round each contestant is asked in turn, so that whatever the machine does besides hits all of them.
Standard library only; each peer runs in a Python environment of its own, which is made when it is first needed.
"""

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path

import agreement
import contestants
import processor
import rows
import table

RESULTS = contestants.WORK / "results"


def settings(setup):
    """What must be the same for rows to stand in one table."""
    scale = "" if setup.scale == 1 else f" at {setup.scale:g} of the usual numbers of posts"
    return f"{processor.name()}, {setup.threads} threads; {setup.rounds} interleaved rounds{scale}"


def measure(setup, name):
    make, mask = rows.ROWS[name]
    print(f"measuring {name}", file=sys.stderr)
    measurements = make(setup, mask)
    for m in measurements:
        print(table.line(m), flush=True)
    run = {"settings": settings(setup), "measurements": [dataclasses.asdict(m) for m in measurements]}
    (RESULTS / f"{name}.json").write_text(json.dumps(run, indent=1), encoding="utf-8")


def results():
    """What was measured last of every row, in the table's order."""
    runs = {}
    for name in rows.ROWS:
        path = RESULTS / f"{name}.json"
        if path.exists():
            run = json.loads(path.read_text(encoding="utf-8"))
            run["measurements"] = [rows.Measurement(**m) for m in run["measurements"]]
            runs[name] = run
    return runs


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(rows.ROWS)}; default: all")
    for name in ("taxon", "taxon-bench", "texts", "archive"):
        parser.add_argument(f"--{name}", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--peers", default=",".join(contestants.PEERS), help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1, help="of the numbers of posts; small for a trial")
    parser.add_argument("--check", action="store_true",
                        help="measure nothing; compare the answers of all that have the same model")
    parser.add_argument("--table", action="store_true", help="measure nothing; print what was measured last")
    parser.add_argument("--write", type=Path, metavar="FILE",
                        help="put the table of all rows measured last between the two marks of FILE")
    arguments = parser.parse_args()
    if unknown := set(arguments.rows) - set(rows.ROWS) | set(arguments.peers.split(",")) - set(contestants.PEERS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return arguments


def main():
    arguments = parse()
    RESULTS.mkdir(parents=True, exist_ok=True)
    setup = rows.Setup(arguments.taxon, arguments.taxon_bench, Path(arguments.texts), arguments.archive,
                       arguments.threads, arguments.rounds, arguments.scale, tuple(arguments.peers.split(",")))
    if arguments.check:
        agreement.check(setup)
    elif not arguments.table:
        for name in arguments.rows or rows.ROWS:
            measure(setup, name)
    if arguments.table or arguments.write:
        text = table.markdown(results())
        if arguments.write:
            table.write_into(arguments.write, text)
        else:
            print(text)


if __name__ == "__main__":
    main()
