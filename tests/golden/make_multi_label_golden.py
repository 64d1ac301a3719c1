#!/usr/bin/env python3
"""Writes multi_label.json: Keras 3.15.1's loss and scikit-learn 1.9.1's figures for texts of several labels.

Run by hand in an environment with keras, tensorflow, numpy and scikit-learn; the tests read the file.

"losses": cases of "logits" (n, C; exact in float32), "labels" (of each text its classes, rising), and Keras's
"loss" of each text (BinaryCrossentropy in float64, that of probabilities from keras.activations.sigmoid, behind
which Keras finds the logits), "gradient" of their sum by the logits, and "accuracy" (BinaryAccuracy).
"metrics": cases of "logits", "labels", "thresholds", and scikit-learn's figures, a text being answered with the
classes whose probability (float32) is above their threshold; zero_division=0.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from sklearn import metrics

keras.backend.set_floatx("float64")


def label_lists(matrix):
    return [np.flatnonzero(row).tolist() for row in matrix]


def exact(logits):
    return np.asarray(logits, np.float32).astype(np.float64)


def loss_case(logits, matrix):
    z, y = tf.Variable(exact(logits)), tf.constant(matrix, tf.float64)
    each = keras.losses.BinaryCrossentropy(reduction=None)
    with tf.GradientTape() as tape:
        losses = each(y, keras.activations.sigmoid(z))
        total = tf.reduce_sum(losses)
    by_logits = keras.losses.BinaryCrossentropy(from_logits=True, reduction=None)(y, z)
    assert np.array_equal(losses, by_logits)
    accuracy = keras.metrics.BinaryAccuracy()
    accuracy.update_state(y, tf.sigmoid(z))
    return {
        "logits": z.numpy().tolist(),
        "labels": label_lists(matrix),
        "loss": losses.numpy().tolist(),
        "gradient": tape.gradient(total, z).numpy().tolist(),
        "accuracy": float(accuracy.result()),
    }


def metrics_case(logits, matrix, thresholds):
    logits, matrix = exact(logits), np.asarray(matrix, int)
    thresholds = np.asarray(thresholds, np.float32)
    probabilities = (1 / (1 + np.exp(-logits))).astype(np.float32)
    answers = (probabilities > thresholds).astype(int)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(matrix, answers, zero_division=0)

    def average_precision(average):
        return metrics.average_precision_score(matrix, logits, average=average)

    return {
        "logits": logits.tolist(),
        "labels": label_lists(matrix),
        "thresholds": thresholds.astype(float).tolist(),
        "accuracy": float(((logits > 0) == (matrix == 1)).mean()),
        "subset_accuracy": metrics.accuracy_score(matrix, answers),
        "micro_f1": metrics.f1_score(matrix, answers, average="micro", zero_division=0),
        "macro_f1": metrics.f1_score(matrix, answers, average="macro", zero_division=0),
        "micro_average_precision": average_precision("micro"),
        "macro_average_precision": average_precision("macro"),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "average_precision": [float(x) for x in average_precision(None)],
    }


def main():
    random = np.random.default_rng(7)
    losses = [loss_case(random.normal(size=(n, c)) * scale, random.random((n, c)) < share)
              for n, c, scale, share in [(1, 2, 1, .5), (6, 3, 4, .3), (9, 17, 30, .2)]]
    losses.append(loss_case([[0, 500, -500, 88, -88]] * 2, [[1, 0, 1, 1, 0], [0, 1, 0, 0, 1]]))
    figures = []
    for n, c, share, rounding in [(8, 2, .5, None), (40, 5, .3, None), (60, 4, .2, 0), (30, 12, .1, 1)]:
        logits = random.normal(size=(n, c)) * 2
        if rounding is not None:  # many equal logits
            logits = np.round(logits, rounding)
        matrix = random.random((n, c)) < share
        figures.append(metrics_case(logits, matrix, random.random(c) * .8 + .1))
    # A class that no text has, one that was never answered, a text without labels.
    figures.append(metrics_case([[3, -3, -1], [2, -3, -2], [-1, -3, 1]], [[1, 1, 0], [1, 0, 0], [0, 0, 0]], [.5] * 3))
    path = pathlib.Path(__file__).with_name("multi_label.json")
    path.write_text(json.dumps({"losses": losses, "metrics": figures}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
