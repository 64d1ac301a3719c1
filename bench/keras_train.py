#!/usr/bin/env python3
"""The notebook's model in Keras on TensorFlow, as a bench server (see README.md for data and protocol)."""

import argparse
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops

EMBED_DIM, HEADS, FF_DIM, DROPOUT = 256, 2, 32, 0.5
BATCH_SIZE = 32
PREDICT_BATCH_SIZES = (32, 128)


def read_data(path):
    """Padded ids (N, L), labels (N), and the sizes of vocabulary and classes."""
    with open(path, "rb") as file:
        if file.read(8) != b"TXBENCH1":
            sys.exit(f"{path}: not a bench data file; make one with taxon_bench --prepare")
        posts, length, vocabulary, classes = np.fromfile(file, "<i4", 4)
        ids = np.fromfile(file, "<i4", posts * length).reshape(posts, length)
        labels = np.fromfile(file, "<i4", posts)
    if len(labels) != posts:
        sys.exit(f"{path}: ends too early")
    return ids, labels, int(vocabulary), int(classes)


class PositionalEmbedding(layers.Layer):
    def __init__(self, length, vocabulary):
        super().__init__()
        self.token = layers.Embedding(vocabulary, EMBED_DIM)
        self.position = layers.Embedding(length, EMBED_DIM)

    def call(self, ids):
        return self.token(ids) + self.position(ops.arange(ops.shape(ids)[-1]))


class TransformerBlock(layers.Layer):
    def __init__(self):
        super().__init__()
        self.attention = layers.MultiHeadAttention(HEADS, EMBED_DIM)
        self.feed_forward = keras.Sequential([layers.Dense(FF_DIM, activation="relu"), layers.Dense(EMBED_DIM)])
        self.norm1, self.norm2 = layers.LayerNormalization(), layers.LayerNormalization()

    def call(self, x, real=None):
        mask = None if real is None else real[:, None, :]
        y = self.norm1(x + self.attention(x, x, attention_mask=mask))
        return self.norm2(y + self.feed_forward(y))


class Real(layers.Layer):
    """Which positions hold tokens; a text without any keeps its last one."""

    def call(self, ids):
        blank = ops.logical_not(ops.any(ids != 0, axis=1, keepdims=True))
        last = ops.arange(ops.shape(ids)[1])[None, :] == ops.shape(ids)[1] - 1
        return ops.logical_or(ids != 0, ops.logical_and(blank, last))


class MaskedMaximum(layers.Layer):
    def call(self, x, real):
        return ops.max(ops.where(real[:, :, None], x, -1e9), axis=1)


def build_model(length, vocabulary, classes, mask):
    ids = keras.Input((length,), dtype="int32")
    x = PositionalEmbedding(length, vocabulary)(ids)
    if mask:
        real = Real()(ids)
        x = MaskedMaximum()(TransformerBlock()(x, real), real)
    else:
        x = layers.GlobalMaxPooling1D()(TransformerBlock()(x))
    x = layers.Dropout(DROPOUT)(x)
    model = keras.Model(ids, layers.Dense(classes, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(1e-3), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


class Server:
    def __init__(self, path, mask):
        self.ids, labels, vocabulary, classes = read_data(path)
        self.one_hot = keras.utils.to_categorical(labels, classes)
        self.model = build_model(self.ids.shape[1], vocabulary, classes, mask)
        self.next_post = 0

    def take(self, count):
        """The next posts, from the start again where the data end."""
        which = (self.next_post + np.arange(count)) % len(self.ids)
        self.next_post = (self.next_post + count) % len(self.ids)
        return self.ids[which], self.one_hot[which]

    def train(self, count):
        ids, one_hot = self.take(count)
        start = time.perf_counter()
        self.model.fit(ids, one_hot, batch_size=BATCH_SIZE, epochs=1, verbose=0)
        return count / (time.perf_counter() - start)

    def predict(self, count):
        ids, _ = self.take(count)
        rates = []
        for batch_size in PREDICT_BATCH_SIZES:
            start = time.perf_counter()
            self.model.predict(ids, batch_size=batch_size, verbose=0)
            rates.append(count / (time.perf_counter() - start))
        return max(rates)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--mask", choices=("on", "off"), default="off")
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    server = Server(arguments.data, arguments.mask == "on")
    for line in sys.stdin:
        match line.split():
            case ["info"]:
                answer = f"Keras {keras.__version__} on TensorFlow {tf.__version__}"
            case ["train", count]:
                answer = server.train(int(count))
            case ["predict", count]:
                answer = server.predict(int(count))
            case _:
                sys.exit(f"unknown command: {line.strip()}")
        print(answer, flush=True)


if __name__ == "__main__":
    main()
