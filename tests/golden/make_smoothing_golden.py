#!/usr/bin/env python3
"""Writes smoothing.json: Keras 3.15.1's losses with label smoothing and the rates of its CosineDecay.

Run by hand in an environment with keras, tensorflow and numpy; the tests read the file. Losses are float64, rates
float32, as Keras has them whatever is set.

"softmax" (CategoricalCrossentropy) and "sigmoid" (BinaryCrossentropy): cases of "smoothing", "logits" (n, C; exact in
float32), "labels" (of each text its classes), "loss" of each text, and "gradient" of their sum by the logits.
"cosine": cases of "rate", "steps" and "rates", those of the steps 0 to steps - 1.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

keras.backend.set_floatx("float64")


def loss_case(kind, smoothing, logits, matrix):
    z = tf.Variable(np.asarray(logits, np.float32).astype(np.float64))
    each = kind(from_logits=True, label_smoothing=smoothing, reduction=None)
    with tf.GradientTape() as tape:
        losses = each(tf.constant(matrix, tf.float64), z)
        total = tf.reduce_sum(losses)
    return {
        "smoothing": smoothing,
        "logits": z.numpy().tolist(),
        "labels": [np.flatnonzero(row).tolist() for row in matrix],
        "loss": losses.numpy().tolist(),
        "gradient": tape.gradient(total, z).numpy().tolist(),
    }


def cosine_case(rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
    return {"rate": rate, "steps": steps, "rates": [float(schedule(tf.constant(s, tf.float64))) for s in range(steps)]}


def main():
    random = np.random.default_rng(5)
    softmax, sigmoid = [], []
    # Powers of two, which are exact in the float32 that the option is kept in.
    for smoothing in (0.0, 0.125, 0.5):
        logits = 3 * random.standard_normal((4, 5))
        softmax.append(loss_case(keras.losses.CategoricalCrossentropy, smoothing, logits, np.eye(5)[[0, 3, 4, 1]]))
        matrix = random.random((4, 5)) < 0.4
        sigmoid.append(loss_case(keras.losses.BinaryCrossentropy, smoothing, logits, matrix))
    cosine = [cosine_case(3e-3, 24), cosine_case(1.0, 1), cosine_case(1e-3, 7)]
    made = {"softmax": softmax, "sigmoid": sigmoid, "cosine": cosine}
    path = pathlib.Path(__file__).with_name("smoothing.json")
    path.write_text(json.dumps(made, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
