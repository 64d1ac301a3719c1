#!/usr/bin/env python3
"""Races taxon against a peer in interleaved rounds and prints a Markdown table of medians.

Both sides are servers (README.md has the protocol): in every round each is asked in turn, so that whatever
the machine does besides hits both. Standard library only.
"""

import argparse
import os
import statistics
import subprocess
import sys

WARM_UP_POSTS = 128
# Left over from other benchmarks they would slow down or speed up one side only.
FOREIGN_SETTINGS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


class Server:
    def __init__(self, name, command):
        self.name, self.command = name, command
        environment = {k: v for k, v in os.environ.items() if k not in FOREIGN_SETTINGS}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)

    def ask(self, command):
        try:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        if not answer:
            sys.exit(f"{self.name} gave no answer to '{command}': {' '.join(self.command)}")
        return answer

    def posts_per_second(self, command):
        return float(self.ask(command))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def cpu_model_and_instruction_set():
    model, flags = "unknown", set()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                model = value.strip()
            elif key.strip() in ("flags", "Features"):
                flags = set(value.split())
    for name, flag in (("AVX-512", "avx512f"), ("AVX2", "avx2"), ("NEON", "asimd")):
        if flag in flags:
            return model, name
    return model, "no vector extension that taxon uses"


def race(servers, command, rounds):
    """Posts/s by server, one number a round."""
    rates = {server: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            rates[server].append(server.posts_per_second(command))
    return rates


def spread(values):
    return f"{statistics.median(values):,.0f} ({min(values):,.0f}–{max(values):,.0f})"


def race_with_mask(arguments, mask):
    """The table's rows for one mask, and what the two servers say of themselves."""
    options = [arguments.data, "--mask", mask, "--threads", str(arguments.threads)]
    taxon = Server("taxon", [arguments.taxon, *options])
    peer = Server("the peer", [*arguments.peer, *options])
    versions = [server.ask("info") for server in (taxon, peer)]
    rows = []
    for what, verb, posts in (("training", "train", arguments.train_posts),
                              ("classifying", "predict", arguments.predict_posts)):
        for server in (taxon, peer):
            server.posts_per_second(f"{verb} {WARM_UP_POSTS}")
        rates = race((taxon, peer), f"{verb} {posts}", arguments.rounds)
        ratio = statistics.median(rates[taxon]) / statistics.median(rates[peer])
        rows.append(f"| {what}, mask {mask} | {spread(rates[taxon])} | {spread(rates[peer])} | {ratio:.1f} x |")
    for server in (taxon, peer):
        server.close()
    return rows, versions


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="bench data file")
    parser.add_argument("--taxon", required=True, help="the taxon_bench program")
    parser.add_argument("--masks", default="off,on")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--train-posts", type=int, default=960)
    parser.add_argument("--predict-posts", type=int, default=1920)
    parser.add_argument("--peer", nargs=argparse.REMAINDER, required=True, help="the peer's command, last")
    arguments = parser.parse_args()

    rows, versions = [], []
    for mask in arguments.masks.split(","):
        more, versions = race_with_mask(arguments, mask)
        rows += more
    model, instruction_set = cpu_model_and_instruction_set()
    print(f"{model}, {instruction_set}, {arguments.threads} threads; {versions[0]} against {versions[1]}; "
          f"posts/s, medians (and range) of {arguments.rounds} interleaved rounds of "
          f"{arguments.train_posts:,} posts trained and {arguments.predict_posts:,} classified.\n")
    print(f"| what | {versions[0]} | {versions[1]} | ratio |\n|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
