#!/usr/bin/env python3
"""Trains taxon's presets and other programs on the same texts, judges them by the same others, and prints tables.

Every contestant is a program of its own that reads a set's train.jsonl, learns, reads test.jsonl and answers; with each
seed they take turns. A figure is written to the JSON file as soon as it is there, and one that stands in it is not
measured again, so that a run that was stopped goes on where it was. README.md tells more. Standard library only; each
peer runs in a Python environment of its own.
"""

import argparse
import itertools
import json
import os
import shlex
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import accuracy_table
import contestants
import data_sets
import processor

WORK = contestants.BENCH.parent / "build" / "bench-accuracy"
# Name: its environment, its script and the kind of model that the script is to make.
PEERS = {
    "sklearn-words": ("sklearn", "sklearn_judged.py", "words"),
    "sklearn-calibrated": ("sklearn", "sklearn_judged.py", "calibrated"),
    "sklearn-bayes": ("sklearn", "sklearn_judged.py", "bayes"),
    "sklearn-ngrams": ("sklearn", "sklearn_judged.py", "ngrams"),
    "fasttext-words": ("fasttext", "fasttext_judged.py", "words"),
    "fasttext-pairs": ("fasttext", "fasttext_judged.py", "pairs"),
    "fasttext-pairs-long": ("fasttext", "fasttext_judged.py", "pairs-long"),
}


@dataclass
class Setup:
    """Where taxon is, and the number of threads of all contestants."""

    taxon: str
    threads: int


def judge_taxon(setup, preset, folder, seed):
    """preset: the name and, after it, options of `taxon train` of its own."""
    threads = ("--threads", setup.threads)
    with tempfile.TemporaryDirectory() as scratch:
        model = f"{scratch}/model.taxon"
        learning = contestants.run_program([setup.taxon, "train", folder / "train.jsonl", "--preset",
                                            *shlex.split(preset), "--seed", seed, *threads, "--out", model])
        judging = contestants.run_program([setup.taxon, "evaluate", model, folder / "test.jsonl", "--json", *threads])
    answer = json.loads(judging.printed)
    return {"program": contestants.run_program([setup.taxon, "--version"]).printed.split("\n")[0],
            "train_seconds": learning.seconds, "train_seconds_processor": learning.processor_seconds,
            "test_seconds": judging.seconds, "test_seconds_processor": judging.processor_seconds,
            **{key: answer[key] for key in ("n", "accuracy", "macro_f1", "calibration_error")}}


def judge_peer(setup, name, folder, seed):
    environment, script, kind = PEERS[name]
    run = contestants.run_program([contestants.environment_python(environment), contestants.BENCH / "peers" / script,
                                   kind, folder / "train.jsonl", folder / "test.jsonl", "--seed", seed,
                                   "--threads", setup.threads])
    return json.loads(run.printed)


def measure(setup, name, folder, seed):
    """A row of the JSON file. `others`: the share of the machine that went to other programs meanwhile."""
    busy, begin = processor.busy_seconds(), os.times()
    figures = (judge_peer(setup, name, folder, seed) if name in PEERS
               else judge_taxon(setup, name.removeprefix(accuracy_table.TAXON), folder, seed))
    end = os.times()
    own = end.children_user - begin.children_user + end.children_system - begin.children_system
    capacity = (end.elapsed - begin.elapsed) * os.cpu_count()
    others = max(0.0, processor.busy_seconds() - busy - own) / capacity
    return {"data": folder.name, "contestant": name, "seed": seed, **figures, "others": others}


class Results:
    """The JSON file: what must be the same for rows to stand in one table, and the rows measured so far."""

    def __init__(self, path, settings):
        self.path, self.settings, self.rows = path, settings, []
        if path.exists():
            stored = json.loads(path.read_text(encoding="utf-8"))
            if stored["settings"] != settings:
                sys.exit(f"{path}: measured with {stored['settings']}, which is not {settings}; "
                         "give another --json FILE")
            self.rows = stored["rows"]

    def has(self, *key):
        return any((row["data"], row["contestant"], row["seed"]) == key for row in self.rows)

    def drop(self, names, data):
        self.rows = [row for row in self.rows if row["contestant"] not in names or row["data"] not in data]

    def add(self, row):
        """Writes it at once; the file is whole at any time."""
        self.rows.append(row)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(self.path.name + ".part")
        part.write_text(json.dumps({"settings": self.settings, "rows": self.rows}, indent=1), encoding="utf-8")
        os.replace(part, self.path)


def measure_missing(setup, results, names, folders, seeds):
    """Every contestant in turn, seed by seed, so that whatever the machine does besides hits all of them."""
    for name in {PEERS[name][0] for name in names if name in PEERS}:
        contestants.environment_python(name)  # installs what is missing, before any clock runs
    for folder, seed, name in itertools.product(folders, range(1, seeds + 1), names):
        if not results.has(folder.name, name, seed):
            print(f"{folder.name}, seed {seed}: {name}", file=sys.stderr, flush=True)
            results.add(measure(setup, name, folder, seed))


def words(text):
    """What stands between the commas; nothing where that is `none`."""
    return [word for word in text.split(",") if word and word != "none"]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presets", default="default,best,linear",
                        help="of `taxon train`, or none; options may stand after a name, as in 'notebook --epochs 5' "
                        "(default: %(default)s)")
    parser.add_argument("--peers", default=",".join(PEERS), help="or none (default: %(default)s)")
    parser.add_argument("--data", default=",".join(data_sets.SETS),
                        help="default: %(default)s; to choose settings by: within, within-stripped")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="the seeds 1 to N (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--folder", type=Path, default=WORK, help="where data sets are kept (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE",
                        help="the figures, kept and gone on with (default: results.json in that folder)")
    parser.add_argument("--again", action="store_true", help="measure what stands in the JSON file, too")
    parser.add_argument("--table", action="store_true", help="measure nothing; print what stands in the JSON file")
    parser.add_argument("--quick", action="store_true",
                        help="a trial: one seed, on a few made-up texts, anew each time, into quick.json")
    for name in ("--taxon", "--linear-bench", "--archive"):
        parser.add_argument(name, default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.peers, arguments.data = words(arguments.peers), words(arguments.data)
    if arguments.quick:
        arguments.data, arguments.seeds, arguments.again = list(data_sets.TRIAL), 1, True
    arguments.json = arguments.json or arguments.folder / ("quick.json" if arguments.quick else "results.json")
    known = {*PEERS, *data_sets.SETS, *data_sets.CHOOSING, *data_sets.TRIAL}
    if unknown := {*arguments.peers, *arguments.data} - known:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return arguments


def main():
    arguments = parse()
    setup = Setup(arguments.taxon, arguments.threads)
    names = [accuracy_table.TAXON + preset for preset in words(arguments.presets)] + arguments.peers
    results = Results(arguments.json, f"{processor.name()}, {arguments.threads} threads")
    if arguments.again and not arguments.table:
        results.drop(names, arguments.data)
    sources = data_sets.Sources(arguments.archive, arguments.linear_bench)
    folders = [data_sets.prepare(data, sources, arguments.folder / "data") for data in arguments.data]
    if not arguments.table:
        measure_missing(setup, results, names, folders, arguments.seeds)
    print(accuracy_table.markdown(results, names, [(folder.name, data_sets.about(folder)) for folder in folders]))


if __name__ == "__main__":
    main()
