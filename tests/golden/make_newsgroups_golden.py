#!/usr/bin/env python3
"""Writes newsgroups.json: the 20 Newsgroups posts as scikit-learn 1.9.1 hands them out.

    make_newsgroups_golden.py 20news-bydate.tar.gz

Run by hand in an environment with scikit-learn 1.9.1. fetch_20newsgroups would download its own archive; so its
cache is filled from the given one, by the code that it fills it with.

newsgroups.json is a list of {subset, remove, categories, shuffle_seed (null: not shuffled), n, classes,
empty, sources, texts, labels}; the last three are SHA-256 sums: of the names PART/CLASS/FILE joined by LF,
of the texts as UTF-8 joined by a zero byte, and of the labels as little-endian int64.
"""

import codecs
import hashlib
import json
import pathlib
import pickle
import sys
import tarfile
import tempfile

import numpy as np
import sklearn
from sklearn.datasets import fetch_20newsgroups, load_files

assert sklearn.__version__ == "1.9.1", sklearn.__version__
ALL = ("headers", "footers", "quotes")
FOUR = ["sci.space", "alt.atheism", "talk.religion.misc", "comp.graphics"]
CASES = [("all", (), None, 42), ("all", (), None, None), ("train", (), None, 42), ("test", (), None, 7),
         ("train", ALL, None, 42), ("test", ALL, None, 42), ("train", ("headers",), None, None),
         ("train", ("footers",), None, None), ("train", ("quotes",), None, None),
         ("test", ("headers", "quotes"), FOUR, 42), ("all", ALL, FOUR, None)]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def describe(home, subset, remove, categories, seed):
    data = fetch_20newsgroups(data_home=home, subset=subset, remove=remove, categories=categories,
                              shuffle=seed is not None, random_state=seed, download_if_missing=False)
    names = ["/".join(pathlib.Path(f).parts[-3:]) for f in data.filenames]
    return {"subset": subset, "remove": ",".join(remove), "categories": categories or [], "shuffle_seed": seed,
            "n": len(names), "classes": len(data.target_names), "empty": sum(not t for t in data.data),
            "sources": sha256("\n".join(names).encode()), "texts": sha256("\0".join(data.data).encode()),
            "labels": sha256(np.asarray(data.target, "<i8").tobytes())}


def main():
    with tempfile.TemporaryDirectory() as home:
        with tarfile.open(sys.argv[1]) as archive:
            archive.extractall(home, filter="data")
        cache = {part: load_files(f"{home}/20news-bydate-{part}", encoding="latin1") for part in ("train", "test")}
        pathlib.Path(home, "20news-bydate_py3.pkz").write_bytes(
            codecs.encode(pickle.dumps(cache), "zlib_codec"))
        cases = [describe(home, *case) for case in CASES]
    path = pathlib.Path(__file__).with_name("newsgroups.json")
    path.write_text("[" + ",\n".join(json.dumps(case) for case in cases) + "]\n")


main()
