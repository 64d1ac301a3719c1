#!/usr/bin/env python3
"""Makes tests/golden/keras: small models as Keras saves them, and what they answer.

Needs Keras 3.15.1 with TensorFlow 2.21; run by hand. Every file is compressed (a model of 1,000 numbers is mostly
empty HDF5 blocks). answers.json holds, for each model, ids and the probabilities that Keras gives for them.
"""

import gzip
import json
import pathlib
import tempfile

import keras
import numpy as np
from keras import layers

HERE = pathlib.Path(__file__).resolve().parent / "keras"
WORDS, LENGTH, DIM, HEADS, HIDDEN, CLASSES = 12, 6, 8, 2, 4, 3


class PositionalEmbedding(layers.Layer):
    """The notebook's layer, its get_config mended."""

    def __init__(self, sequence_length, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.token_embeddings = layers.Embedding(input_dim=input_dim, output_dim=output_dim)
        self.position_embeddings = layers.Embedding(input_dim=sequence_length, output_dim=output_dim)
        self.sequence_length, self.input_dim, self.output_dim = sequence_length, input_dim, output_dim

    def build(self, input_shape):
        self.token_embeddings.build(input_shape)
        self.position_embeddings.build(input_shape)
        super().build(input_shape)

    def call(self, inputs):
        positions = keras.ops.arange(0, keras.ops.shape(inputs)[-1], 1)
        return self.token_embeddings(inputs) + self.position_embeddings(positions)

    def get_config(self):
        return {**super().get_config(), "output_dim": self.output_dim, "sequence_length": self.sequence_length,
                "input_dim": self.input_dim}


class TransformerBlock(layers.Layer):
    """The notebook's layer, its get_config mended."""

    def __init__(self, embed_dim, num_heads, dense_dim, **kwargs):
        super().__init__(**kwargs)
        self.embed_dim, self.num_heads, self.dense_dim = embed_dim, num_heads, dense_dim
        self.attention = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim)
        self.dense_proj = keras.Sequential([layers.Dense(dense_dim, activation="relu"), layers.Dense(embed_dim)])
        self.layernorm1 = layers.LayerNormalization()
        self.layernorm2 = layers.LayerNormalization()

    def build(self, input_shape):
        self.attention.build(input_shape, input_shape)
        for layer in (self.dense_proj, self.layernorm1, self.layernorm2):
            layer.build(input_shape)
        super().build(input_shape)

    def call(self, inputs, mask=None):
        attended = self.attention(inputs, inputs, attention_mask=mask)
        normed = self.layernorm1(inputs + attended)
        return self.layernorm2(normed + self.dense_proj(normed))

    def get_config(self):
        return {**super().get_config(), "embed_dim": self.embed_dim, "num_heads": self.num_heads,
                "dense_dim": self.dense_dim}


def notebook_model(frozen=False):
    inputs = keras.Input(shape=(None,), dtype="int64")
    embedding = PositionalEmbedding(LENGTH, WORDS, DIM)
    if frozen:
        embedding.token_embeddings.trainable = False
    x = embedding(inputs)
    x = TransformerBlock(DIM, HEADS, HIDDEN)(x)
    x = layers.GlobalMaxPooling1D()(x)
    x = layers.Dropout(0.5)(x)
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(x))


def own_layers_model(frozen=False):
    """Two blocks of Keras's own layers, written in as many ways as they can be."""
    inputs = keras.Input(shape=(LENGTH,), dtype="int32")
    x = layers.Embedding(WORDS, DIM, trainable=not frozen)(inputs)
    attended = layers.MultiHeadAttention(HEADS, key_dim=5, dropout=0.1)(x, x)
    x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, layers.Dropout(0.1)(attended)]))
    feed = keras.Sequential([layers.Dense(HIDDEN, activation="relu"), layers.Dropout(0.2), layers.Dense(DIM)])
    x = layers.LayerNormalization(epsilon=1e-6)(x + feed(x))
    attended = layers.MultiHeadAttention(HEADS, key_dim=5, use_bias=False)(query=x, value=x)
    x = layers.LayerNormalization(epsilon=1e-6, center=False)(attended + x)
    hidden = layers.ReLU()(layers.Dense(HIDDEN, use_bias=False)(x))
    x = layers.LayerNormalization(epsilon=1e-6, scale=False)(layers.Add()([layers.Dense(DIM)(hidden), x]))
    x = layers.Dropout(0.25)(layers.GlobalMaxPooling1D()(x))
    return keras.Model(inputs, layers.Activation("sigmoid")(layers.Dense(CLASSES)(x)))


def plain_model():
    """One block of Keras's own layers as the notebook's block has them, to be saved as weights only."""
    inputs = keras.Input(shape=(LENGTH,), dtype="int32")
    x = layers.Embedding(WORDS, DIM)(inputs)
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(HEADS, key_dim=5)(x, x))
    x = layers.LayerNormalization()(x + layers.Dense(DIM)(layers.Dense(HIDDEN, activation="relu")(x)))
    x = layers.GlobalMaxPooling1D()(x)
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(x))


def sequential_model():
    return keras.Sequential([
        layers.Input(shape=(None,), dtype="int64"), PositionalEmbedding(LENGTH, WORDS, DIM),
        TransformerBlock(DIM, HEADS, HIDDEN), layers.GlobalMaxPooling1D(), layers.Dense(CLASSES), layers.Softmax()])


def binary_model():
    """Two classes as Keras's tutorials have them: one output, the probability of the second."""
    inputs = keras.Input(shape=(None,), dtype="int64")
    x = PositionalEmbedding(LENGTH, WORDS, DIM)(inputs)
    x = layers.GlobalMaxPooling1D()(TransformerBlock(DIM, HEADS, HIDDEN)(x))
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def nested_model():
    """Two blocks, each a model of its own."""

    def block():
        start = keras.Input(shape=(LENGTH, DIM))
        x = layers.LayerNormalization()(start + layers.MultiHeadAttention(HEADS, key_dim=5)(start, start))
        x = layers.LayerNormalization()(x + layers.Dense(DIM)(layers.Dense(HIDDEN, activation="relu")(x)))
        return keras.Model(start, x)

    inputs = keras.Input(shape=(LENGTH,), dtype="int32")
    x = block()(block()(layers.Embedding(WORDS, DIM)(inputs)))
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(layers.GlobalMaxPooling1D()(x)))


def randomise(model, seed):
    """Weights that no start value has, so that nothing left out goes unseen."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        if "float" in str(weight.dtype):
            weight.assign(random.normal(0, 0.7, weight.shape).astype("float32"))


def train(model):
    ids, labels = np.ones((8, LENGTH), "int64"), np.zeros(8, "int64")
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(ids, labels, epochs=1, verbose=0)


def save(model, name, seed, answers, weights_only=False):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        (model.save_weights if weights_only else model.save)(path)
        (HERE / (name + ".gz")).write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    ids = np.random.default_rng(seed).integers(1, WORDS, (4, LENGTH))
    ids[1, :3] = 0
    ids[2, 1:] = 0
    answers[name] = {"ids": ids.tolist(), "probabilities": model.predict(ids, verbose=0).astype(float).tolist()}


def small_tokenizer():
    """In Keras's format; the words are w1, w2, ... of id 1, 2, ... but for <unw>, of id 1."""
    text = keras._tf_keras.keras.preprocessing.text.Tokenizer(num_words=WORDS, oov_token="<unw>")
    text.fit_on_texts([" ".join(f"w{i}" for i in range(2, j)) for j in range(WORDS + 3, 2, -1)])
    return text.to_json()


def main():
    HERE.mkdir(exist_ok=True)
    answers = {}
    keras.utils.set_random_seed(1)
    model = notebook_model()
    randomise(model, 1)
    save(model, "notebook.keras", 11, answers)
    save(model, "notebook.weights.h5", 11, answers, weights_only=True)
    save(model, "notebook.h5", 11, answers)
    trained = notebook_model()  # its layers' running numbers go on from the first one's
    randomise(trained, 2)
    train(trained)
    save(trained, "trained.keras", 12, answers)
    save(trained, "trained.h5", 12, answers)
    frozen = notebook_model(frozen=True)
    randomise(frozen, 3)
    save(frozen, "frozen.keras", 13, answers)
    save(frozen, "frozen.h5", 13, answers)
    own = own_layers_model(frozen=True)
    randomise(own, 4)
    save(own, "own_layers.keras", 14, answers)
    save(own, "own_layers.h5", 14, answers)
    plain = plain_model()
    randomise(plain, 5)
    save(plain, "plain.weights.h5", 15, answers, weights_only=True)
    sequential = sequential_model()
    randomise(sequential, 6)
    save(sequential, "sequential.keras", 16, answers)
    binary = binary_model()
    randomise(binary, 7)
    save(binary, "binary.keras", 17, answers)
    save(binary, "binary.weights.h5", 17, answers, weights_only=True)
    nested = nested_model()
    randomise(nested, 8)
    save(nested, "nested.keras", 18, answers)
    save(nested, "nested.h5", 18, answers)
    (HERE / "answers.json").write_text(json.dumps(answers, indent=1) + "\n")
    (HERE / "tokenizer.json").write_text(small_tokenizer() + "\n")


if __name__ == "__main__":
    main()
