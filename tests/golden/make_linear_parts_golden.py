#!/usr/bin/env python3
"""Writes linear_parts.json: scikit-learn 1.9.1's ComplementNB, and SciPy's minimum of what score weights minimise.

Run by hand in an environment with numpy, scipy and scikit-learn; the tests read the file.

"naive_bayes": cases of "rows" (n, F; exact in float32), "labels", "classes", "smoothing", "class_weights" (empty:
none), "learn_from" (rows that were seen) and ComplementNB's "weights" (C, F).

"score_weights": cases of "scores" (of each model n x C numbers), "labels" (a list for each text), "classes",
"multi_label", "usual", and at the minimum of cross-entropy + 10 / (2 n) sum_j (w_j / usual_j - 1)^2 for w >= 0 the
"weights", "offset", and the cross-entropy ("loss") and "accuracy" there.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.naive_bayes import ComplementNB


def bayes_case(random, n, features, classes, smoothing, class_weights=(), learn_from=None):
    rows = np.where(random.rand(n, features) < 0.3, random.rand(n, features), 0).astype(np.float32)
    labels = random.randint(classes, size=n)
    chosen = list(range(n)) if learn_from is None else learn_from
    costs = [class_weights[label] if class_weights else 1 for label in labels[chosen]]
    model = ComplementNB(alpha=smoothing).fit(rows[chosen].astype(np.float64), labels[chosen], sample_weight=costs)
    return {"rows": rows.tolist(), "labels": labels.tolist(), "features": features, "classes": classes,
            "smoothing": smoothing, "class_weights": list(class_weights), "learn_from": chosen,
            "weights": model.feature_log_prob_.round(9).tolist()}


def weights_case(random, n, classes, usual, quality, multi_label=False):
    """quality: how much of the truth is in each model's scores, beside noise."""
    truth = random.rand(n, classes) < 0.4 if multi_label else np.eye(classes)[random.randint(classes, size=n)] > 0
    scores = [q * truth + random.randn(n, classes) for q in quality]
    scores = [s.round(3) for s in scores]
    sums = lambda x: sum(w * s for w, s in zip(x, scores)) + (x[-1] if multi_label else 0)

    def entropy(x):
        z = sums(x)
        if multi_label:
            return np.logaddexp(0, np.where(truth, -z, z)).mean()
        return -log_softmax(z, axis=1)[truth].mean()

    def loss(x):
        return entropy(x) + 10 / (2 * n) * sum((w / u - 1) ** 2 for w, u in zip(x, usual))

    start = list(usual) + ([0.0] if multi_label else [])
    bounds = [(0, None)] * len(usual) + ([(None, None)] if multi_label else [])
    best = minimize(loss, start, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10}).x
    z = sums(best)
    right = ((z > 0) == truth).mean() if multi_label else truth[np.arange(n), z.argmax(1)].mean()
    return {"scores": [s.ravel().tolist() for s in scores], "labels": [np.flatnonzero(row).tolist() for row in truth],
            "classes": classes, "multi_label": multi_label, "usual": list(usual),
            "weights": best[:len(usual)].tolist(), "offset": float(best[-1]) if multi_label else 0.0,
            "loss": float(entropy(best)), "accuracy": float(right)}


def main():
    random = np.random.RandomState(7)
    bayes = [
        bayes_case(random, 40, 12, 2, 1.0),
        bayes_case(random, 50, 15, 4, 0.01),
        bayes_case(random, 50, 15, 3, 0.1, class_weights=[0.5, 1, 4]),
        bayes_case(random, 60, 10, 3, 0.01, learn_from=[i for i in range(60) if i % 3]),
    ]
    weights = [
        weights_case(random, 100, 3, [1.0], [2.0]),
        weights_case(random, 150, 4, [3.0, 0.5], [1.5, 0.7]),
        weights_case(random, 150, 4, [1.0, 1.0, 1.0], [2.0, -0.5, 1.0]),
        weights_case(random, 80, 3, [1.0, 1.0], [1.5, 0.5], multi_label=True),
    ]
    path = pathlib.Path(__file__).with_name("linear_parts.json")
    path.write_text(json.dumps({"naive_bayes": bayes, "score_weights": weights}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
