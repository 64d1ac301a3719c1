#!/usr/bin/env python3
"""scikit-learn's TF-IDF of words, pairs and characters and its LinearSVC on the texts that linear_bench wrote.

sklearn_ngrams.py TEXTS    prints what linear_bench prints: one line of JSON.
"""

import json
import resource
import sys

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from clock import Clock

WORDS = {"min_df": 2, "sublinear_tf": True}


def ngrams():
    """TF-IDF of words, pairs and characters: linear_bench's defaults, under scikit-learn's names."""
    return FeatureUnion([
        ("words", TfidfVectorizer(ngram_range=(1, 2), **WORDS)),
        ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), **WORDS)),
    ])


def main():
    posts = {"train": ([], []), "test": ([], [])}
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            post = json.loads(line)
            texts, labels = posts[post["part"]]
            texts.append(post["text"])
            labels.append(post["label"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    features = ngrams()
    result, clock = {"program": f"scikit-learn {sklearn.__version__}"}, Clock()
    rows = features.fit_transform(posts["train"][0])
    result |= clock.take("features_seconds")
    model = LinearSVC().fit(rows, posts["train"][1])
    result |= clock.take("solve_seconds")
    answers = model.predict(features.transform(posts["test"][0]))
    result |= clock.take("predict_seconds")
    right = sum(int(answer) == label for answer, label in zip(answers, posts["test"][1], strict=True))
    result |= {"features": rows.shape[1], "values": int(rows.nnz), "accuracy": right / len(answers),
               "memory_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / 1e6}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
