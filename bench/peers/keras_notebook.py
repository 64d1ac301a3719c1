#!/usr/bin/env python3
"""The notebook's way in Keras, from the archive to a trained model, for its memory; on the first POSTS posts only, as
the peak comes with the first batches. Prints the versions.

    keras_notebook.py ARCHIVE POSTS
"""

import sys
import tarfile
from types import SimpleNamespace

import keras_peer  # first: it says which backend Keras has
import keras
import numpy as np
import tensorflow as tf

NUM_WORDS, MAXLEN = 10000, 256


def read_posts(archive):
    """(class, text) of all posts, shuffled."""
    posts = []
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile():
                posts.append((member.name.split("/")[1], tar.extractfile(member).read().decode("latin-1")))
    order = np.random.RandomState(42).permutation(len(posts))
    return [posts[i] for i in order]


def main():
    archive, count = sys.argv[1], int(sys.argv[2])
    posts = read_posts(archive)
    posts = posts[:len(posts) * 9 // 10]
    classes = sorted({label for label, _ in posts})
    tokenizer = tf.keras.preprocessing.text.Tokenizer(num_words=NUM_WORDS, oov_token="<unw>")
    tokenizer.fit_on_texts(text for _, text in posts)
    ids = keras.utils.pad_sequences(tokenizer.texts_to_sequences(text for _, text in posts), maxlen=MAXLEN)
    labels = keras.utils.to_categorical([classes.index(label) for label, _ in posts], len(classes))
    shape = SimpleNamespace(length=MAXLEN, vocabulary=NUM_WORDS, classes=len(classes))
    model = keras_peer.build_model(shape, mask=False, dropout=0.5)
    model.fit(ids[:count], labels[:count], batch_size=32, epochs=1, verbose=0)
    print(f"Keras {keras.__version__} on TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main()
