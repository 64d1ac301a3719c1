"""Models exported to ONNX, run by ONNX Runtime: they answer as the program does."""

import contextlib
import json
import re
import unittest

import numpy as np
import onnx
import onnxruntime

from models import KINDS, ROOT, TEXTS, Model, notebook, taxon

TOLERANCE = 1e-5  # float32 sums in another order


def exported(model):
    path = model.file("model.onnx")
    taxon("export", "onnx", model.path, "--out", path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def documented_to_ids(model):
    """to_ids(text) as the example of docs/onnx.md defines it, which reads the model's JSON."""
    (code,) = re.findall(r"```python\n(.*?)^session = ", (ROOT / "docs/onnx.md").read_text(), re.DOTALL | re.MULTILINE)
    names = {}
    with contextlib.chdir(model.folder):
        exec(code, names)
    return names["to_ids"]


def answers(session, ids):
    return session.run(["probabilities"], {"ids": ids})[0]


class OnnxExport(unittest.TestCase):
    def test_row_148_any_batch_gives_the_same(self):
        for name, options in KINDS.items():
            with self.subTest(name):
                model = Model(options)
                session = exported(model)
                onnx.checker.check_model(str(model.file("model.onnx")), full_check=True)
                texts = (TEXTS * 10)[:64]
                ids, expected = model.ids(texts), model.probabilities(texts)
                for batch in (1, 3, 64):
                    got = np.concatenate([answers(session, ids[i:i + batch]) for i in range(0, len(ids), batch)])
                    self.assertLess(np.abs(got - expected).max(), TOLERANCE, f"batch {batch}")
                (declared,) = session.get_inputs()
                self.assertEqual(declared.shape, ["batch", model.maxlen])

    def test_the_notebooks_model_at_every_batch(self):
        model, texts = notebook()
        session, ids, expected = exported(model), model.ids(texts), model.probabilities(texts)
        for batch in (1, 3, 64):
            got = np.concatenate([answers(session, ids[i:i + batch]) for i in range(0, len(ids), batch)])
            worst = np.abs(got - expected).max()
            print(f"batch {batch}: largest difference of {expected.size:,} probabilities: {worst:.2g}")
            self.assertLess(worst, TOLERANCE)

    def test_row_149_type_shape_and_empty_rows_are_stated(self):
        for name, options in KINDS.items():
            with self.subTest(name):
                model = Model(options)
                session = exported(model)
                (declared,), (made,) = session.get_inputs(), session.get_outputs()
                self.assertEqual((declared.name, declared.type), ("ids", "tensor(int64)"))
                self.assertEqual((made.name, made.type, made.shape), ("probabilities", "tensor(float)", ["batch", 3]))
                empty = answers(session, np.zeros((2, model.maxlen), "int64"))
                self.assertTrue(np.isfinite(empty).all())
                self.assertLess(np.abs(empty - model.probabilities([""])).max(), TOLERANCE)
                with self.assertRaisesRegex(Exception, "Unexpected input data type"):
                    answers(session, np.zeros((1, model.maxlen), "int32"))
                with self.assertRaisesRegex(Exception, "invalid dimensions"):
                    answers(session, np.zeros((1, model.maxlen - 1), "int64"))

    def test_the_json_leads_from_texts_to_ids(self):
        for name, options in {**KINDS, "characters": ["--char-level", "on"], "case kept": ["--lower", "off"],
                              "unknown words dropped": ["--oov-token", ""]}.items():
            with self.subTest(name):
                model = Model(options)
                exported(model)
                described = json.loads(model.file("model.json").read_text())
                self.assertEqual(described["labels"], model.info["labels"])
                to_ids = documented_to_ids(model)
                np.testing.assert_array_equal([to_ids(text) for text in TEXTS], model.ids(TEXTS))

    def test_the_same_model_gives_the_same_bytes(self):
        model = Model([])
        exported(model)
        before = model.file("model.onnx").read_bytes(), model.file("model.json").read_bytes()
        exported(model)
        self.assertEqual((model.file("model.onnx").read_bytes(), model.file("model.json").read_bytes()), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
