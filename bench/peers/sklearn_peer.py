#!/usr/bin/env python3
"""scikit-learn's TF-IDF and LinearSVC, which train a linear model on the texts, as a bench server."""

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import server
import text_server


class SklearnPeer(text_server.TextPeer):
    def info(self):
        return f"scikit-learn {sklearn.__version__}, TF-IDF and LinearSVC"

    def fit(self, labels, texts):
        self.model = make_pipeline(TfidfVectorizer(), LinearSVC())
        self.model.fit(texts, labels)

    def classify(self, texts):
        return self.model.predict(texts)


if __name__ == "__main__":
    server.serve(SklearnPeer)
