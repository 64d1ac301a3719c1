#!/usr/bin/env python3
"""Writes metrics.json: scikit-learn 1.9.1's figures for made-up answers.

Run by hand in an environment with numpy and scikit-learn; the test reads the file.

metrics.json is a list of cases: "logits" (n, C; exact in float32), "labels", and scikit-learn's "loss" (log_loss of
the softmax), "accuracy", "macro_f1" (f1_score), "precision", "recall", "f1", "support" (of each class,
zero_division=0), "confusion"; "calibration_error" is counted here, as the definition has it: 15 bins
(b/15, (b+1)/15] of the top probability.
"""

import json
import pathlib

import numpy as np
from sklearn import metrics


def calibration_error(probabilities, labels, bins=15):
    top, right = probabilities.max(1), probabilities.argmax(1) == labels
    error = 0.0
    for b in range(bins):
        inside = (top > b / bins) & (top <= (b + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - top[inside].mean())
    return error


def case(logits, labels):
    logits = np.asarray(logits, np.float32).astype(np.float64)
    labels = np.asarray(labels)
    every = np.arange(logits.shape[1])
    probabilities = np.exp(logits - logits.max(1, keepdims=True))
    probabilities /= probabilities.sum(1, keepdims=True)
    answers = logits.argmax(1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, answers, labels=every, zero_division=0)
    return {
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        "loss": metrics.log_loss(labels, probabilities, labels=every),
        "accuracy": metrics.accuracy_score(labels, answers),
        "macro_f1": metrics.f1_score(labels, answers, average="macro", zero_division=0),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "confusion": metrics.confusion_matrix(labels, answers, labels=every).tolist(),
        "calibration_error": calibration_error(probabilities, labels),
    }


def main():
    random = np.random.default_rng(5)
    cases = [case(random.normal(size=(n, c)) * scale, random.integers(0, c, n))
             for n, c, scale in [(1, 2, 1), (7, 3, 2), (60, 4, 1), (40, 20, 3)]]
    # Truth 0,0,1,1 answered 0 throughout, with two classes and with a third that never occurs.
    cases.append(case([[1, 0]] * 4, [0, 0, 1, 1]))
    cases.append(case([[1, 0, -1]] * 4, [0, 0, 1, 1]))
    path = pathlib.Path(__file__).with_name("metrics.json")
    path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
