#!/usr/bin/env python3
"""fastText at several settings, for the accuracy table; judged.py says how it is called."""

from importlib import metadata
import random
import re
import tempfile

import fasttext

import judged

LABEL = "__label__"


def as_words(text):
    """In lower case and without punctuation, on one line: fastText itself parts words at blanks only."""
    return " ".join(re.findall(r"\w+", text.lower()))


class FastText(judged.Kind):
    def __init__(self, **settings):
        self.settings = settings

    def learn(self, texts, labels, seed, threads):
        # It learns from files only, and ends a label at a blank: numbers stand for labels. It never shuffles, and
        # forgets the first classes of a file that has one after the other.
        self.labels = sorted(set(labels))
        number = {label: i for i, label in enumerate(self.labels)}
        lines = [f"{LABEL}{number[label]} {as_words(text)}\n" for label, text in zip(labels, texts, strict=True)]
        random.Random(seed).shuffle(lines)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            self.model = fasttext.train_supervised(file.name, seed=seed, thread=threads, verbose=0, **self.settings)

    def answer(self, texts):
        labels, probabilities = self.model.predict([as_words(text) for text in texts])
        return [self.labels[int(own[0].removeprefix(LABEL))] for own in labels], [own[0] for own in probabilities]


KINDS = {
    "words": lambda: FastText(lr=0.5, epoch=25, dim=100, wordNgrams=1),
    "pairs": lambda: FastText(lr=0.5, epoch=25, dim=100, wordNgrams=2),
    "pairs-long": lambda: FastText(lr=1.0, epoch=50, dim=100, wordNgrams=2),
}

if __name__ == "__main__":
    judged.run(f"fastText {metadata.version('fasttext-wheel')}", KINDS)
