"""What the peers of the accuracy table share: reading, the clock, and the figures as `taxon evaluate` defines them.

PEER KIND TRAIN TEST [--seed N] [--threads N]    TRAIN and TEST: JSON Lines of {"label", "text"}; prints JSON.

Seconds are those of reading, preparing and learning, then of reading and answering the test part; starting Python
and importing libraries is not counted.
"""

import argparse
import json
import os

from clock import Clock

BINS = 15


class Kind:
    """One kind of model, not yet trained."""

    def learn(self, texts, labels, seed, threads):
        raise NotImplementedError

    def answer(self, texts):
        """(labels, the probability of each; None for a kind that knows none)."""
        raise NotImplementedError


def read(path):
    """(texts, labels) of a file."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row["text"] for row in rows], [row["label"] for row in rows]


def macro_f1(truth, answers):
    """Mean F1 of the labels that are among the true ones or the answers."""
    scores = []
    for label in sorted({*truth, *answers}):
        hits = sum(t == a == label for t, a in zip(truth, answers, strict=True))
        scores.append(2 * hits / (truth.count(label) + answers.count(label)))
    return sum(scores) / len(scores)


def calibration_error(right, probabilities):
    """Expected calibration error (Guo et al., "On calibration of modern neural networks", 2017), 15 bins of equal
    width, each without its lower end. right: whether each answer is; probabilities: what it was given."""
    bins = [0.0] * BINS
    for hit, probability in zip(right, probabilities, strict=True):
        number = next(b for b in range(BINS) if probability <= (b + 1) / BINS or b == BINS - 1)
        bins[number] += hit - probability
    return sum(abs(value) for value in bins) / len(right)


def figures(truth, answers, probabilities):
    right = [t == a for t, a in zip(truth, answers, strict=True)]
    error = None if probabilities is None else calibration_error(right, [float(p) for p in probabilities])
    return {"n": len(truth), "accuracy": sum(right) / len(right), "macro_f1": macro_f1(truth, answers),
            "calibration_error": error}


def run(program, kinds):
    """program: name and version; kinds: {name: a function without arguments that makes a Kind}."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("train")
    parser.add_argument("test")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:arguments.threads])
    model, clock = kinds[arguments.kind](), Clock()
    model.learn(*read(arguments.train), arguments.seed, arguments.threads)
    result = {"program": program} | clock.take("train_seconds")
    texts, truth = read(arguments.test)
    answers, probabilities = model.answer(texts)
    result |= clock.take("test_seconds")
    print(json.dumps(result | figures(truth, [str(answer) for answer in answers], probabilities)))
