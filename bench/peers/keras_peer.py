#!/usr/bin/env python3
"""The notebook's model in Keras on TensorFlow, as a bench server: Model.fit and Model.predict as they are."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
from keras import layers, ops
import tensorflow as tf

import server


class PositionalEmbedding(layers.Layer):
    def __init__(self, length, vocabulary):
        super().__init__()
        self.token = layers.Embedding(vocabulary, server.EMBED_DIM, name="token")
        self.position = layers.Embedding(length, server.EMBED_DIM, name="position")

    def call(self, ids):
        return self.token(ids) + self.position(ops.arange(ops.shape(ids)[-1]))


class TransformerBlock(layers.Layer):
    def __init__(self):
        super().__init__()
        self.attention = layers.MultiHeadAttention(server.HEADS, server.KEY_DIM)
        self.ffn1 = layers.Dense(server.FF_DIM, activation="relu", name="ffn1")
        self.ffn2 = layers.Dense(server.EMBED_DIM, name="ffn2")
        self.norm1 = layers.LayerNormalization(epsilon=server.NORM_EPSILON, name="norm1")
        self.norm2 = layers.LayerNormalization(epsilon=server.NORM_EPSILON, name="norm2")

    def call(self, x, real=None):
        mask = None if real is None else real[:, None, :]
        y = self.norm1(x + self.attention(x, x, attention_mask=mask))
        return self.norm2(y + self.ffn2(self.ffn1(y)))


class Real(layers.Layer):
    """Which positions hold tokens; a text without any keeps its last one."""

    def call(self, ids):
        blank = ops.logical_not(ops.any(ids != 0, axis=1, keepdims=True))
        last = ops.arange(ops.shape(ids)[1])[None, :] == ops.shape(ids)[1] - 1
        return ops.logical_or(ids != 0, ops.logical_and(blank, last))


class MaskedMaximum(layers.Layer):
    def call(self, x, real):
        return ops.max(ops.where(real[:, :, None], x, -1e9), axis=1)


def build_model(posts, mask, dropout):
    ids = keras.Input((posts.length,), dtype="int32")
    x = PositionalEmbedding(posts.length, posts.vocabulary)(ids)
    if mask:
        real = Real()(ids)
        x = MaskedMaximum()(TransformerBlock()(x, real), real)
    else:
        x = layers.GlobalMaxPooling1D()(TransformerBlock()(x))
    x = layers.Dropout(dropout)(x)
    model = keras.Model(ids, layers.Dense(posts.classes, activation="softmax", name="head")(x))
    model.compile(keras.optimizers.Adam(server.LEARNING_RATE, epsilon=server.ADAM_EPSILON),
                  loss="categorical_crossentropy", metrics=["accuracy"])
    return model


class KerasPeer(server.Peer):
    def __init__(self, arguments):
        super().__init__(arguments)
        tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
        tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
        self.model = build_model(self.posts, self.mask, self.dropout)

    def info(self):
        return f"Keras {keras.__version__} on TensorFlow {tf.__version__}"

    def load(self, weights):
        # A variable's path ends in LAYER/PART.
        for variable in self.model.weights:
            layer, part = variable.path.split("/")[-2:]
            layer = "output" if layer == "attention_output" else layer
            variable.assign(weights[layer if part == "embeddings" else f"{layer}/{part}"])

    def fit(self, ids, labels):
        one_hot = keras.utils.to_categorical(labels, self.posts.classes)
        self.model.fit(ids, one_hot, batch_size=self.batch_size, epochs=1, shuffle=False, verbose=0)

    def probabilities(self, ids):
        return self.model.predict_on_batch(ids)

    def classify(self, ids, batch_size):
        if len(ids) == 1:  # predict() spends most of its time on what many batches need
            self.model.predict_on_batch(ids)
        else:
            self.model.predict(ids, batch_size=batch_size, verbose=0)

    def tokenize_rate(self, count):
        texts = server.read_texts(self.path)[1][:count]

        def fit_and_encode():
            tokenizer = tf.keras.preprocessing.text.Tokenizer(num_words=10000, oov_token="<unw>")
            tokenizer.fit_on_texts(texts)
            tokenizer.texts_to_sequences(texts)

        return sum(len(text.encode()) for text in texts) / 1e6 / server.seconds_of(fit_and_encode)


if __name__ == "__main__":
    server.serve(KerasPeer)
