"""The layers of taxon's models in Keras 3.

Importing this module lets Keras load what `taxon export keras` writes::

    import keras
    import taxon.keras

    model = keras.models.load_model("model.keras")
    probabilities = model.predict(ids)  # ids: (texts, maxlen) integers, padded with 0

The layers are those of the notebook that taxon grew from, with its two slips mended: the mask works, and models
can be saved and loaded. They can be used to build and train models too; `taxon import keras` reads those back.
"""

import keras
import numpy as np
from keras import layers, ops

__all__ = ["MaskedMaxPooling1D", "PaddingMask", "PositionalEmbedding", "TransformerBlock"]


def sinusoidal_positions(length, dim):
    """The table (length, dim) of sines and cosines of Vaswani et al., "Attention is all you need" (2017)."""
    position, column = np.arange(length)[:, None], np.arange(dim)[None, :]
    angle = position * np.exp(-(column - column % 2) / dim * np.log(10000.0))
    return np.where(column % 2 == 0, np.sin(angle), np.cos(angle)).astype("float32")


@keras.saving.register_keras_serializable(package="taxon")
class PositionalEmbedding(layers.Layer):
    """The vector of each token plus the vector of its position: ids (n, length) -> (n, length, output_dim).

    ids are integers of any type, the vectors of the layer's compute dtype (float32 unless a policy says else).
    sequence_length: the longest text; longer ones have no positions. input_dim: ids are below it. positions: "learned"
    or "sinusoidal", else a ValueError.
    """

    def __init__(self, sequence_length, input_dim, output_dim, positions="learned", **kwargs):
        super().__init__(**kwargs)
        if positions not in ("learned", "sinusoidal"):
            raise ValueError(f"positions is {positions!r}; choose 'learned' or 'sinusoidal'")
        self.sequence_length = sequence_length
        self.input_dim = input_dim
        self.output_dim = output_dim
        self.positions = positions
        self.token_embeddings = layers.Embedding(input_dim, output_dim)
        if positions == "learned":
            self.position_embeddings = layers.Embedding(sequence_length, output_dim)

    def build(self, input_shape):
        self.token_embeddings.build(input_shape)
        if self.positions == "learned":
            self.position_embeddings.build(input_shape)
        super().build(input_shape)

    def call(self, inputs):
        length = ops.shape(inputs)[-1]
        if self.positions == "learned":
            vectors = self.position_embeddings(ops.arange(length))
        else:
            table = sinusoidal_positions(self.sequence_length, self.output_dim)
            vectors = ops.cast(table, self.compute_dtype)[:length]
        return self.token_embeddings(inputs) + vectors

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.output_dim)

    def get_config(self):
        return {
            **super().get_config(),
            "sequence_length": self.sequence_length,
            "input_dim": self.input_dim,
            "output_dim": self.output_dim,
            "positions": self.positions,
        }


@keras.saving.register_keras_serializable(package="taxon")
class PaddingMask(layers.Layer):
    """Which ids are tokens and not padding (id 0): ids (n, length) -> booleans (n, length).

    A text without any token keeps one place, its last (padding "post": its first), so that there is something
    to attend to. padding: "pre" or "post", the end that texts are padded at, else a ValueError.
    """

    def __init__(self, padding="pre", **kwargs):
        super().__init__(**kwargs)
        if padding not in ("pre", "post"):
            raise ValueError(f"padding is {padding!r}; choose 'pre' or 'post'")
        self.padding = padding

    def call(self, inputs):
        real = ops.not_equal(inputs, 0)
        length = ops.shape(inputs)[-1]
        kept = ops.equal(ops.arange(length), length - 1 if self.padding == "pre" else 0)
        empty = ops.logical_not(ops.any(real, axis=-1, keepdims=True))
        return ops.logical_or(real, ops.logical_and(empty, kept[None, :]))

    def compute_output_spec(self, inputs):
        return keras.KerasTensor(inputs.shape, dtype="bool")

    def get_config(self):
        return {**super().get_config(), "padding": self.padding}


@keras.saving.register_keras_serializable(package="taxon")
class TransformerBlock(layers.Layer):
    """An encoder block: x (n, length, embed_dim) -> the same shape.

    y = norm(x + attention(x, x)), then norm(y + feed_forward(y)). mask: booleans (n, length), of PaddingMask;
    places where it is false are not attended to; every row should have one that is true. key_dim: of each head,
    embed_dim unless given. norm_epsilon: of both norms. Vectors are of the layer's compute dtype.
    """

    def __init__(self, embed_dim, num_heads, dense_dim, key_dim=None, norm_epsilon=1e-3, **kwargs):
        super().__init__(**kwargs)
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.dense_dim = dense_dim
        self.key_dim = embed_dim if key_dim is None else key_dim
        self.norm_epsilon = norm_epsilon
        self.supports_masking = True
        self.attention = layers.MultiHeadAttention(num_heads, self.key_dim)
        self.dense_proj = keras.Sequential([layers.Dense(dense_dim, activation="relu"), layers.Dense(embed_dim)])
        self.layernorm1 = layers.LayerNormalization(epsilon=norm_epsilon)
        self.layernorm2 = layers.LayerNormalization(epsilon=norm_epsilon)

    def build(self, input_shape):
        self.attention.build(input_shape, input_shape)
        for layer in (self.dense_proj, self.layernorm1, self.layernorm2):
            layer.build(input_shape)
        super().build(input_shape)

    def call(self, inputs, mask=None):
        attention_mask = None if mask is None else mask[:, None, :]
        attended = self.attention(inputs, inputs, attention_mask=attention_mask)
        normed = self.layernorm1(inputs + attended)
        return self.layernorm2(normed + self.dense_proj(normed))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "embed_dim": self.embed_dim,
            "num_heads": self.num_heads,
            "dense_dim": self.dense_dim,
            "key_dim": self.key_dim,
            "norm_epsilon": self.norm_epsilon,
        }


@keras.saving.register_keras_serializable(package="taxon")
class MaskedMaxPooling1D(layers.Layer):
    """The largest value of each dimension over the places where mask is true: (n, length, d) -> (n, d).

    mask: booleans (n, length), of PaddingMask; without one all places count. A row of it without any True gives -inf,
    which PaddingMask's rows never do. The type of the values stays.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_mask(self, inputs, mask=None):
        return None  # no places are left

    def call(self, inputs, mask=None):
        if mask is not None:
            inputs = ops.where(mask[:, :, None], inputs, -float("inf"))
        return ops.max(inputs, axis=1)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], input_shape[-1])
