"""Models exported to .keras, loaded by Keras 3 itself: they answer as the program does."""

import importlib.util
import unittest

import keras
import numpy as np

from models import KINDS, ROOT, TEXTS, Model, notebook, taxon

# The module that users import as taxon.keras, without the package around it.
spec = importlib.util.spec_from_file_location("taxon_keras", ROOT / "python/taxon/keras.py")
taxon_keras = importlib.util.module_from_spec(spec)
spec.loader.exec_module(taxon_keras)

TOLERANCE = 2e-5  # float32 sums in another order


def exported(model):
    path = model.file("model.keras")
    taxon("export", "keras", model.path, "--out", path)
    return keras.models.load_model(path)


class KerasExport(unittest.TestCase):
    def test_keras_answers_the_same(self):
        for name, options in KINDS.items():
            with self.subTest(name):
                model = Model(options)
                loaded = exported(model)
                expected = model.probabilities(TEXTS)
                got = loaded.predict(model.ids(TEXTS), verbose=0)
                self.assertLess(np.abs(got - expected).max(), TOLERANCE)
                parameters = sum(int(np.prod(tensor["shape"])) for tensor in model.info["tensors"])
                self.assertEqual(loaded.count_params(), parameters)

    def test_the_notebooks_model_comes_back(self):
        model, texts = notebook()
        expected = model.probabilities(texts)
        worst = np.abs(exported(model).predict(model.ids(texts), verbose=0) - expected).max()
        print(f"largest difference of {expected.size:,} probabilities: {worst:.2g}")
        self.assertLess(worst, TOLERANCE)

    def test_the_tokenizer_gives_the_same_ids(self):
        model = Model([])
        path = model.file("tokenizer.json")
        taxon("export", "tokenizer", model.path, "--out", path)
        text = keras._tf_keras.keras.preprocessing.text
        sequence = keras._tf_keras.keras.preprocessing.sequence
        tokenizer = text.tokenizer_from_json(path.read_text())
        ids = sequence.pad_sequences(tokenizer.texts_to_sequences(TEXTS), maxlen=12)
        np.testing.assert_array_equal(ids, model.ids(TEXTS))

    def test_what_keras_saves_again_is_read_back(self):
        for name, options in KINDS.items():
            with self.subTest(name):
                model = Model(options)
                loaded = exported(model)
                loaded.save(model.file("again.keras"))
                loaded.save(model.file("again.h5"))
                taxon("export", "tokenizer", model.path, "--out", model.file("tokenizer.json"))
                (model.file("labels.txt")).write_text("".join(label + "\n" for label in model.info["labels"]))
                encoder = model.info["options"]["encoder"]
                before = model.probabilities(TEXTS)
                for file in ("model.keras", "again.keras", "again.h5"):
                    taxon("import", "keras", model.file(file), "--tokenizer", model.file("tokenizer.json"),
                          "--labels", model.file("labels.txt"), "--padding", encoder["padding"],
                          "--truncating", model.info["options"]["truncating"], "--out", model.path)
                    np.testing.assert_array_equal(model.probabilities(TEXTS), before, file)

    def test_layers_can_be_trained_saved_and_imported(self):
        model = Model(["--mask", "on"])
        ids = keras.Input((12,), dtype="int64")
        mask = taxon_keras.PaddingMask()(ids)
        x = taxon_keras.PositionalEmbedding(12, 60, 16)(ids)
        x = taxon_keras.TransformerBlock(16, 2, 8)(x, mask=mask)
        x = taxon_keras.MaskedMaxPooling1D()(x, mask=mask)
        network = keras.Model(ids, keras.layers.Dense(3, activation="softmax")(x))
        network.compile("adam", "sparse_categorical_crossentropy")
        network.fit(model.ids(TEXTS), np.arange(len(TEXTS)) % 3, epochs=2, verbose=0)
        expected = network.predict(model.ids(TEXTS), verbose=0)
        self.assertTrue(np.isfinite(expected).all())
        network.save(model.file("trained.keras"))
        taxon("export", "tokenizer", model.path, "--out", model.file("tokenizer.json"))
        taxon("import", "keras", model.file("trained.keras"), "--tokenizer", model.file("tokenizer.json"),
              "--out", model.path)
        model.info["labels"] = ["0", "1", "2"]
        self.assertLess(np.abs(model.probabilities(TEXTS) - expected).max(), TOLERANCE)

    def test_padding_is_left_out(self):
        layer = taxon_keras.PaddingMask("post")
        mask = np.array(layer(np.array([[5, 6, 0, 0], [0, 0, 0, 0]])))
        np.testing.assert_array_equal(mask, [[True, True, False, False], [True, False, False, False]])
        vectors = np.random.default_rng(1).normal(size=(2, 4, 8)).astype("float32")
        block = taxon_keras.TransformerBlock(8, 2, 4)
        other = vectors.copy()
        other[0, 2:] += 100
        pool = taxon_keras.MaskedMaxPooling1D()
        one, two = (np.array(pool(block(x, mask=mask), mask=mask)) for x in (vectors, other))
        np.testing.assert_array_equal(one, two)


if __name__ == "__main__":
    unittest.main(verbosity=2)
