#!/usr/bin/env python3
"""Writes text.json: what Python's str.lower and Keras 3.15.1's Tokenizer and pad_sequences make of given texts.

Run by hand in an environment with keras 3.15.1, under Python 3.11 (Unicode 14); the tests read the file.

  lower_all  SHA-256 of "CODEPOINT in hex:its lower case" + LF for every code point but the surrogates
  lower      [text, text.lower()]: mostly capital sigmas in random company
  tokenizer  {name, options, fit, encode, index: {word: id}, counts: {word: n}, sequences}: fitted on `fit`;
             sequences of `encode`
  words      {name, text, words}: text_to_word_sequence with the default options
  padding    {sequences, maxlen (null: the longest), padding, truncating, value, rows}
"""

import hashlib
import itertools
import json
import pathlib
import random

import keras
from keras.src.legacy.preprocessing.text import Tokenizer, text_to_word_sequence

assert keras.__version__ == "3.15.1", keras.__version__

WORDS = {  # by number in the list of trouble inputs
    "1": "\ufeffhi yo", "8": "a\0b a\0c", "11": "one\r\ntwo\rthree\nfour", "13": "go\u200dod \u200bword fam\u00adily",
    "14": "İZMİR IRMAK ısı", "16": "ΟΔΟΣ ΣΑΣ, Σ", "17": "ΑΣ.ΑΒ ΑΣ'ΑΒ ΑΣ-ΑΒ 1Σ", "19": "कविता सुन्दर",
    "20": "我喜欢这部电影。很好！", "22": "Ёж ЁЖ ÉÉ", "23": "hi 😀 👨\u200d👩", "35": "!!! ... ---",
    "154": "river\n", "spaces": "  a\u00a0b \u3000c\td  ", "all filters": 'a!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\nb\'c',
    "empty": "", "kelvin": "\u212a1 ẞ ŒUVRE ǅ",
}
FIT = ["The cat, the DOG & the Größe—größe!", "", "ÉCOLE école; x2 X2 x", "a b a c\ta\nb", "ΟΔΟΣ οδος b", "!!!"]
ENCODE = FIT + ["unknown the a", "dog  the", "--", "Größe"]


def fitted(name, fit, encode, **options):
    tokenizer = Tokenizer(**options)
    tokenizer.fit_on_texts(fit)
    return {"name": name, "options": options, "fit": fit, "encode": encode, "index": tokenizer.word_index,
            "counts": tokenizer.word_counts, "sequences": tokenizer.texts_to_sequences(encode)}


def tokenizer_cases():
    three = ["b a a", "c c c a", "b d"]
    yield fitted("28", three, ["a b c d e"], num_words=4)
    yield fitted("29", three, ["a b c d e", "zzz", ""], num_words=4, oov_token="<OOV>")
    yield fitted("31", ["zeta alpha", "alpha zeta", "beta"], ["beta alpha zeta"])
    yield fitted("35", ["!!! ... ---", "---"], ["!!!"], oov_token="<OOV>")
    yield fitted("the OOV token is a word", FIT, ENCODE, oov_token="the")
    yield fitted("the OOV token is a frequent word", FIT, ENCODE, oov_token="a", num_words=4)
    for num_words, oov, lower, char_level in itertools.product((None, 2, 5, 100), (None, "<unw>"), (True, False),
                                                               (True, False)):
        yield fitted("options", FIT, ENCODE, num_words=num_words, oov_token=oov, lower=lower, char_level=char_level)
    for filters, split in itertools.product(("", "aé,", "—ß!", "A B", ",;"), (" ", "b", "ab", "—", "é", "  ", "X")):
        for lower in (True, False):
            texts = FIT + ["aab,b,aab ab", "a,,b  a—b"]
            yield fitted("split", texts, ENCODE, filters=filters, split=split, lower=lower)


def padding_cases():
    sequences = [[1, 2, 3, 4, 5], [1], []]
    for maxlen, padding, truncating in itertools.product((1, 2, 3, 5, 8, None), ("pre", "post"), ("pre", "post")):
        for value in (0, -7):
            rows = keras.utils.pad_sequences(sequences, maxlen=maxlen, padding=padding, truncating=truncating,
                                             value=value).tolist()
            yield {"sequences": sequences, "maxlen": maxlen, "padding": padding, "truncating": truncating,
                   "value": value, "rows": rows}


def lower_cases():
    chance = random.Random(1)
    alphabet = "ΣΣΣΣαΑA.'’-1 \u0301\u00ad\u02b0\u0345İi\u200d\u1d2c\u10a0😀"
    for _ in range(300):
        text = "".join(chance.choices(alphabet, k=chance.randint(1, 9)))
        yield [text, text.lower()]


def main():
    lower_all = hashlib.sha256()
    for point in itertools.chain(range(0xD800), range(0xE000, 0x110000)):
        lower_all.update(f"{point:x}:{chr(point).lower()}\n".encode())
    golden = {
        "lower_all": lower_all.hexdigest(),
        "lower": list(lower_cases()),
        "tokenizer": list(tokenizer_cases()),
        "words": [{"name": n, "text": t, "words": text_to_word_sequence(t)} for n, t in WORDS.items()],
        "padding": list(padding_cases()),
    }
    path = pathlib.Path(__file__).with_name("text.json")
    path.write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")).replace("},{", "},\n{") + "\n",
                    encoding="utf-8")


main()
