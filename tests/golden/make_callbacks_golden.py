#!/usr/bin/env python3
"""Writes callbacks.json: what Keras 3.15.1's EarlyStopping and ReduceLROnPlateau do on given sequences.

Run by hand in an environment with keras 3.15.1 and tensorflow 2.21; the tests read the file.

callbacks.json is {"early_stopping": [case, ...], "reduce_lr_on_plateau": [case, ...]}. Every case has
"name" (a row's number in the list of trouble inputs, or "random…"), "monitor", "values" (the metric by
epoch; NaN is null) and its options. Early stopping adds "stop_after" (the epoch, from 1, that training
stopped after; 0: never) and "restored" (the epoch whose weights were put back; 0: none). The plateau
adds "rates": the learning rate after each epoch. "nan_is_best" marks the cases whose first watched value
is NaN: Keras takes it as its best value and never beats it, which taxon does not copy.
"""

import json
import math
import pathlib
import random

import keras
import numpy as np

NAN = math.nan
EARLY = [
    ("112a", dict(patience=0), [.5, .4, .3]),
    ("112b", dict(patience=0), [.5, .5, .5]),
    ("113", dict(patience=0), [.5, .6, .7]),
    ("115", dict(patience=1), [.5, .4]),
    ("116", dict(patience=2), [NAN, .5, .4, .3, .2]),
    ("118", dict(patience=2), [.5, NAN, .4, NAN, NAN, NAN]),
    ("119a", dict(patience=0, start_from_epoch=10), [.3, .2, .1]),
    ("119b", dict(patience=0, start_from_epoch=3), [.1, .2, .3, .4, .5]),
    ("121", dict(patience=2), [.9, .7, .8, .85]),
    ("122", dict(patience=2, monitor="accuracy"), [.5, .6, .6, .6]),
    # An improvement only beyond single precision is none.
    ("precision", dict(patience=1, min_delta=.1), [.9, .7999999999999999, .9]),
]
PLATEAU = [
    ("124a", dict(patience=2, cooldown=2, factor=.5, lr=1.), [1.] * 9),
    ("124b", dict(patience=2, cooldown=1, factor=.5, lr=1.), [1.] * 9),
    ("125a", dict(patience=1, factor=.5, lr=1.), [1.] * 3),
    ("125b", dict(patience=0, factor=.5, lr=1.), [1.] * 3),
    ("127", dict(patience=1, lr=1e-3, min_lr=.01), [1.] * 6),
    ("128", dict(patience=2, factor=.5, lr=1.), [1., .99995, .9999, .99985]),
]


def random_values(rng):
    """Sequences on a coarse grid, so that ties and differences of exactly min_delta are frequent."""
    grid = rng.choice([.1, .05, 1e-4])
    values = [rng.choice([.3, .7, 1.]) + grid * rng.randint(-2, 2) for _ in range(rng.randint(4, 14))]
    return [NAN if rng.random() < .06 and i > 0 else v for i, v in enumerate(values)]


def add_random_cases():
    rng = random.Random(7)
    for i in range(60):
        options = dict(patience=rng.randint(0, 4), min_delta=rng.choice([0, 1e-4, .05, .1]),
                       start_from_epoch=rng.choice([0, 0, 1, 3]), monitor=rng.choice(["val_loss", "val_accuracy"]))
        EARLY.append((f"random{i}", options, random_values(rng)))
        options = dict(patience=rng.randint(0, 3), min_delta=rng.choice([0, 1e-4, .05, .1]),
                       cooldown=rng.randint(0, 3), factor=rng.choice([.1, .2, .5]), lr=rng.choice([1., 1e-3, 3e-3]),
                       min_lr=rng.choice([0., 1e-5, 2e-3]), monitor=rng.choice(["val_loss", "val_accuracy"]))
        PLATEAU.append((f"random{i}", options, random_values(rng)))


def built_model():
    """One weight, and metrics that are built: Keras takes a metric's direction from the metric itself."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.Adam(), loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(np.zeros((1, 1)), np.zeros((1, 1)), verbose=0)
    return model


def first_watched_is_nan(values, start):
    return start < len(values) and math.isnan(values[start])


def run_early(model, name, options, values):
    case = dict(name=name, monitor="val_loss", min_delta=0, start_from_epoch=0) | options
    keywords = {k: v for k, v in case.items() if k != "name"}
    callback = keras.callbacks.EarlyStopping(restore_best_weights=True, **keywords)
    callback.set_model(model)
    model.stop_training = False
    callback.on_train_begin()
    stop_after = last = 0
    for epoch, value in enumerate(values):
        last = epoch + 1
        model.set_weights([np.full((1, 1), last, np.float32)])
        callback.on_epoch_end(epoch, {case["monitor"]: value})
        if model.stop_training:
            stop_after = last
            break
    # A weight that no epoch had shows whether anything is put back at all.
    model.set_weights([np.zeros((1, 1), np.float32)])
    callback.on_train_end()
    case.update(values=values, stop_after=stop_after, restored=int(model.get_weights()[0][0, 0]),
                nan_is_best=first_watched_is_nan(values, case["start_from_epoch"]))
    return case


def run_plateau(model, name, options, values):
    case = dict(name=name, monitor="val_loss", min_delta=1e-4, cooldown=0, factor=.1, min_lr=0.) | options
    keywords = {k: v for k, v in case.items() if k not in ("name", "lr")}
    callback = keras.callbacks.ReduceLROnPlateau(**keywords)
    callback.set_model(model)
    model.optimizer.learning_rate = case["lr"]
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {case["monitor"]: value})
        rates.append(float(model.optimizer.learning_rate.numpy()))
    case.update(values=values, rates=rates, nan_is_best=first_watched_is_nan(values, 0))
    return case


def main():
    add_random_cases()
    model = built_model()
    golden = {
        "made_with": f"keras {keras.__version__}",
        "early_stopping": [run_early(model, *case) for case in EARLY],
        "reduce_lr_on_plateau": [run_plateau(model, *case) for case in PLATEAU],
    }
    for cases in (golden["early_stopping"], golden["reduce_lr_on_plateau"]):
        for case in cases:
            case["values"] = [None if math.isnan(v) else v for v in case["values"]]
    lines = ",\n".join(
        f'"{kind}": [\n' + ",\n".join(json.dumps(c) for c in golden[kind]) + "\n]"
        for kind in ("early_stopping", "reduce_lr_on_plateau"))
    text = f'{{"made_with": "{golden["made_with"]}",\n{lines}}}\n'
    pathlib.Path(__file__).with_name("callbacks.json").write_text(text)


if __name__ == "__main__":
    main()
