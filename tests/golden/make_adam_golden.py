#!/usr/bin/env python3
"""Writes adam.json: 20 steps of Keras 3.15.1's Adam (TensorFlow), in float32 and in float64.

Run by hand in an environment with keras 3.15.1 and tensorflow 2.21; the tests read the file.

adam.json has
  "config": the fields of an EncoderConfig whose layout the parameters have: embedding/token (12, 3), then
      51 numbers ("dense") that are all the other tensors in ParameterLayout's order;
  "start": {"token": [36 numbers, row-major], "dense": [51]};
  "steps": of each step its "learning_rate", the "rows" of embedding/token that have a gradient (rising),
      "token_gradients" (rows, 3) and "dense_gradients" (51). All other rows' gradients are 0, and they move
      all the same by their momentum. Row 0 never has a gradient; row 1 has one in the first step only, row 2
      in the first and the last;
  "float32", "float64": {step: {"token": [36], "dense": [51]}}, the parameters after steps 1, 2, 10, 11, 20.
All inputs are exact in float32. float32 carries Keras's own rounding: 1 - beta2^t has few digits left at
first, which makes a step wrong by up to 1e-5 of its size.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

CONFIG = dict(vocabulary=12, maxlen=1, embed_dim=3, heads=1, key_dim=1, ff_dim=1, blocks=1, classes=2)
ROWS, DIMENSIONS, DENSE, STEPS = 12, 3, 51, 20
STORED = (1, 2, 10, 11, 20)


def short(values):
    """Six significant digits, of which the nearest float32 is meant."""
    return np.array([float(f"{v:.6g}") for v in np.ravel(values)]).astype(np.float32)


def make_steps(rng):
    steps = []
    for t in range(1, STEPS + 1):
        rows = {int(r) for r in rng.choice(np.arange(3, ROWS), 3, replace=False)}
        rows |= {1, 2} if t == 1 else {2} if t == STEPS else set()
        size = 10.0 ** rng.uniform(-6, 0, DENSE)
        steps.append(dict(learning_rate=1e-3 if t <= STEPS // 2 else 1e-4, rows=sorted(rows),
                          token_gradients=short(rng.normal(size=(len(rows), DIMENSIONS)) * 0.01),
                          dense_gradients=short(rng.normal(size=DENSE) * size)))
    return steps


def run(dtype, start, steps, sparse):
    keras.config.set_floatx(dtype)
    token = keras.Variable(start["token"].reshape(ROWS, DIMENSIONS), dtype=dtype)
    dense = keras.Variable(start["dense"], dtype=dtype)
    # NumPy doubles: of Python floats, tf.cast would make float32 on the way to float64.
    optimizer = keras.optimizers.Adam(beta_1=np.float64(0.9), beta_2=np.float64(0.999))
    after = {}
    for t, step in enumerate(steps, 1):
        optimizer.learning_rate = step["learning_rate"]
        rows = tf.constant(step["token_gradients"].reshape(-1, DIMENSIONS).astype(dtype))
        gradient = tf.IndexedSlices(rows, tf.constant(step["rows"]), tf.constant([ROWS, DIMENSIONS]))
        if not sparse:
            gradient = tf.convert_to_tensor(gradient)
        optimizer.apply([gradient, tf.constant(step["dense_gradients"].astype(dtype))], [token, dense])
        if t in STORED:
            after[t] = dict(token=token.numpy().ravel(), dense=dense.numpy().ravel())
    return after


def numbers(values, digits):
    return [float(f"{v:.{digits}g}") for v in values]


def main():
    rng = np.random.RandomState(3)
    start = dict(token=short(rng.uniform(-0.05, 0.05, ROWS * DIMENSIONS)), dense=short(rng.uniform(-1, 1, DENSE)))
    steps = make_steps(rng)
    golden = dict(made_with=f"keras {keras.__version__}, tensorflow {tf.__version__}", config=CONFIG,
                  start={k: numbers(v, 6) for k, v in start.items()})
    golden["steps"] = [{k: numbers(v, 6) if isinstance(v, np.ndarray) else v for k, v in s.items()} for s in steps]
    for dtype, digits in (("float32", 9), ("float64", 15)):
        after = run(dtype, start, steps, sparse=True)
        dense_gradients = run(dtype, start, steps, sparse=False)
        for t in STORED:  # what "dense semantics" means: slices are nothing but zeros left out
            assert all((after[t][k] == dense_gradients[t][k]).all() for k in after[t])
        golden[dtype] = {t: {k: numbers(v, digits) for k, v in p.items()} for t, p in after.items()}
    lines = ",\n".join(f'"{k}": ' + ("[\n" + ",\n".join(map(json.dumps, v)) + "]" if k == "steps" else json.dumps(v))
                       for k, v in golden.items())
    pathlib.Path(__file__).with_name("adam.json").write_text("{" + lines + "}\n")


if __name__ == "__main__":
    main()
