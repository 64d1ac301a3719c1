#!/usr/bin/env python3
"""Writes linear.json: scikit-learn 1.9.1's TF-IDF features and linear support vector machines (liblinear).

Run by hand in an environment with numpy and scikit-learn; the test reads the file.

"features": cases of "texts" and options ("words" and "characters": [from, to], [0, 0] for none; "min_texts";
"sublinear"), with "columns", the number of features, and "products", the matrix of the texts' dot products with each
other, which says the same of two sets of features whatever the order of their columns.

"solutions": cases of "rows" (n, F; exact in float32), "labels" (a list for each row), "classes", "multi_label", "c",
"class_weights" (empty: none) and liblinear's "weights" (C, F) and "biases" (C), to about 1e-8: each class solved by
itself as labels +1 and -1. For "learn_from", only these rows were seen.
"""

import json
import pathlib

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

TEXTS = [
    "From: ann@hockey.example (Ann O'Neil)\nSubject: Re: The Leafs!\n\nThe leafs won the game, the 2nd game.",
    "From: bob@space.example\nSubject: ΟΔΥΣΣΕΥΣ orbit\n\nThe orbit's apogee is 42,000 km -- isn't it?",
    "Straße nach München: Größe ½ m² — «ÉTÉ» naïve café café",
    "a b c I x_1 x_1 __init__ a-b-c 3.14159 don't DON'T",
    "",
    " \t\r\n ",
    "The orbit of the game\u00a0of\u2003the\x85leafs\x1cwon",
    "日本語 の テキスト、です。 орбита Орбита İstanbul ſ",
    "won won won won won won won the the the orbit",
    "x",
    "ab abc abcd abcde abcdef \U0001f600\U0001f600 \U0001f600",
]


def vectorizer(case):
    parts = []
    for name, analyzer in (("words", "word"), ("characters", "char_wb")):
        if case[name] != [0, 0]:
            parts.append((name, TfidfVectorizer(analyzer=analyzer, ngram_range=tuple(case[name]),
                                                min_df=case["min_texts"], sublinear_tf=case["sublinear"])))
    return FeatureUnion(parts)


def features_case(words, characters, min_texts, sublinear):
    case = {"words": words, "characters": characters, "min_texts": min_texts, "sublinear": sublinear, "texts": TEXTS}
    rows = vectorizer(case).fit_transform(TEXTS)
    return case | {"columns": rows.shape[1], "products": (rows @ rows.T).toarray().round(9).tolist()}


def solutions_case(random, n, features, classes, c, labels_of, multi_label=False, class_weights=(), learn_from=None):
    rows = sparse.random(n, features, 0.3, random_state=random).toarray().astype(np.float32)
    labels = [sorted(int(k) for k in labels_of(random)) for _ in range(n)]
    chosen = list(range(n)) if learn_from is None else learn_from
    weights, biases = [], []
    for k in range(classes):
        y = np.array([1 if k in labels[i] else -1 for i in chosen])
        costs = np.ones(len(chosen))
        for place, i in enumerate(chosen):
            if class_weights and not multi_label:
                costs[place] = class_weights[labels[i][0]]
            elif class_weights and k in labels[i]:
                costs[place] = class_weights[k]
        model = LinearSVC(C=c, tol=1e-9, max_iter=10**7, dual=True, random_state=0)
        model.fit(rows[chosen].astype(np.float64), y, sample_weight=costs)
        weights.append(model.coef_[0].round(9).tolist())
        biases.append(round(float(model.intercept_[0]), 9))
    return {"rows": rows.tolist(), "labels": labels, "classes": classes, "multi_label": multi_label, "c": c,
            "class_weights": list(class_weights), "learn_from": chosen, "weights": weights, "biases": biases}


def main():
    random = np.random.RandomState(5)
    one_of = lambda classes: lambda r: [r.randint(classes)]
    some_of = lambda classes: lambda r: np.flatnonzero(r.rand(classes) < 0.4)
    features = [
        features_case([1, 1], [0, 0], 1, False),
        features_case([1, 2], [3, 5], 1, True),
        features_case([1, 2], [3, 5], 2, True),
        features_case([2, 3], [1, 8], 2, False),
        features_case([0, 0], [4, 6], 1, True),
    ]
    solutions = [
        solutions_case(random, 40, 12, 2, 1.0, one_of(2)),
        solutions_case(random, 60, 20, 5, 0.1, one_of(5)),
        solutions_case(random, 60, 20, 3, 10.0, one_of(3), class_weights=[0.5, 1, 4]),
        solutions_case(random, 50, 15, 4, 1.0, some_of(4), multi_label=True),
        solutions_case(random, 50, 15, 4, 1.0, some_of(4), multi_label=True, class_weights=[1, 2, 3, 0.25]),
        solutions_case(random, 60, 15, 3, 1.0, one_of(3), learn_from=[i for i in range(59, -1, -1) if i % 3]),
    ]
    path = pathlib.Path(__file__).with_name("linear.json")
    path.write_text(json.dumps({"features": features, "solutions": solutions}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
