#!/usr/bin/env python3
"""Writes trust.json: what SciPy 1.17.1 and scikit-learn 1.9.1 say of made-up answers, for the figures that say how far
another figure can be trusted.

Run by hand in an environment with numpy, scipy and scikit-learn; takes a minute; the test reads the file.

trust.json has
  "reliability": cases of "probability" and "right" of texts, and of calibration_curve() (15 uniform bins) the mean
    "predicted" and the "true" share of the bins that are not empty; "answered", counted here as the definition has it:
    of each percentage the bound, how many texts reach it, and how many of these are right;
  "single", "multi": cases of "truth" and "answers" (of "multi" label lists), with 95 % intervals of accuracy_score and
    f1_score: "accuracy", "micro_f1", "macro_f1", over the very resamples that taxon draws, made here anew from the
    definition of Philox4x32-10; and "scipy", those of scipy.stats.bootstrap's percentile method for accuracy, from
    numbers of its own;
  "mcnemar": [only a, only b, two-sided p-value of binomtest()].
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, f1_score

RESAMPLES, BOOTSTRAP = 1000, 6  # the purpose's number in base/random.h
PERCENTS = (100, 95, 90, 80, 70, 50)


def philox(counter):
    """Philox4x32-10 with the key 0 of an array of counters, (n, 4); Salmon et al., SC 2011."""
    c = counter.astype(np.uint64)
    key0, key1 = 0, 0
    low = np.uint64(0xFFFFFFFF)
    for _ in range(10):
        p0, p1 = c[:, 0] * np.uint64(0xD2511F53), c[:, 2] * np.uint64(0xCD9E8D57)
        c = np.stack([(p1 >> np.uint64(32)) ^ c[:, 1] ^ np.uint64(key0), p1 & low,
                      (p0 >> np.uint64(32)) ^ c[:, 3] ^ np.uint64(key1), p0 & low], axis=1)
        key0, key1 = (key0 + 0x9E3779B9) & 0xFFFFFFFF, (key1 + 0xBB67AE85) & 0xFFFFFFFF
    return c


def drawn(n, resample):
    counters = np.zeros(((n + 3) // 4, 4), np.uint64)
    counters[:, 0], counters[:, 1], counters[:, 3] = np.arange(len(counters)), resample, BOOTSTRAP
    return ((philox(counters).reshape(-1)[:n] * np.uint64(n)) >> np.uint64(32)).astype(np.int64)


def intervals(truth, answers):
    figures = []
    for resample in range(RESAMPLES):
        rows = drawn(len(truth), resample)
        t, a = truth[rows], answers[rows]
        figures.append([accuracy_score(t, a)] + [f1_score(t, a, average=how, zero_division=0)
                                                 for how in ("micro", "macro")])
    figures = np.sort(np.array(figures), axis=0)
    return {name: [figures[24, i], figures[974, i]] for i, name in enumerate(("accuracy", "micro_f1", "macro_f1"))}


def scipy_interval(right):
    if len(right) == 1:
        return []  # SciPy wants two
    found = stats.bootstrap((right,), np.mean, n_resamples=20000, method="percentile", rng=np.random.default_rng(1))
    return list(found.confidence_interval)


def single_case(random, n, classes, wrong):
    truth = random.integers(0, classes, n)
    answers = np.where(random.random(n) < wrong, random.integers(0, classes, n), truth)
    return {"truth": truth.tolist(), "answers": answers.tolist(), "classes": classes} | intervals(truth, answers) | {
        "scipy": scipy_interval((truth == answers).astype(float))}


def multi_case(random, n, classes, wrong):
    truth = (random.random((n, classes)) < 0.3).astype(int)
    truth[:, -1] = 0  # a class that never occurs
    answers = np.where(random.random((n, classes)) < wrong, 1 - truth, truth)
    answers[:, -1] = 0
    lists = [[np.flatnonzero(row).tolist() for row in rows] for rows in (truth, answers)]
    return {"truth": lists[0], "answers": lists[1], "classes": classes} | intervals(truth, answers)


def reliability_case(random, n, spread):
    probability = np.float32(np.clip(random.beta(spread, 1, n), 0.02, 1)).astype(float)
    probability[: n // 10] = np.float32(0.75)  # of one probability
    right = random.random(n) < probability ** 1.5
    true, predicted = calibration_curve(right, probability, n_bins=15, strategy="uniform")
    answered = []
    for percent in PERCENTS:
        wanted = -(-n * percent // 100)
        bound = 0.0 if percent == 100 else float(np.sort(probability)[::-1][wanted - 1])
        inside = probability >= bound
        answered.append([percent, bound, int(inside.sum()), int(right[inside].sum())])
    return {"probability": probability.tolist(), "right": right.tolist(), "true": true.tolist(),
            "predicted": predicted.tolist(), "answered": answered}


def main():
    random = np.random.default_rng(8)
    pairs = [(0, 0), (0, 1), (1, 0), (3, 3), (5, 0), (2, 9), (10, 21), (121, 59), (342, 301), (1000, 1100),
             (5000, 5300), (0, 1000), (0, 1100), (100000, 101000)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of resamples without some class
        values = {
            "reliability": [reliability_case(random, n, spread) for n, spread in [(1, 2), (40, 1), (300, 3)]],
            "single": [single_case(random, *of) for of in [(1, 2, 0), (7, 3, 0.5), (50, 12, 0.6), (400, 5, 0.3)]],
            "multi": [multi_case(random, *of) for of in [(9, 3, 0.3), (120, 5, 0.1)]],
            "mcnemar": [[a, b, float(stats.binomtest(a, a + b).pvalue) if a + b else 1.0] for a, b in pairs],
        }
    path = pathlib.Path(__file__).with_name("trust.json")
    path.write_text(json.dumps(values, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
