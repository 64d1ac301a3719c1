"""What scripts/wheel runs where nothing but the wheel, NumPy and scikit-learn is installed."""

import glob
import os
import pickle

import taxon

for name in ("cc", "gcc", "g++", "clang", "c++"):
    assert not any(os.path.exists(f"{folder}/{name}") for folder in ("/bin", "/usr/bin", "/usr/local/bin")), name
carried = ("fmt", "icuuc", "archive", "crypto", "zstd", "xxhash", "hwy")
for name in carried:
    found = [f for f in glob.glob(f"/**/lib{name}*.so*", recursive=True) if "/taxon.libs/" not in f]
    assert not found, f"{found} would hide that the wheel does not carry it"

texts, labels = [], []
for i in range(20):
    texts += [f"the goalie made {i} saves on the ice", f"the rocket reached orbit {i}"]
    labels += ["hockey", "space"]
small = {"epochs": 20, "batch_size": 4, "embed_dim": 16, "key_dim": 16, "learning_rate": 0.01}
trained = taxon.train(texts, labels, **small)
trained.model.save("/tmp/a.taxon")
model = taxon.load("/tmp/a.taxon")
assert model.predict(["ice goalie", "orbit of the rocket"]) == ["hockey", "space"]
classifier = taxon.TaxonClassifier(**small).fit(texts, labels)
assert (pickle.loads(pickle.dumps(classifier)).predict_proba(texts) == model.predict_proba(texts)).all()
print("The wheel trains, saves, loads and classifies with nothing else installed")
