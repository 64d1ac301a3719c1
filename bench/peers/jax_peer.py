#!/usr/bin/env python3
"""The notebook's model in JAX on the CPU, every step compiled by jit, as a bench server."""

from functools import partial
import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
from jax import numpy as jnp
import numpy as np

import server


def norm(x, gamma, beta):
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred * centred).mean(-1, keepdims=True) + server.NORM_EPSILON) * gamma + beta


def attention(w, x, real):
    query, key, value = (jnp.einsum("bnd,dhk->bhnk", x, w[f"{part}/kernel"]) + w[f"{part}/bias"][:, None, :]
                         for part in ("query", "key", "value"))
    scores = jnp.einsum("bhnk,bhmk->bhnm", query, key) / np.sqrt(np.float32(server.KEY_DIM))
    if real is not None:
        scores = jnp.where(real[:, None, None, :], scores, -1e9)
    mixed = jnp.einsum("bhnm,bhmk->bhnk", jax.nn.softmax(scores), value)
    return jnp.einsum("bhnk,hkd->bnd", mixed, w["output/kernel"]) + w["output/bias"]


def pooled(w, ids, real):
    x = w["token"][ids] + w["position"]
    y = norm(x + attention(w, x, real), w["norm1/gamma"], w["norm1/beta"])
    hidden = jax.nn.relu(y @ w["ffn1/kernel"] + w["ffn1/bias"])
    z = norm(y + hidden @ w["ffn2/kernel"] + w["ffn2/bias"], w["norm2/gamma"], w["norm2/beta"])
    return (z if real is None else jnp.where(real[:, :, None], z, -1e9)).max(1)


@jax.jit
def logits(w, ids, real):
    return pooled(w, ids, real) @ w["head/kernel"] + w["head/bias"]


def loss(w, ids, real, labels, key, dropout):
    kept = jax.random.bernoulli(key, 1 - dropout, (len(ids), server.EMBED_DIM))
    z = jnp.where(kept, pooled(w, ids, real) / (1 - dropout), 0)
    log_likelihoods = jax.nn.log_softmax(z @ w["head/kernel"] + w["head/bias"])
    return -jnp.take_along_axis(log_likelihoods, labels[:, None], 1).mean()


@partial(jax.jit, donate_argnums=0, static_argnums=5)
def step(state, ids, real, labels, key, dropout):
    """One step of Adam (Kingma and Ba, 2015), written as Keras does it."""
    w, m, v, t = state
    t += 1
    alpha = server.LEARNING_RATE * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    gradients = jax.grad(loss)(w, ids, real, labels, jax.random.fold_in(key, t.astype(jnp.int32)), dropout)
    m = jax.tree.map(lambda m, g: m + (g - m) * 0.1, m, gradients)
    v = jax.tree.map(lambda v, g: v + (g * g - v) * 0.001, v, gradients)
    w = jax.tree.map(lambda w, m, v: w - m * alpha / (jnp.sqrt(v) + server.ADAM_EPSILON), w, m, v)
    return w, m, v, t


class JaxPeer(server.Peer):
    def __init__(self, arguments):
        super().__init__(arguments)
        self.key = jax.random.key(0)

    def info(self):
        return f"JAX {jax.__version__}, jit"

    def load(self, weights):
        w = {name: jnp.array(value) for name, value in weights.items()}
        self.state = (w, jax.tree.map(jnp.zeros_like, w), jax.tree.map(jnp.zeros_like, w), jnp.float32(0))

    def real(self, ids):
        return server.real_positions(ids) if self.mask else None

    def fit(self, ids, labels):
        for first in range(0, len(ids), self.batch_size):
            batch = slice(first, first + self.batch_size)
            self.state = step(self.state, ids[batch], self.real(ids[batch]), labels[batch], self.key,
                              self.dropout)
        jax.block_until_ready(self.state)

    def logits(self, ids):
        return np.asarray(logits(self.state[0], ids, self.real(ids)))


if __name__ == "__main__":
    server.serve(JaxPeer)
