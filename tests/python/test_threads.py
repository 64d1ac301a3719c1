"""Threads beside a call: daemon threads at the end of the process, and what other threads may do meanwhile."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import taxon
from conftest import SMALL, make_posts

ENDS_BESIDE = """
import sys, threading, time, taxon
sys.path.insert(0, sys.argv[1])
from conftest import SMALL, make_posts
texts, labels = make_posts(2000)
model = taxon.train(*make_posts(), **SMALL).model
began = threading.Event()
def train(**callbacks):
    taxon.train(texts, labels, **SMALL | {"epochs": 100000, "patience": 100000}, **callbacks)
calls = {
    "predict": lambda: model.predict_proba(texts),
    "evaluate": lambda: model.evaluate(texts, labels),
    "train": train,
    "callback": lambda: train(on_batch=lambda batch: sum(range(100000))),
}
def work():
    while True:
        began.set()
        calls[sys.argv[2]]()
threading.Thread(target=work, daemon=True).start()
began.wait()
time.sleep(float(sys.argv[3]))
"""


@pytest.mark.parametrize("call", ["predict", "evaluate", "train", "callback"])
@pytest.mark.parametrize("seconds", [0.1, 0.4])
def test_a_process_ends_beside_a_daemon_thread(call, seconds):
    command = [sys.executable, "-c", ENDS_BESIDE, os.path.dirname(__file__), call, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def counted_meanwhile(call):
    """How often a second another thread, which needs the GIL for it, counts while `call` runs: at most 1000."""
    done = threading.Event()
    counted = [0]

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    began = time.monotonic()
    call()
    seconds = time.monotonic() - began
    done.set()
    counter.join()
    return counted[0] / seconds


def test_other_threads_run_beside_a_training():
    # One batch of it all, so that no callback hands the GIL over in between.
    posts = make_posts(1000)
    assert counted_meanwhile(lambda: taxon.train(*posts, epochs=1, batch_size=2000, threads=1, maxlen=64)) > 20


@pytest.mark.parametrize("name", ["top", "ids", "tokenize"])
def test_other_threads_run_beside_a_call_for_one_text(model, name):
    text = "goalie " + "i" * 40_000_000  # one long word, which gives no long list
    assert counted_meanwhile(lambda: getattr(model, name)(text)) > 20


def test_a_set_that_another_thread_reads_is_not_used_up(posts):
    judge = taxon.train(*posts, epochs=1, maxlen=128, threads=1).model
    texts = taxon.TextSet(["goalie ice rocket " * 40] * 2000, ["hockey", "space"] * 1000)
    figures = []
    reader = threading.Thread(target=lambda: figures.append(judge.evaluate(texts)))
    reader.start()
    while sys._current_frames()[reader.ident].f_code.co_name != "evaluate":
        time.sleep(0.001)
    time.sleep(0.05)
    assert reader.is_alive()
    with pytest.raises(taxon.Error, match="being read by another thread"):
        taxon.train(texts, **SMALL)
    reader.join()
    assert figures[0]["n"] == len(texts) == 2000
    assert taxon.train(texts, **SMALL).end


def test_signals_are_heeded_between_long_texts(model):
    """Of signals that come all the time, one is handled after each text; else one for all of them."""
    texts = ["i" * 4_000_000] * 30
    handled = []
    previous = signal.signal(signal.SIGALRM, lambda *_: handled.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
        model.predict_proba(texts)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert len(handled) > 10
