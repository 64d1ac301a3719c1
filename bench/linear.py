#!/usr/bin/env python3
"""Races taxon's linear model against scikit-learn's on the same texts and features; prints lines of a Markdown table.

linear.py LINEAR_BENCH ARCHIVE [SPLIT ...]    SPLIT: notebook, by-date, stripped (headers, footers, quotes removed)

Seconds are those from texts in memory to a trained model, then to the answers for the test part; beside them the
processor's seconds, which say how much of the time was waiting for other programs.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from contestants import environment_python

SPLITS = ["notebook", "by-date", "stripped"]


def result_of(command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def train_seconds(result, kind=""):
    return result[f"features_seconds{kind}"] + result[f"solve_seconds{kind}"]


def line(split, result, peer):
    gain = train_seconds(peer) / train_seconds(result)
    return "| " + " | ".join([
        split, result["program"], f"{100 * result['accuracy']:.2f}",
        f"{train_seconds(result):.1f} ({train_seconds(result, '_processor'):.1f})",
        f"{result['predict_seconds']:.1f} ({result['predict_seconds_processor']:.1f})",
        f"{result['memory_mb']:.0f}", f"{gain:.1f} x"]) + " |"


def main():
    program, archive, *splits = sys.argv[1:]
    peer = pathlib.Path(__file__).resolve().parent / "peers" / "sklearn_ngrams.py"
    python = environment_python("sklearn")
    print("| posts | | accuracy, % | learning, s (processor) | answering, s (processor) | memory, MB | speed |")
    print("|---|---|---|---|---|---|---|")
    for split in splits or SPLITS:
        with tempfile.TemporaryDirectory() as folder:
            texts = f"{folder}/texts.jsonl"
            subprocess.run([program, archive, split, "--write", texts], check=True)
            theirs = result_of([python, str(peer), texts])
        ours = result_of([program, archive, split])
        for result in (ours, theirs):
            print(line(split, result, theirs), flush=True)


if __name__ == "__main__":
    main()
