"""What all peers share: the bench data, the model's sizes, the clock and the protocol (../README.md has it)."""

import argparse
import os
import statistics
import sys
import time

import numpy as np

EMBED_DIM, HEADS, KEY_DIM, FF_DIM, NORM_EPSILON = 256, 2, 256, 32, 1e-3
LEARNING_RATE, ADAM_EPSILON = 1e-3, 1e-7
# Padded ones: 256 posts of the notebook's length, and at most so many at a time.
CALIBRATION_TOKENS, LARGEST_BATCH_TOKENS = 65_536, 32_768


class Posts:
    """The bench data file: padded ids (N, L), labels (N), and the sizes of vocabulary and classes."""

    def __init__(self, path):
        with open(path, "rb") as file:
            if file.read(8) != b"TXBENCH1":
                sys.exit(f"{path}: not a bench data file; make one with taxon_bench --prepare")
            posts, self.length, self.vocabulary, self.classes = (int(n) for n in np.fromfile(file, "<i4", 4))
            self.ids = np.fromfile(file, "<i4", posts * self.length).reshape(posts, self.length)
            self.labels = np.fromfile(file, "<i4", posts)
        if len(self.labels) != posts:
            sys.exit(f"{path}: ends too early")


def read_texts(path, part="texts"):
    """The labels and texts of the file beside the data file: texts (the posts') or valid.texts."""
    with open(f"{path}.{part}", encoding="utf-8", newline="\n") as file:
        rows = [line.rstrip("\n").split(" ", 1) for line in file]
    return [label for label, _ in rows], [text for _, text in rows]


def load_weights(path, posts):
    """Tensors by name, in the order of taxon's parameters: row-major little-endian floats."""
    d, h, k, f = EMBED_DIM, HEADS, KEY_DIM, FF_DIM
    shapes = {"token": (posts.vocabulary, d), "position": (posts.length, d)}
    for part in ("query", "key", "value"):
        shapes |= {f"{part}/kernel": (d, h, k), f"{part}/bias": (h, k)}
    shapes |= {"output/kernel": (h, k, d), "output/bias": (d,), "norm1/gamma": (d,), "norm1/beta": (d,),
               "ffn1/kernel": (d, f), "ffn1/bias": (f,), "ffn2/kernel": (f, d), "ffn2/bias": (d,),
               "norm2/gamma": (d,), "norm2/beta": (d,),
               "head/kernel": (d, posts.classes), "head/bias": (posts.classes,)}
    values, weights = np.fromfile(path, "<f4"), {}
    for name, shape in shapes.items():
        size = int(np.prod(shape))
        weights[name], values = values[:size].reshape(shape), values[size:]
    if len(values) or weights["head/bias"].size != posts.classes:
        sys.exit(f"{path}: not the weights of a model of these sizes")
    return weights


def real_positions(ids):
    """Which positions hold tokens (N, L); a text without any keeps its last one."""
    real = ids != 0
    real[~real.any(axis=1), -1] = True
    return real


def round_robin(first, count, size):
    return (first + np.arange(count)) % size


def softmax(logits):
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


class Peer:
    """A peer with the notebook's model. Subclasses say how it is trained and run."""

    batch_sizes = (32, 128)

    def __init__(self, arguments):
        self.path, self.mask, self.threads = arguments.data, arguments.mask == "on", arguments.threads
        self.dropout, self.batch_size = arguments.dropout, arguments.batch_size
        self.posts = Posts(self.path)
        self.next_post = 0
        self.best_batch_size = None

    def info(self):
        raise NotImplementedError

    def load(self, weights):
        raise NotImplementedError

    def fit(self, ids, labels):
        """One epoch of the posts, in batches of batch_size, in their order."""
        raise NotImplementedError

    def logits(self, ids):
        """Of one batch, as a NumPy array: nothing is left to be computed when it returns."""
        raise NotImplementedError

    def probabilities(self, ids):
        return softmax(self.logits(ids))

    def classify(self, ids, batch_size):
        for first in range(0, len(ids), batch_size):
            self.logits(ids[first:first + batch_size])

    def take(self, count):
        """The next posts, from the start again where the data end."""
        which = round_robin(self.next_post, count, len(self.posts.ids))
        self.next_post = (self.next_post + count) % len(self.posts.ids)
        return self.posts.ids[which], self.posts.labels[which]

    def train_rate(self, count):
        ids, labels = self.take(count)
        return count / seconds_of(self.fit, ids, labels)

    def predict_rate(self, count):
        if self.best_batch_size is None:
            largest = max(LARGEST_BATCH_TOKENS // self.posts.length, 1)
            sizes = {min(size, largest) for size in self.batch_sizes}
            self.best_batch_size = min(sorted(sizes), key=self.calibrate)
        ids, _ = self.take(count)
        return count / seconds_of(self.classify, ids, self.best_batch_size)

    def calibrate(self, batch_size):
        """Seconds for some posts, the first time apart: that one compiles."""
        ids, _ = self.take(max(CALIBRATION_TOKENS // self.posts.length, batch_size))
        self.classify(ids, batch_size)
        return seconds_of(self.classify, ids, batch_size)

    def latency(self, count):
        """Median milliseconds of one post at a time."""
        ids, _ = self.take(count)
        return 1e3 * statistics.median(seconds_of(self.classify, ids[i:i + 1], 1) for i in range(count))

    def tokenize_rate(self, count):
        raise NotImplementedError

    def train_whole(self):
        """Seconds of a training on all posts, learning the words included."""
        raise NotImplementedError

    def accuracy(self):
        """Per cent of right answers to the validation texts."""
        raise NotImplementedError


def seconds_of(work, *arguments):
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def peak_megabytes():
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1e3 * 1.024


def answer(peer, words):
    match words:
        case ["info"]:
            return peer.info()
        case ["load", path]:
            peer.load(load_weights(path, peer.posts))
            return "loaded"
        case ["train", count]:
            return peer.train_rate(int(count))
        case ["predict", count]:
            return peer.predict_rate(int(count))
        case ["latency", count]:
            return peer.latency(int(count))
        case ["probabilities", count]:
            return " ".join(f"{p:.7f}" for p in peer.probabilities(peer.posts.ids[:int(count)]).flat)
        case ["tokenize", count]:
            return peer.tokenize_rate(int(count))
        case ["train-whole"]:
            return peer.train_whole()
        case ["accuracy"]:
            return peer.accuracy()
        case ["memory"]:
            return peak_megabytes()
        case _:
            sys.exit(f"unknown command: {' '.join(words)}")


def serve(make_peer, add_options=lambda parser: None):
    """make_peer(arguments) is called with the process already kept to the wanted number of cores."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--mask", choices=("on", "off"), default="off")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--dropout", type=float, default=0.5)
    parser.add_argument("--batch-size", type=int, default=32)
    add_options(parser)
    arguments = parser.parse_args()
    # The one setting that every library obeys.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:arguments.threads])
    peer = make_peer(arguments)
    for line in sys.stdin:
        print(answer(peer, line.split()), flush=True)
