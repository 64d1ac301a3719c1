#!/usr/bin/env python3
"""Writes split.json: NumPy's legacy random numbers and scikit-learn 1.9.1's stratified splits.

Run by hand in an environment with numpy and scikit-learn 1.9.1; the tests read the file.

  draws         {seed, values}: the first 32-bit numbers of RandomState(seed)
  permutations  {seed, n, values}: RandomState(seed).permutation(n); shuffle of 0 .. n-1 is the same
  choices       {seed, values, count, chosen}: two choices without replacement from one generator
  splits        {labels, fraction, seed, train, valid}: train_test_split, the indices; where it refuses,
                "error" stands instead of the indices
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.model_selection import train_test_split

assert sklearn.__version__ == "1.9.1", sklearn.__version__
SEEDS = [0, 1, 19, 42, 12345, 2**32 - 1]


def split(labels, fraction, seed):
    case = {"labels": labels, "fraction": fraction, "seed": seed}
    try:
        train, valid = train_test_split(np.arange(len(labels)), test_size=fraction, stratify=labels,
                                        random_state=seed)
        case.update(train=train.tolist(), valid=valid.tolist())
    except ValueError as error:
        case["error"] = str(error)
    return case


def choices(seed, n, count):
    random = np.random.RandomState(seed)
    values = list(range(100, 100 + n))
    chosen = [random.choice(values, size=count, replace=False).tolist() for _ in range(2)]
    return {"seed": seed, "values": values, "count": count, "chosen": chosen}


def number(letters):
    return [sorted(set(letters)).index(letter) for letter in letters]


def main():
    golden = {
        "draws": [{"seed": s, "values": np.random.RandomState(s)._bit_generator.random_raw(1300).tolist()[::100]}
                  for s in SEEDS],
        "permutations": [{"seed": s, "n": n, "values": np.random.RandomState(s).permutation(n).tolist()}
                         for s in SEEDS for n in (1, 2, 3, 5, 16, 17, 100)]
        + [{"seed": 42, "n": 1500, "values": np.random.RandomState(42).permutation(1500).tolist()}],
        "choices": [choices(s, n, c) for s in (0, 42) for n, c in ((1, 1), (5, 0), (5, 2), (5, 5), (20, 7))],
        # The trouble cases 103, 104, 106, 107 and 109, then balanced, skewed and many classes.
        "splits": [split(number("aaab"), 0.25, 0), split(number("aaabb"), 0.2, 0), split(number("aaabb"), 0.4, 0),
                   split(number("aaaaabbbbb"), 0.25, 42), split(number("babaccabca"), 0.3, 0)]
        + [split([i % 2 for i in range(n)], f, 0) for n, f in ((100, .07), (50, .14), (100, .29), (20, .15))]
        + [split([0], 0.2, 0), split([0] * 10, 0.2, 0), split(number("aaaaaaabbbbbbbccccccc"), 0.33, 42)],
    }
    random = np.random.RandomState(7)
    for n, classes, fraction in ((60, 3, .1), (61, 3, .5), (200, 7, .25), (200, 20, .2), (333, 11, .9), (40, 20, .5)):
        for seed in (0, 19, 42):
            labels = random.choice(classes, size=n, p=random.dirichlet([2.0] * classes)).tolist()
            golden["splits"].append(split(labels, fraction, seed))
            golden["splits"].append(split([i % classes for i in range(n)], fraction, seed))
    path = pathlib.Path(__file__).with_name("split.json")
    path.write_text(json.dumps(golden, separators=(",", ":")).replace("},{", "},\n{") + "\n")
    print(sum("error" in case for case in golden["splits"]), "of", len(golden["splits"]), "splits refused")


main()
