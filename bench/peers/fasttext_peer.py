#!/usr/bin/env python3
"""fastText, which trains a linear model on the texts, as a bench server."""

from importlib import metadata
import tempfile

import fasttext

import server
import text_server

# Its default, 0.1, learns next to nothing from so few texts in 5 passes; the time is the same.
LEARNING_RATE = 1.0


class FastTextPeer(text_server.TextPeer):
    passes = 5  # fastText's own default

    def info(self):
        return f"fastText {metadata.version('fasttext-wheel')}"

    def fit(self, labels, texts):
        # It learns from files only.
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.writelines(f"{label} {text}\n" for label, text in zip(labels, texts))
            file.flush()
            self.model = fasttext.train_supervised(file.name, lr=LEARNING_RATE, epoch=self.passes,
                                                   thread=self.threads, verbose=0)

    def classify(self, texts):
        return [labels[0] for labels in self.model.predict(texts)[0]]


if __name__ == "__main__":
    server.serve(FastTextPeer)
