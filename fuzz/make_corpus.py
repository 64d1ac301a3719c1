#!/usr/bin/env python3
"""Writes the committed inputs that the fuzz targets start from, fuzz/corpus/TARGET/NAME: small good ones of each kind.

    fuzz/make_corpus.py build/release/bin/taxon

The program named trains the two models among them. Inputs that a fuzzer found are not made here: they are the
files named found-..., each kept with the mending of what it showed."""

import gzip
import io
import json
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
SEPARATOR = b"\n====\n"


def put(target, name, data):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def named_sections(model):
    """The sections of a model file by name, in order (docs/model-file.md)."""
    (count,) = struct.unpack_from("<I", model, 12)
    entries = [struct.unpack_from("<24s8xQQ", model, 64 + 64 * i) for i in range(count)]
    return {name.rstrip(b"\0").decode(): model[offset:offset + length] for name, offset, length in entries}


def sections_of(model):
    """Their contents."""
    return list(named_sections(model).values())


# As fuzz/model_file.cc reads them.
MODEL_SECTIONS = ("options", "vocabulary", "labels", "weights", "provenance", "thresholds", "more weights",
                  "linear features", "linear weights", "joint", "icu")


def model_input(model):
    sections = named_sections(model)
    return SEPARATOR.join(sections.get(name, b"") for name in MODEL_SECTIONS)


def container(*sections):
    """A file of sections; its checksums are left for the fuzz target to put right."""
    end = 64 + 64 * len(sections)
    table, body = b"", b""
    for name, required, content in sections:
        start = -(-end // 64) * 64
        body += b"\0" * (start - end) + content
        table += struct.pack("<24sIIQQQQ", name, required, 0, start, len(content), 0, 0)
        end = start + len(content)
    return struct.pack("<8sIIQQ32x", b"\x89TAXON\r\n", 1, len(sections), end, 0) + table + body


def command(taxon, folder, name, *options):
    """What trains a small network on six texts and saves it as `name`."""
    data = folder / "data.tsv"
    data.write_text("label\ttext\n" + "a\triver bank\nb\tbank loan\n" * 3)
    small = "--embed-dim 2 --heads 1 --key-dim 2 --ff-dim 1 --maxlen 2 --num-words 4 --batch-size 4".split()
    return [taxon, "train", data, "--out", folder / name, "--preset", "notebook", *small, *options]


def train(taxon, folder, name, *options):
    subprocess.run(command(taxon, folder, name, "--epochs", "1", *options), check=True, capture_output=True)
    return (folder / name).read_bytes()


def checkpoint(taxon):
    """Of a run that is stopped when it has saved one."""
    long = "--epochs 1000000 --patience 1000000 --checkpoint".split()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        kept = folder / "kept"
        run = subprocess.Popen(command(taxon, folder, "out", *long, kept), stderr=subprocess.DEVNULL)
        while not (kept / "training.checkpoint").exists():
            time.sleep(0.001)
        run.terminate()
        run.wait()
        put("checkpoint", "stopped", SEPARATOR.join(sections_of((kept / "training.checkpoint").read_bytes())))


def of_several_labels(sections):
    options = json.loads(sections[0])
    options["encoder"]["output"] = "sigmoid"
    thresholds = struct.pack("<%df" % options["encoder"]["classes"], *[0.5] * options["encoder"]["classes"])
    return [json.dumps(options).encode(), *sections[1:], thresholds]


def models(taxon):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        plain = train(taxon, folder, "plain")
        other = train(taxon, folder, "other", "--positions", "sinusoidal", "--mask", "on", "--char-level", "on")
        joined = train(taxon, folder, "joined", "--networks", "2", "--linear", "on")
        networks = train(taxon, folder, "networks", "--networks", "3", "--linear", "off")
        alone = train(taxon, folder, "alone", "--networks", "0", "--linear", "on")
    put("section_file", "model", plain)
    for name, model in (("plain", plain), ("other", other)):
        sections = sections_of(model)
        put("model_file", name, SEPARATOR.join(sections))
        put("model_json", name + "-options", sections[0])
        put("model_json", name + "-provenance", sections[4])
    for name, model in (("joined", joined), ("networks", networks), ("linear", alone)):
        put("model_file", name, model_input(model))
    put("model_file", "several", SEPARATOR.join(of_several_labels(sections_of(plain))))
    linear(taxon)
    put("section_file", "two", container((b"one", 1, b"abc"), (b"two", 0, b"")))
    put("section_file", "unknown", container((b"one", 1, b"abc"), (b"wings", 1, b"x")))


def linear(taxon):
    """Linear models of two texts and of three, whose sections follow a byte: the number of classes less one."""
    texts = ["a\triver bank", "b\tbank loan", "c\tgröße"]
    with tempfile.TemporaryDirectory() as folder:
        data, model = pathlib.Path(folder) / "data.tsv", pathlib.Path(folder) / "model"
        for classes in (2, 3):
            data.write_text("\n".join(["label\ttext"] + 2 * texts[:classes]) + "\n")
            learn = [taxon, "train", data, "--preset", "linear", "--out", model]
            subprocess.run(learn, check=True, capture_output=True)
            sections = named_sections(model.read_bytes())
            content = SEPARATOR.join([sections["linear features"], sections["linear weights"]])
            put("linear_section", f"{classes}-classes", bytes([classes - 1]) + content)


def tar(members, form):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    content = made.getvalue().rstrip(b"\0")  # filled up to 10 KB; two blocks of zeros are enough to end a tar
    return content + bytes(-len(content) % 512 + 1024)


def zipped(members, method):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return made.getvalue()


def archives():
    members = [("d/ham/1", b"hello"), ("d/ham/2", "größe".encode()), ("d/spam/1", b"buy")]
    put("tar", "gnu", tar(members, tarfile.GNU_FORMAT))
    put("tar", "pax", tar([("p-train/ham/" + "long" * 30, b"hi"), ("p-test/spam/\u00e9", b"buy")], tarfile.PAX_FORMAT))
    put("tar", "names", tar([("../evil", b"x"), ("/abs", b"y"), ("a/./b//c", b"z")], tarfile.USTAR_FORMAT))
    put("zip", "plain", zipped(members, zipfile.ZIP_STORED))
    put("zip", "deflated", zipped([("d/a/1", b"hello " * 20), ("d/b/\u00e9", b"x")], zipfile.ZIP_DEFLATED))
    put("zip", "names", zipped([("../evil", b"x"), ("a//b", b"z")], zipfile.ZIP_STORED))
    put("byte_source", "plain", b"\0hello\n")
    put("byte_source", "to-pack", b"\1hello\n")
    put("byte_source", "to-cut", b"\2hello\n")
    put("byte_source", "gzip", b"\0" + gzip.compress(b"hello hello hello", mtime=0))
    put("byte_source", "members", b"\0" + gzip.compress(b"hello", mtime=0) + gzip.compress(b"", mtime=0) + b"\0\0")
    # zstd frames by hand (RFC 8878): one raw block, with and without the content's size; a block of one byte 20 times.
    magic = b"\x28\xb5\x2f\xfd"
    put("byte_source", "zstd", b"\0" + magic + b"\x20\x05" + (5 << 3 | 1).to_bytes(3, "little") + b"hello")
    put("byte_source", "zstd-run", b"\0" + magic + b"\x00\x58" + (20 << 3 | 3).to_bytes(3, "little") + b"x")


def tables():
    rows = "label\ttext\nham\thi \"you\"\nspam\tbuy,now\r\n\nnew york\t\n"
    plain = b"\0\0"
    put("tsv", "plain", plain + rows.encode())
    put("tsv", "latin-1", b"\4\0" + "label\ttext\na\tgröße\n".encode("latin-1"))
    put("tsv", "utf-16", b"\x08\0" + "label\ttext\na\t\u0a0a\n".encode("utf-16le"))
    put("tsv", "skipped", b"\3\0label\ttext\na\nb\t\xff\r\n")
    put("tsv", "names", plain + "\t".join(f"{i}{'ö' * 40}" for i in range(30)).encode() + b"\n")
    put("tsv", "mac", plain + b"text\tlabel\rhi\ta\r")
    put("tab", "plain", plain + b"name\tkind\ttext\nstring\tdiscrete\tstring\nmeta\tclass\tmeta\nx\ta\thi\ny\tb\tho\n")
    put("tab", "short", b"\1\0kind\tbody\nd\tstring\nclass\t\na\thi\nb\n")
    put("csv", "plain", plain + 'label,text\nham,hi\nspam,"win\nnow ""free"", ok"\r\n"a b",\n'.encode())
    put("csv", "columns", b"\x11\0" + "body,label,text\nhi,a,you\nho,b\n".encode())
    put("csv", "no-header", b"\0" + bytes([1 | 2 | 16 | 32]) + b'a; "x;y"\nb;a\\;b\n')
    put("csv", "labels", b"\0" + bytes([64]) + b"label,text\na|b,hi\n,none\nb,x\n")
    put("csv", "unquoted", b"\2" + bytes([4]) + b'label,text\na,"hi\nb,x\xff\n')
    pair, numbers = '{"label":"a","text":"x \\ud83d\\ude00"}', '{"text":"größe","n":1e400,"label":01}'
    put("jsonl", "plain", plain + f"{pair}\n\n{numbers}\n".encode())
    kinds = b'{"label":true,"text":"x"}\n[1]\n{"label":1.50,"text":"\\u0000"}\n{"label":null}\n'
    put("jsonl", "kinds", b"\1\0" + kinds)
    put("jsonl", "lists", plain + b'{"label":["a","b",7],"text":"x"}\n{"label":[],"text":"","o":{"p":[[]]}}\n')
    put("fasttext", "plain", plain + b"__label__a hi there\n\n__label__new york __label__b\n__label__b\tx\r\n")
    put("fasttext", "several", plain + b"__label__a __label__b hi\n __label__a x\n")
    put("fasttext", "skipped", b"\1\0no label\n__label__ empty\n__label__a fine\n")
    put("class_weights", "plain", "a\t2\nb\t0.5\n1\t1e-3\r\n")
    put("class_weights", "names", "a b\t0\ngröße\t3.25\nx\ty\t1\n")


def texts():
    words = "Hello, hello world!\0don't STOP\tÉé ΟΔΟΣ ΑΣ.ΑΒ İZMİR ✓\0\0我喜欢 👩‍👦 a\u0301\u200db"
    for name, options in (("plain", 0), ("limited", 1 | 8), ("cased", 2), ("characters", 4), ("filters", 16 | 32),
                          ("split", 64 | 8)):
        put("tokenizer", name, bytes([options]) + words.encode())
    unparted = "我喜欢这部电影。2023年\0東京でラーメンを食べた\0ฉันชอบดูหนัง ABC\0ကျွန်တော် 👍🏽"
    put("tokenizer", "icu", bytes([128]) + unparted.encode())
    put("tokenizer", "icu-filters", bytes([128 | 16 | 2]) + unparted.encode() + words.encode())
    put("lowercase", "greek", "ΟΔΟΣ ΣΑΣ, Σ ΑΣ.ΑΒ ΑΣ'ΑΒ 1Σ")
    put("lowercase", "turkish", "İZMİR IRMAK ısı i\u0307")
    put("lowercase", "longer-and-shorter", "ȺȾẞKÅ\u2126Ꮳ𐐀")
    put("word_vectors", "glove", ", 0.5 -1e-3\n. . . 1 2\ngröße 3.25 -4\r\n")
    put("word_vectors", "counted", "2 3\nriver 1 2 3 \nbank 0.125 1e-45 -7 \n")
    put("word_vectors", "packed", gzip.compress(b"a\xff 1\nb 2\n", mtime=0))
    put("words", "words", "a\0b\0a\0\0a longer word than most\0größe")
    put("words", "ends", struct.pack("<4Q", 1, 3, 3, 8))
    encodings = (("utf-8-sig", "größe ✓"), ("latin-1", "größe"), ("utf-16", "größe ✓"), ("utf-16le", "größe ✓ 👩"),
                 ("utf-32", "größe 👩"), ("cp1252", "größe €"), ("shift_jis", "日本語 ｱ"), ("gb18030", "日本語 ✓"),
                 ("iso2022_jp", "日本語"), ("utf-7", "größe +"), ("hz", "汉字"), ("big5hkscs", "漢字"), ("iso2022_kr", "한글"))
    for index, (encoding, text) in enumerate(encodings):
        put("encoding", encoding, bytes([index, index]) + text.encode(encoding))
    put("encoding", "utf-16-by-mark", b"\0\0" + "größe".encode("utf-16"))
    put("encoding", "bad-utf-8", b"\0\1\xe2\x82 x \xf0\x9f\x98 y \xc0\xaf \xed\xa0\x80 \xff")
    post = "From: me\nSubject: x\n\nIn article <1> you wrote:\n> why\n| so\nBecause.\n\n--\nme\nmy firm\n"
    put("newsgroups", "post", post)
    put("newsgroups", "bare", "no headers\n \n---\nend")


def keras():
    """From the models that Keras made for the tests."""
    golden = CORPUS.parent.parent / "tests/golden/keras"
    for name in ("notebook", "own_layers"):
        saved = zipfile.ZipFile(io.BytesIO(gzip.decompress((golden / f"{name}.keras.gz").read_bytes())))
        put("keras_config", name, saved.read("config.json"))
    put("keras_tokenizer", "small", (golden / "tokenizer.json").read_bytes())

    def text(bytes_):
        return struct.pack("<I", len(bytes_)) + bytes_

    array = b"D" + text(b"layers/dense/vars/0") + struct.pack("<BIQQ", 1, 2, 2, 1) + struct.pack("<2f", 1, 2)
    counter = b"D" + text(b"layers/seed") + struct.pack("<BIQ", 0, 1, 5)
    names = b"A" + text(b"model_weights@layer_names") + struct.pack("<I", 2) + text(b"dense") + text(b"")
    put("hdf5_listing", "all", array + counter + names + b"E")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    models(sys.argv[1])
    checkpoint(sys.argv[1])
    archives()
    tables()
    texts()
    keras()


if __name__ == "__main__":
    main()
