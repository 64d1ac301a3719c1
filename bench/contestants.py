"""Who races: the peers with their Python environments, and a running bench server of any of them or of taxon."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).parent
WORK = BENCH.parent / "build" / "bench-peers"
# Left over from other benchmarks they would slow down or speed up one side only.
FOREIGN_SETTINGS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")

# Name: its environment, and its command in it.
PEERS = {
    "keras": ("keras", ["keras_peer.py"]),
    "torch": ("torch", ["torch_peer.py"]),
    "torch-compiled": ("torch", ["torch_peer.py", "--compile"]),
    "jax": ("jax", ["jax_peer.py"]),
    "onnx": ("onnx", ["onnx_peer.py"]),
    "fasttext": ("fasttext", ["fasttext_peer.py"]),
    "sklearn": ("sklearn", ["sklearn_peer.py"]),
}


def environment_python(name):
    """The interpreter of an environment that has exactly what requirements-NAME.txt asks for."""
    requirements = BENCH / f"requirements-{name}.txt"
    folder, wanted = WORK / f"env-{name}", requirements.read_text(encoding="utf-8")
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text(encoding="utf-8") != wanted:
        print(f"installing {requirements.name}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        options = ["--no-deps"] if "--no-deps" in wanted else []
        subprocess.run([folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *options,
                        "--requirement", requirements], check=True, stdout=sys.stderr)
        installed.write_text(wanted, encoding="utf-8")
    return folder / "bin/python"


def clean_environment():
    return {name: value for name, value in os.environ.items() if name not in FOREIGN_SETTINGS}


@dataclass
class ProgramRun:
    """What a program printed, the most memory it held, and the seconds from its start to its end."""

    printed: str
    megabytes: float
    seconds: float
    processor_seconds: float


def run_program(command):
    """Runs it to its end, which must be a good one."""
    words, begin = [str(word) for word in command], time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True, env=clean_environment())
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            raise SystemExit(f"{' '.join(words)} failed:\n{errors.read()[-2000:]}")
    return ProgramRun(printed, usage.ru_maxrss * 1024 / 1e6, seconds, usage.ru_utime + usage.ru_stime)


class Server:
    """A bench server (README.md has the protocol); what it prints beside its answers goes to a log."""

    def __init__(self, name, command):
        self.name = name
        self.log = WORK / f"{name}.log"
        WORK.mkdir(parents=True, exist_ok=True)
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=log, text=True,
                                            env=clean_environment())

    def answers(self, command):
        """Its answer, empty if it ended instead."""
        try:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
            return self.process.stdout.readline().strip()
        except BrokenPipeError:
            return ""

    def ask(self, command):
        answer = self.answers(command)
        if not answer:
            sys.exit(f"{self.name} gave no answer to '{command}'; {self.log} may say why")
        return answer

    def measure(self, command):
        return float(self.ask(command))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()


def start_taxon(setup, mask, threads, name="taxon", options=()):
    return Server(name, [setup.taxon_bench, setup.data, "--mask", mask, "--threads", threads,
                         "--batch-size", setup.batch_size, *options])


weights = {}  # by the kind of texts; a file of an earlier run may be of another version's start values


def weights_of(setup):
    """A file of taxon's start values for these texts' model, which all start from."""
    if setup.kind not in weights:
        path = WORK / f"weights-{setup.kind}.bin"
        with start_taxon(setup, "off", setup.threads, "taxon-weights") as server:
            server.ask(f"save {path}")
        weights[setup.kind] = path
    return weights[setup.kind]


def start_peer(setup, name, mask, more_options=()):
    """The peer, with the same weights as taxon's server where it has the same model."""
    environment, (script, *options) = PEERS[name]
    server = Server(name, [environment_python(environment), BENCH / "peers" / script, setup.data, "--mask", mask,
                           "--threads", setup.threads, "--batch-size", setup.batch_size, *options, *more_options])
    if name not in ("fasttext", "sklearn"):
        server.ask(f"load {weights_of(setup)}")
    return server
