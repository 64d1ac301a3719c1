#!/usr/bin/env python3
"""scikit-learn's linear models on TF-IDF, for the accuracy table; judged.py says how it is called."""

import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

import judged
from sklearn_ngrams import WORDS, ngrams


class TfidfModel(judged.Kind):
    def __init__(self, features, make_model):
        """make_model: from the seed to an untrained model of scikit-learn."""
        self.features, self.make_model = features, make_model

    def learn(self, texts, labels, seed, threads):
        # None of these models uses threads.
        self.model = self.make_model(seed).fit(self.features.fit_transform(texts), labels)

    def answer(self, texts):
        rows = self.features.transform(texts)
        if not hasattr(self.model, "predict_proba"):
            return self.model.predict(rows), None
        shares = self.model.predict_proba(rows)
        return self.model.classes_[shares.argmax(axis=1)], shares.max(axis=1)


def words():
    return TfidfVectorizer(**WORDS)


def svm(seed):
    return LinearSVC(random_state=seed)


KINDS = {
    "words": lambda: TfidfModel(words(), svm),
    "calibrated": lambda: TfidfModel(words(), lambda seed: CalibratedClassifierCV(svm(seed))),
    "bayes": lambda: TfidfModel(words(), lambda seed: ComplementNB()),
    "ngrams": lambda: TfidfModel(ngrams(), svm),
}

if __name__ == "__main__":
    judged.run(f"scikit-learn {sklearn.__version__}", KINDS)
