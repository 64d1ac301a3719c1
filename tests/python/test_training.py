import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

import taxon
from conftest import SMALL, make_posts


def test_history_has_every_epoch(posts):
    trained = taxon.train(*posts, valid_fraction=0.25, **SMALL)
    assert set(trained.history) == {
        "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds",
    }  # fmt: skip
    assert trained.history["epoch"] == [1, 2, 3]
    assert trained.end == "epochs done"
    best = min(range(3), key=trained.history["val_loss"].__getitem__)
    assert trained.best_epoch == best + 1


def test_without_validation_there_are_no_figures_of_it(posts):
    assert "val_loss" not in taxon.train(*posts, **SMALL).history


def test_validation_texts_of_ones_own(posts):
    given = taxon.train(*posts, valid=make_posts(2), **SMALL)
    as_set = taxon.train(taxon.TextSet(*posts), valid=taxon.TextSet(*make_posts(2)), **SMALL)
    assert given.model.to_bytes() == as_set.model.to_bytes()
    assert "val_loss" in given.history


def test_callbacks_see_every_epoch_and_batch(posts):
    epochs, batches = [], []
    trained = taxon.train(*posts, on_epoch=epochs.append, on_batch=batches.append, batch_size=8, **SMALL)
    assert [e.loss for e in epochs] == trained.history["loss"]
    assert len(batches) == 9
    assert (batches[-1].epoch, batches[-1].texts_done, batches[-1].texts) == (3, 24, 24)


def test_a_callback_ends_the_training(posts):
    trained = taxon.train(*posts, on_epoch=lambda e: e.epoch == 2, **SMALL)
    assert trained.end == "stopped"
    assert trained.history["epoch"] == [1, 2]


def test_what_a_callback_raises_comes_out(posts):
    def fail(_):
        raise LookupError("mine")

    for name in ("on_epoch", "on_batch"):
        with pytest.raises(LookupError, match="mine"):
            taxon.train(*posts, **{name: fail}, **SMALL)


def test_progress_is_a_line_an_epoch(posts, capsys):
    taxon.train(*posts, valid_fraction=0.25, progress=True, **SMALL)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert re.fullmatch(r"epoch 3: loss \d\.\d{4}, accuracy \S+, val_loss \S+, val_accuracy \S+, \S+ s", lines[2])


def test_class_weights_by_label_count(posts):
    plain = taxon.train(*posts, **SMALL).model
    weighed = taxon.train(*posts, class_weight={"space": 3}, **SMALL).model
    assert (plain.predict_proba(posts[0]) != weighed.predict_proba(posts[0])).any()
    with pytest.raises(taxon.Error, match="hokey"):
        taxon.train(*posts, class_weight={"hokey": 3}, **SMALL)


def test_a_training_uses_a_set_up(posts):
    texts = taxon.TextSet(*posts)
    assert (len(texts), texts.classes, texts.multi_label) == (24, ["hockey", "space"], False)
    assert (texts.texts, texts.labels) == posts
    taxon.train(texts, **SMALL)
    with pytest.raises(taxon.Error, match="used up"):
        taxon.train(texts, **SMALL)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"epoch": 1}, TypeError, "no option 'epoch'"),
        ({"epochs": 0}, taxon.Error, "epochs"),
        ({"epochs": True}, TypeError, "epochs takes N"),
        ({"mask": "yes"}, taxon.Error, "mask"),
        ({"key_dim": 10**9}, taxon.Error, "key-dim"),
    ],
)
def test_a_wrong_option_is_named(posts, options, error, says):
    with pytest.raises(error, match=says):
        taxon.train(*posts, **SMALL | options)


def test_options_on_and_off(posts):
    as_bool = taxon.train(*posts, mask=True, **SMALL).model
    assert as_bool.to_bytes() == taxon.train(*posts, mask="on", **SMALL).model.to_bytes()


def test_labels_and_texts_that_do_not_fit_are_named(posts):
    with pytest.raises(taxon.Error, match="24 texts and the labels of 23"):
        taxon.train(posts[0], posts[1][1:], **SMALL)
    with pytest.raises(TypeError, match="need their labels"):
        taxon.train(posts[0], **SMALL)


def test_other_threads_run_meanwhile(posts):
    """The GIL is released: another thread counts while this one trains."""
    done = threading.Event()
    counted = [0]

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    began = time.monotonic()
    # One batch of it all, so that no callback hands the GIL over in between.
    texts, labels = make_posts(1000)
    taxon.train(texts, labels, epochs=1, batch_size=2000, threads=1, maxlen=64)
    seconds = time.monotonic() - began
    done.set()
    counter.join()
    assert counted[0] > 50 * seconds


INTERRUPTED = """
import signal, sys, time, taxon
sys.path.insert(0, sys.argv[1])
from conftest import make_posts
texts, labels = make_posts(2000)
began = None
def on_batch(batch):
    global began
    if began is None and batch.epoch == EPOCH:
        print("ready", flush=True)
        began = time.monotonic()
try:
    taxon.train(texts, labels, epochs=100000, patience=100000, batch_size=64, on_batch=on_batch, threads=2, maxlen=128,
                embed_dim=EMBED)
except KeyboardInterrupt as stop:
    trained = stop.trained
    print("model" if trained else "none")
"""


@pytest.mark.parametrize(("epoch", "embed", "left"), [(1, 256, "none"), (3, 16, "model")])
def test_ctrl_c_ends_it_within_a_second(epoch, embed, left):
    code = INTERRUPTED.replace("EPOCH", str(epoch)).replace("EMBED", str(embed))
    child = subprocess.Popen(
        [sys.executable, "-c", code, os.path.dirname(__file__)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert child.stdout.readline() == left + "\n"
    assert time.monotonic() - began < 1
    assert child.wait(timeout=60) == 0
