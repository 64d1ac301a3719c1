#!/usr/bin/env python3
"""What each precision of classifying costs and gains, as a Markdown table.

Trains the notebook's network, mask on, on the posts of 20 Newsgroups before a date, classifies the later ones
at each precision, and counts right answers and answers that differ from single precision's. Posts/s are those
of the bench server (README.md), every precision in turn in each round. Standard library only.
"""

import argparse
import pathlib
import statistics
import subprocess
import tarfile
import tempfile

import processor
from contestants import Server

PRECISIONS = ("fp32", "bf16")
THREADS = (1, 2)
TRAINING = ("--subset", "train", "--encoding", "latin-1", "--preset", "notebook", "--mask", "on",
            "--valid-fraction", "0.1")


def test_posts(archive):
    """(class, text) of the posts in the archive's test folder, each text on one line.

    The tokenizer takes LF for a space anyway; the space at the end keeps a last CR from being taken for a part
    of the line's end.
    """
    posts = []
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = pathlib.PurePosixPath(member.name).parts
            if member.isfile() and len(parts) == 3 and parts[0].endswith("-test"):
                text = tar.extractfile(member).read().decode("latin-1")
                posts.append((parts[1], text.replace("\n", " ") + " "))
    return posts


def answers(taxon, model, posts, precision):
    lines = "".join(text + "\n" for _, text in posts)
    done = subprocess.run([taxon, "predict", model, "--precision", precision], input=lines.encode(),
                          stdout=subprocess.PIPE, check=True)
    labels = [line.split("\t")[0] for line in done.stdout.decode().splitlines()]
    assert len(labels) == len(posts), "one answer a post"
    return labels


def rates(bench, data, threads, arguments):
    """{precision: posts/s of each round} on that many threads."""
    servers = {p: Server(p, [bench, data, "--mask", "on", "--threads", str(threads), "--precision", p])
               for p in PRECISIONS}
    command = f"predict {arguments.posts}"
    for server in servers.values():
        server.ask(command)  # projects the words
    measured = {p: [] for p in PRECISIONS}
    for _ in range(arguments.rounds):
        for p, server in servers.items():
            measured[p].append(float(server.ask(command)))
    return measured


def row(precision, posts, answered, speed):
    right = sum(label == answer for (label, _), answer in zip(posts, answered[precision]))
    changed = sum(a != b for a, b in zip(answered[precision], answered[PRECISIONS[0]]))
    cells = [precision, f"{right / len(posts):.4f}", f"{changed} ({100 * changed / len(posts):.2f} %)"]
    for t in THREADS:
        ours, reference = speed[t][precision], statistics.median(speed[t][PRECISIONS[0]])
        cells += [f"{statistics.median(ours):,.0f} ({min(ours):,.0f}–{max(ours):,.0f})",
                  f"{statistics.median(ours) / reference:.2f} x"]
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", help="20news-bydate.tar.gz")
    parser.add_argument("--programs", default="build/release/bin", help="where taxon and taxon_bench are")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--model", help="a model that such a training made, instead of training one")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=3840)
    arguments = parser.parse_args()
    taxon, bench = f"{arguments.programs}/taxon", f"{arguments.programs}/taxon_bench"

    with tempfile.TemporaryDirectory() as folder:
        model, data = arguments.model, f"{folder}/posts.bin"
        if not model:
            model = f"{folder}/bydate.taxon"
            subprocess.run([taxon, "train", arguments.archive, *TRAINING, "--epochs", str(arguments.epochs),
                            "--out", model], check=True)
        posts = test_posts(arguments.archive)
        answered = {p: answers(taxon, model, posts, p) for p in PRECISIONS}
        subprocess.run([bench, data, "--prepare", arguments.archive, "--texts", "notebook"], check=True)
        speed = {t: rates(bench, data, t, arguments) for t in THREADS}

    print(f"{processor.name()}; {len(posts):,} test posts by date; posts/s: medians (and range) of {arguments.rounds} "
          f"interleaved rounds of {arguments.posts:,} posts, mask on.\n")
    print("| precision | accuracy | answers changed |" +
          "".join(f" posts/s, {t} thread{'s' if t > 1 else ''} | ratio |" for t in THREADS))
    print("|---|---|---|" + "---|---|" * len(THREADS))
    for p in PRECISIONS:
        print(row(p, posts, answered, speed))


if __name__ == "__main__":
    main()
