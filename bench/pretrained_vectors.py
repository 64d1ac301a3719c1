#!/usr/bin/env python3
"""What `--vectors` gains where few texts have labels, and whether the vectors' spread should be changed first.

    bench/pretrained_vectors.py build/release/bin/taxon 20news-bydate.tar.gz FOLDER

Needs gensim 4.4.0. Learns vectors of 100 numbers from the words of all training posts of 20 Newsgroups by date
(word2vec's skip-gram, without labels), trains on 500 and on 2,000 of these posts with their labels, without vectors
and with them: as they are, and scaled to a root mean square of 0.029 (that of the start values), 0.1 and 0.5. Prints
a line a training: accuracy on every third test post. FOLDER takes its files."""

import json
import pathlib
import random
import subprocess
import sys
import tarfile

import numpy as np
from gensim.models import Word2Vec

SETTINGS = ("--preset notebook --valid-fraction 0.1 --embed-dim 100 --key-dim 64 --ff-dim 64 --mask on --epochs 15 "
            "--batch-size 16 --num-words 20000").split()
FILTERS = str.maketrans({c: " " for c in "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n"})


def posts(archive):
    parts = {"train": [], "test": []}
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile():
                folder, label, _ = member.name.split("/")[-3:]
                text = tar.extractfile(member).read().decode("latin-1")
                parts[folder.rsplit("-", 1)[1]].append({"text": text, "label": label})
    return parts["train"], parts["test"]


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def vector_files(train, folder):
    """The arguments of each way to start, by its name."""
    words = [row["text"].lower().translate(FILTERS).split() for row in train]
    learned = Word2Vec(words, vector_size=100, sg=1, epochs=8, min_count=3, workers=1, seed=1).wv
    spread = float(np.sqrt((learned.vectors**2).mean()))
    print(f"{len(learned)} words, root mean square {spread:.3f}")
    ways = {"without": []}
    plain = learned.vectors.copy()
    for name, wanted in (("as they are", spread), ("0.029", 0.0289), ("0.1", 0.1), ("0.5", 0.5)):
        learned.vectors = plain * np.float32(wanted / spread)
        path = folder / f"{name.replace(' ', '_')}.txt"
        learned.save_word2vec_format(str(path))
        ways[name] = ["--vectors", path]
    return ways


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    taxon, archive, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    train, test = posts(archive)
    test_path = write_rows(folder / "test.jsonl", test[2::3])
    ways = vector_files(train, folder)
    random.seed(1)
    random.shuffle(train)
    for n in (500, 2000):
        data = write_rows(folder / f"{n}.jsonl", train[:n])
        for way, arguments in ways.items():
            for seed in ("1", "2"):
                model = folder / "m.taxon"
                subprocess.run([taxon, "train", data, "--out", model, "--seed", seed, *SETTINGS, *arguments],
                               check=True, capture_output=True)
                judged = subprocess.run([taxon, "evaluate", model, test_path, "--json"], check=True,
                                        capture_output=True, text=True)
                print(f"{n} posts, {way}, seed {seed}: {json.loads(judged.stdout)['accuracy']:.4f}", flush=True)


if __name__ == "__main__":
    main()
