"""Whether taxon and the peers with the same model compute the same, and learn alike."""

import math
import struct
import sys
from contextlib import ExitStack

import contestants
import rows

POSTS, TRAINED = 64, 320
# Each program draws dropout in its own way, and nothing else in training is left to chance.
NO_DROPOUT = ("--dropout", "0")
# Single precision, and other orders of summing: probabilities.
TOLERANCE = 2e-5
# The mean loss (nats) of posts trained on. PyTorch adds epsilon elsewhere in Adam, and Keras squares the gradients
# of a repeated word one by one, where the others square their sum.
LOSS_TOLERANCE = 0.06


def labels(path, count):
    with open(path, "rb") as file:
        file.seek(8)
        posts, length, _, _ = struct.unpack("<4i", file.read(16))
        file.seek(24 + 4 * posts * length)
        return struct.unpack(f"<{count}i", file.read(4 * count))


def probabilities(server, count):
    return [float(word) for word in server.ask(f"probabilities {count}").split()]


def mean_loss(values, truth):
    classes = len(values) // len(truth)
    return sum(-math.log(max(values[i * classes + label], 1e-7)) for i, label in enumerate(truth)) / len(truth)


def check(setup):
    """Exits with a message at the first peer that differs."""
    for mask in ("on", "off"):
        with ExitStack() as stack:
            servers = [stack.enter_context(contestants.start_taxon(setup, mask, setup.threads, options=NO_DROPOUT))]
            servers += [stack.enter_context(contestants.start_peer(setup, name, mask, NO_DROPOUT))
                        for name in setup.chosen(rows.SAME_MODEL)]
            check_answers(servers, mask)
            check_learning([s for s in servers if s.name != "onnx"], mask, labels(setup.data, TRAINED))


def check_answers(servers, mask):
    expected = probabilities(servers[0], POSTS)
    for server in servers[1:]:
        worst = max(abs(a - b) for a, b in zip(expected, probabilities(server, POSTS), strict=True))
        print(f"mask {mask}, {server.name}: probabilities differ from taxon's by at most {worst:.1e}")
        if worst > TOLERANCE:
            sys.exit(f"that is more than {TOLERANCE}: not the same model")


def check_learning(servers, mask, truth):
    losses = []
    for server in servers:
        before = mean_loss(probabilities(server, TRAINED), truth)
        server.ask(f"train {TRAINED}")
        losses.append(mean_loss(probabilities(server, TRAINED), truth))
        print(f"mask {mask}, {server.name}: loss {before:.4f} before, {losses[-1]:.4f} after {TRAINED} posts")
        if abs(losses[-1] - losses[0]) > LOSS_TOLERANCE:
            sys.exit(f"that is more than {LOSS_TOLERANCE} away from taxon's: not the same training")
