#!/usr/bin/env python3
"""Writes encoder.json: the notebook's network in Keras 3.15.1 (TensorFlow, float64) on small cases.

Run by hand in an environment with keras 3.15.1 and tensorflow 2.21; the tests read the file.

encoder.json is {"parameters": {blocks: {tensor: [values, row-major]}}, "cases": [case, ...],
"large_cases": [case, ...]}. Tensors have the names and shapes of taxon's ParameterLayout. A case has
"config" (its fields by taxon's names), "texts" (ids), "labels", "weights" (of the texts), "dropout"
(factors of the pooled vectors, (texts, embed_dim); null: none), and Keras's "logits", "probabilities",
"loss" (the sum of weight x cross-entropy over the number of texts) and "gradients" by tensor. Large cases
take their parameters from hashed_value() below and keep of every gradient its "sum", "sum_of_squares" and
"sample": entries i * size / 16 for i below 16 (all of a smaller tensor).
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

keras.config.set_floatx("float64")
# The epsilon that a float32 model has; in double precision 1e-3 differs from it enough to be seen.
EPSILON = float(np.float32(1e-3))


class PositionalEmbedding(layers.Layer):
    """The token's vector plus the position's, learned or of sines and cosines."""

    def __init__(self, config):
        super().__init__()
        self.learned = config["positions"] == "learned"
        self.length, self.dimensions = config["maxlen"], config["embed_dim"]
        self.token = layers.Embedding(config["vocabulary"], self.dimensions)
        self.position = layers.Embedding(self.length, self.dimensions) if self.learned else None

    def call(self, ids):
        if self.learned:
            return self.token(ids) + self.position(ops.arange(self.length))
        position = np.arange(self.length)[:, None]
        column = np.arange(self.dimensions)[None, :]
        angle = position / 10000.0 ** (2 * (column // 2) / self.dimensions)
        return self.token(ids) + np.where(column % 2 == 0, np.sin(angle), np.cos(angle))


class TransformerBlock(layers.Layer):
    def __init__(self, config):
        super().__init__()
        self.attention = layers.MultiHeadAttention(config["heads"], config["key_dim"])
        # Keras hands tf.cast a Python float here, which becomes a float32 on the way; a NumPy double does not.
        self.attention._inverse_sqrt_key_dim = 1.0 / np.sqrt(np.float64(config["key_dim"]))
        self.ffn1 = layers.Dense(config["ff_dim"], activation="relu")
        self.ffn2 = layers.Dense(config["embed_dim"])
        self.norm1 = layers.LayerNormalization(epsilon=EPSILON)
        self.norm2 = layers.LayerNormalization(epsilon=EPSILON)

    def call(self, x, real=None):
        mask = None if real is None else real[:, None, :]
        y = self.norm1(x + self.attention(x, x, attention_mask=mask))
        return self.norm2(y + self.ffn2(self.ffn1(y)))


class MaskedMaximum(layers.Layer):
    def call(self, x, real):
        return ops.max(ops.where(real[:, :, None], x, -np.inf), axis=1)


class Factor(layers.Layer):
    """Dropout with its factors given, so that both sides drop the same."""

    def call(self, x, factors):
        return x * factors


class Network:
    def __init__(self, config):
        self.config = config
        ids = keras.Input((config["maxlen"],), dtype="int32")
        real = keras.Input((config["maxlen"],), dtype="bool")
        factors = keras.Input((config["embed_dim"],))
        self.embedding = PositionalEmbedding(config)
        self.blocks = [TransformerBlock(config) for _ in range(config["blocks"])]
        self.head = layers.Dense(config["classes"])
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x, real) if config["mask"] else block(x)
        pooled = MaskedMaximum()(x, real) if config["mask"] else layers.GlobalMaxPooling1D()(x)
        logits = self.head(Factor()(pooled, factors))
        self.model = keras.Model([ids, real, factors], [logits, layers.Softmax()(logits)])

    def tensors(self):
        """Keras's variables by taxon's names, in the order of ParameterLayout."""
        named = {"embedding/token": self.embedding.token.embeddings}
        if self.embedding.learned:
            named["embedding/position"] = self.embedding.position.embeddings
        for b, block in enumerate(self.blocks):
            attention = block.attention
            for part, dense in (("query", attention.query_dense), ("key", attention.key_dense),
                                ("value", attention.value_dense), ("output", attention.output_dense)):
                named[f"block{b}/attention/{part}/kernel"] = dense.kernel
                named[f"block{b}/attention/{part}/bias"] = dense.bias
            named[f"block{b}/norm1/gamma"], named[f"block{b}/norm1/beta"] = block.norm1.gamma, block.norm1.beta
            named[f"block{b}/ffn1/kernel"], named[f"block{b}/ffn1/bias"] = block.ffn1.kernel, block.ffn1.bias
            named[f"block{b}/ffn2/kernel"], named[f"block{b}/ffn2/bias"] = block.ffn2.kernel, block.ffn2.bias
            named[f"block{b}/norm2/gamma"], named[f"block{b}/norm2/beta"] = block.norm2.gamma, block.norm2.beta
        named["head/kernel"], named["head/bias"] = self.head.kernel, self.head.bias
        assert sum(np.prod(v.shape) for v in named.values()) == self.model.count_params()
        return named

    def pad(self, texts):
        """Ids and which positions are real; a text without tokens keeps one, its last (post: first)."""
        length, pre = self.config["maxlen"], self.config["padding"] == "pre"
        ids = keras.utils.pad_sequences(texts, maxlen=length, padding=self.config["padding"])
        real = np.zeros((len(texts), length), bool)
        for row, text in zip(real, texts):
            n = max(len(text), 1)
            row[length - n if pre else 0:length if pre else n] = True
        return ids, real

    def run(self, case):
        ids, real = self.pad(case["texts"])
        shape = (len(ids), self.config["embed_dim"])
        factors = np.ones(shape) if case["dropout"] is None else np.reshape(case["dropout"], shape)
        labels = keras.utils.to_categorical(case["labels"], self.config["classes"])
        cross_entropy = keras.losses.CategoricalCrossentropy(from_logits=True)
        tensors = self.tensors()
        with tf.GradientTape() as tape:
            logits, probabilities = self.model([ids, real, factors])
            loss = cross_entropy(labels, logits, sample_weight=np.array(case["weights"]))
        gradients = tape.gradient(loss, [v.value for v in tensors.values()])
        dense = {name: tf.convert_to_tensor(g).numpy().ravel() for name, g in zip(tensors, gradients)}
        return logits.numpy().ravel(), probabilities.numpy().ravel(), float(loss), dense


def start_values(config, rng):
    """Spread wide enough for attention to be far from uniform, short enough to be written exactly."""
    values = {}
    for name, variable in Network(config).tensors().items():
        wide = 0.8 if name.startswith("embedding") else 0.6 if name.endswith("kernel") else 0.3
        centre = 1.0 if name.endswith("gamma") else 0.0
        values[name] = np.round(centre + rng.uniform(-wide, wide, variable.shape), 4)
    return values


def hashed_value(name, index):
    """Entry `index` (counted over all tensors) of a large case's parameters: an integer hash, scaled."""
    x = index.astype(np.uint64)
    m = np.uint64(0xFFFFFFFF)
    x = (x * np.uint64(2654435761)) & m
    x ^= x >> np.uint64(16)
    x = (x * np.uint64(2246822519)) & m
    x ^= x >> np.uint64(13)
    return (1.0 if name.endswith("gamma") else 0.0) + 0.25 * (2.0 * (x.astype(np.float64) / 2.0**32) - 1.0)


def numbers(array):
    return "[" + ",".join(f"{v:.13g}" for v in array) + "]"


def case_text(case, logits, probabilities, loss, gradients):
    """A case as JSON; gradients are texts already."""
    fields = [f'"{k}":{json.dumps(v, separators=(",", ":"))}' for k, v in case.items()]
    fields += [f'"logits":{numbers(logits)}', f'"probabilities":{numbers(probabilities)}', f'"loss":{loss!r}']
    fields.append('"gradients":{\n' + ",\n".join(f'"{k}":{v}' for k, v in gradients.items()) + "}")
    return "{" + ",\n".join(fields) + "}"


def random_texts(rng, vocabulary, lengths):
    return [[int(i) for i in rng.randint(1, vocabulary, n)] for n in lengths]


def small_cases(rng, parameters):
    base = dict(vocabulary=23, maxlen=9, embed_dim=6, heads=2, key_dim=5, ff_dim=4, blocks=1, classes=3,
                mask=True, padding="pre", positions="learned")
    variants = [dict(mask=m, padding=p, blocks=b) for m in (True, False) for p in ("pre", "post") for b in (1, 2)]
    variants += [dict(mask=True, positions="sinusoidal"), dict(mask=False, positions="sinusoidal", blocks=2)]
    variants = [(v, False) for v in variants] + [(dict(mask=True), True), (dict(mask=False), True)]
    for blocks in (1, 2):
        parameters[str(blocks)] = start_values(base | dict(blocks=blocks), rng)
    for variant, dropped in variants:
        config = base | variant
        case = dict(config=config, texts=random_texts(rng, config["vocabulary"], [4, 0, 9, 1]),
                    labels=[2, 0, 1, 1], weights=[1.0, 1.0, 1.0, 1.0], dropout=None)
        if dropped:
            case["weights"] = [0.5, 2.0, 1.25, 0.0]
            case["dropout"] = [2.0 * int(k) for k in rng.randint(0, 2, 4 * config["embed_dim"])]
        network = Network(config)
        for name, variable in network.tensors().items():
            variable.assign(parameters[str(config["blocks"])][name])
        logits, probabilities, loss, gradients = network.run(case)
        yield case_text(case, logits, probabilities, loss, {k: numbers(g) for k, g in gradients.items()})


def large_cases(rng):
    for mask in (True, False):
        config = dict(vocabulary=61, maxlen=40, embed_dim=33, heads=3, key_dim=24, ff_dim=17, blocks=2, classes=5,
                      mask=mask, padding="pre", positions="learned")
        case = dict(config=config, texts=random_texts(rng, config["vocabulary"], [40, 17, 0, 1, 33, 8]),
                    labels=[0, 1, 2, 3, 4, 2], weights=[1.0] * 6, dropout=None)
        network = Network(config)
        offset = 0
        for name, variable in network.tensors().items():
            size = int(np.prod(variable.shape))
            variable.assign(hashed_value(name, np.arange(offset, offset + size)).reshape(variable.shape))
            offset += size
        logits, probabilities, loss, gradients = network.run(case)
        short = {}
        for name, g in gradients.items():
            count = min(16, g.size)
            sample = g[np.arange(count) * g.size // count]
            total, squares = float(g.sum()), float((g * g).sum())
            short[name] = f'{{"sum":{total!r},"sum_of_squares":{squares!r},"sample":{numbers(sample)}}}'
        yield case_text(case, logits, probabilities, loss, short)


def main():
    rng = np.random.RandomState(20)
    parameters = {}
    small = ",\n".join(small_cases(rng, parameters))
    large = ",\n".join(large_cases(rng))
    stored = ",\n".join(
        f'"{blocks}":{{\n' + ",\n".join(f'"{k}":{numbers(v.ravel())}' for k, v in tensors.items()) + "}"
        for blocks, tensors in parameters.items())
    path = pathlib.Path(__file__).with_name("encoder.json")
    path.write_text(f'{{"made_with":"keras {keras.__version__}, tensorflow {tf.__version__}",\n'
                    f'"parameters":{{{stored}}},\n"cases":[{small}],\n"large_cases":[{large}]}}\n')
    json.loads(path.read_text())


if __name__ == "__main__":
    main()
