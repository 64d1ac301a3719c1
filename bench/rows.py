"""What is measured: each row starts its contestants, asks them in interleaved rounds and returns measurements."""

import os
import re
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import contestants

TRAINABLE = ("keras", "torch", "torch-compiled", "jax")
SAME_MODEL = (*TRAINABLE, "onnx")
LINEAR = ("fasttext", "sklearn")
WARM_UP_POSTS = 128
STARTS = 20
RIGHT = "% right"  # the unit of accuracy
PAUSE_SECONDS = 0.2  # for the last one's idle threads to fall asleep


@dataclass
class Measurement:
    """taxon's figures and a peer's, one a round."""

    row: str
    mask: str | None
    unit: str
    taxon_name: str
    taxon: list
    peer: str = ""
    peer_name: str = ""
    others: list = field(default_factory=list)

    @property
    def ratio(self):
        """How many times better taxon is, by the medians."""
        mine, theirs = statistics.median(self.taxon), statistics.median(self.others)
        return mine / theirs if self.unit.endswith("/s") or self.unit == RIGHT else theirs / mine


@dataclass
class Setup:
    """Where things are, and how long to measure."""

    taxon: str
    taxon_bench: str
    texts: Path  # the folder of bench data files
    archive: str
    threads: int
    rounds: int
    scale: float  # of the numbers of posts
    peers: tuple
    kind: str = "notebook"  # which of the data files
    batch_size: int = 32

    @property
    def data(self):
        return self.texts / f"{self.kind}.bin"

    def posts(self, count):
        return max(32, int(count * self.scale) // 32 * 32)

    def chosen(self, peers):
        return [name for name in peers if name in self.peers]


def rounds(servers, command, setup):
    """One figure a server and round."""
    figures = [[] for _ in servers]
    for _ in range(setup.rounds):
        for server, list_of in zip(servers, figures):
            time.sleep(PAUSE_SECONDS)
            list_of.append(server.measure(command))
    return figures


def race(setup, row, mask, command, unit, peers, warm_up=(), taxon_options=(), warm_up_posts=WARM_UP_POSTS):
    """taxon and the peers, the same command each; one of a few posts before the first round."""
    command = command.split()
    command = f"{command[0]} {setup.posts(int(command[1]))}"
    with ExitStack() as stack:
        servers = [stack.enter_context(contestants.start_taxon(setup, mask or "off", setup.threads,
                                                                options=taxon_options))]
        servers += [stack.enter_context(contestants.start_peer(setup, name, mask or "off")) for name in peers]
        for server in servers:
            for line in (*warm_up, f"{command.split()[0]} {warm_up_posts}"):
                server.measure(line)
        mine, *others = rounds(servers, command, setup)
        names = [server.ask("info") for server in servers]
    return [Measurement(row, mask, unit, names[0], mine, *entry) for entry in zip(peers, names[1:], others)]


def train(setup, mask):
    return race(setup, "train", mask, "train 640", "posts/s", setup.chosen(TRAINABLE))


def short_train(setup, mask):
    short = replace(setup, kind="short")
    return race(short, "short-train", mask, "train 3840", "posts/s", setup.chosen(("keras",)))


def short_predict(setup, mask):
    short = replace(setup, kind="short")
    return race(short, "short-predict", mask, "predict 9600", "posts/s", setup.chosen(("keras", "onnx")))


def long_train(setup, mask):
    # Keras holds some ten matrices of posts x heads x 4,000 x 4,000: a batch of 32 would take 40 GB.
    long = replace(setup, kind="long", batch_size=4)
    return race(long, "long-train", mask, "train 32", "posts/s", setup.chosen(("keras",)), warm_up_posts=4)


def long_predict(setup, mask):
    long = replace(setup, kind="long", batch_size=4)
    return race(long, "long-predict", mask, "predict 64", "posts/s", setup.chosen(("keras", "onnx")),
                warm_up_posts=4)


def predict(setup, mask):
    return race(setup, "predict", mask, "predict 1920", "posts/s", setup.chosen(SAME_MODEL))


def predict_bf16(setup, mask):
    """The row is left out where the processor cannot do it."""
    options = ("--precision", "bf16")
    with contestants.start_taxon(setup, mask, setup.threads, options=options) as server:
        if not server.answers("predict 1"):
            print(f"left out: {server.log.read_text(encoding='utf-8').strip()}", file=sys.stderr)
            return []
    return race(setup, "predict-bf16", mask, "predict 1920", "posts/s", setup.chosen(("onnx",)),
                taxon_options=options)


def latency(setup, mask):
    return race(setup, "latency", mask, "latency 192", "ms", setup.chosen(("onnx", "keras", "torch", "jax")))


def linear_train(setup, mask):
    return race(setup, "linear-train", mask, "train 3840", "posts/s", setup.chosen(LINEAR))


def linear_predict(setup, mask):
    return race(setup, "linear-predict", mask, "predict 3840", "posts/s", setup.chosen(LINEAR),
                warm_up=[f"train {setup.posts(3840)}"])


def tokenize(setup, mask):
    return race(setup, "tokenize", mask, "tokenize 16960", "MB/s", setup.chosen(("keras",)))


def read(setup, mask):
    """From the archive, which the system has read before, to the ids of all posts."""
    with contestants.start_taxon(setup, "off", setup.threads) as server:
        command = f"read {setup.archive}"
        server.measure(command)
        [seconds] = rounds([server], command, setup)
        return [Measurement("read", mask, "s", server.ask("info"), seconds)]


def threads(setup, mask):
    """All cores against one."""
    measurements = []
    with ExitStack() as stack:
        servers = [stack.enter_context(contestants.start_taxon(setup, mask, n, f"taxon-{n}"))
                   for n in (setup.threads, 1)]
        for verb in ("train", "predict"):
            for server in servers:
                server.measure(f"{verb} {WARM_UP_POSTS}")
            all_cores, one = rounds(servers, f"{verb} {setup.posts(1920)}", setup)
            measurements.append(Measurement(f"threads-{verb}", mask, "posts/s", servers[0].ask("info"), all_cores,
                                            "one-thread", "taxon, one thread", one))
    return measurements


def words(setup, mask):
    """Training with 200,000 words against 10,000."""
    command = f"train {setup.posts(3840)}"
    with ExitStack() as stack:
        servers = [stack.enter_context(contestants.start_taxon(replace(setup, kind=kind), mask, setup.threads,
                                                                f"taxon-{kind}"))
                   for kind in ("many-words", "notebook")]
        for server in servers:
            server.measure(f"train {WARM_UP_POSTS}")
        many, few = rounds(servers, command, setup)
        return [Measurement("words-train", mask, "posts/s", servers[0].ask("info"), many, "few-words",
                            "taxon, 10,000 words", few)]


def memory(setup, mask):
    """Peak of servers that have loaded the posts' ids and trained; nothing but that."""
    figures = []
    for name in ("taxon", *setup.chosen(TRAINABLE)):
        with (contestants.start_taxon(setup, mask, setup.threads) if name == "taxon"
              else contestants.start_peer(setup, name, mask)) as server:
            server.measure(f"train {setup.posts(320)}")
            figures.append((name, server.ask("info"), [server.measure("memory")]))
    (_, taxon_name, mine), *others = figures
    return [Measurement("memory", mask, "MB", taxon_name, mine, *entry) for entry in others]


def notebook_model():
    return str(contestants.WORK / "notebook.taxon")


def train_notebook(setup, mask, *options):
    return contestants.run_program([setup.taxon, "train", setup.archive, "--encoding", "latin-1", "--subset", "all",
                                    "--shuffle-seed", "42", "--valid-fraction", "0.1", "--split-seed", "19",
                                    "--mask", mask, "--out", notebook_model(), *options])


def memory_process(setup, mask):
    """Peak of the programs themselves, from the archive to the trained model. Keras's comes after a few batches."""
    peak = train_notebook(setup, mask, "--epochs", "1").megabytes
    mine = Measurement("memory-process", mask, "MB", "taxon", [peak])
    if "keras" not in setup.peers:
        return [mine]
    run = contestants.run_program([contestants.environment_python("keras"),
                                   contestants.BENCH / "peers/keras_notebook.py", setup.archive, setup.posts(320)])
    return [replace(mine, peer="keras", peer_name=run.printed.strip(), others=[run.megabytes])]


def whole(setup, mask):
    """Seconds of a whole training, and the share of right answers to the validation part; one run each."""
    run = train_notebook(setup, mask)
    right = 100 * float(re.search(r"validation loss [\d.]+, accuracy ([\d.]+)", run.printed)[1])
    measurements = []
    for peer in setup.chosen(LINEAR):
        with contestants.start_peer(setup, peer, mask) as server:
            name, figures = server.ask("info"), [server.measure(line) for line in ("train-whole", "accuracy")]
        measurements += [Measurement("whole-seconds", mask, "s", "taxon", [run.seconds], peer, name, figures[:1]),
                         Measurement("whole-accuracy", mask, RIGHT, "taxon", [right], peer, name, figures[1:])]
    return sorted(measurements, key=lambda m: m.row)


def start(setup, mask):
    """From the start of `taxon predict` to its answer to one line."""
    if not os.path.exists(notebook_model()):
        train_notebook(setup, mask, "--epochs", "1")
    times = []
    for _ in range(STARTS):
        begin = time.perf_counter()
        answer = subprocess.run([setup.taxon, "predict", notebook_model()], capture_output=True, check=True,
                                input=b"The goalie of the team stopped every shot in the playoffs\n").stdout
        times.append(1e3 * (time.perf_counter() - begin))
        assert answer.count(b"\n") == 1
    return [Measurement("start", mask, "ms", "taxon", times)]


# Name on the command line: what measures it, and with which mask.
ROWS = {f"{name}-{mask}": (measure, mask)
        for name, measure in (("train", train), ("predict", predict), ("predict-bf16", predict_bf16),
                              ("latency", latency), ("threads", threads), ("memory", memory))
        for mask in ("on", "off")}
ROWS |= {"short-train": (short_train, "on"), "short-predict": (short_predict, "on"),
         "long-train": (long_train, "on"), "long-predict": (long_predict, "on"), "words-train": (words, "on"),
         "linear-train": (linear_train, "on"), "linear-predict": (linear_predict, "on"), "whole": (whole, "on"),
         "tokenize": (tokenize, None), "read": (read, None),
         "memory-process": (memory_process, "off"), "start": (start, "off")}
