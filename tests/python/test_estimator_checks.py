"""scikit-learn's own checks. They feed matrices of numbers, which are made into texts. None is excepted."""

import numpy as np
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import validate_data

from taxon import TaxonClassifier


class OfNumbers(TaxonClassifier):
    """Makes a text of each row, a word of each number, and classifies that."""

    def _texts(self, X, reset):
        X = validate_data(self, X, reset=reset, dtype="numeric")
        return [" ".join(f"{column}x{round(4 * float(x))}" for column, x in enumerate(row)) for row in np.asarray(X)]

    def fit(self, X, y):
        if y is not None:
            _, y = validate_data(self, X, y, multi_output=True, dtype="numeric")
        return super().fit(self._texts(X, reset=True), y)

    def predict_proba(self, X):
        if not hasattr(self, "model_"):
            return super().predict_proba([])
        return super().predict_proba(self._texts(X, reset=False))

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = False
        tags.input_tags.one_d_array = False
        tags.input_tags.two_d_array = True
        return tags


def make():
    return OfNumbers(
        epochs=40, batch_size=8, embed_dim=32, key_dim=16, ff_dim=16, maxlen=8, threads=1, learning_rate=0.01, dropout=0
    )


@parametrize_with_checks([make()])
def test_scikit_learn(estimator, check):
    check(estimator)
