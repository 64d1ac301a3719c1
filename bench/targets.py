"""What the project set out to reach: how many times better than a peer taxon must be, and a few absolute limits."""

# (row, mask, peer): times the peer's speed, or the peer's time or memory over taxon's.
RATIOS = {
    ("train", "on", "keras"): 10,
    ("train", "off", "keras"): 6,
    ("train", "on", "torch-compiled"): 8,
    ("train", "off", "torch-compiled"): 8,
    ("predict", "on", "onnx"): 4,
    ("predict", "off", "onnx"): 4,
    ("predict", "on", "keras"): 7,
    ("predict", "off", "keras"): 7,
    ("predict-bf16", "on", "onnx"): 7,
    ("predict-bf16", "off", "onnx"): 7,
    ("latency", "on", "onnx"): 4,
    ("latency", "off", "onnx"): 4,
    ("threads-train", "on", "one-thread"): 1.85,
    ("threads-train", "off", "one-thread"): 1.85,
    ("threads-predict", "on", "one-thread"): 1.85,
    ("threads-predict", "off", "one-thread"): 1.85,
    ("words-train", "on", "few-words"): 0.8,  # a post costs at most a quarter more
    ("tokenize", None, "keras"): 20,
    ("memory-process", "off", "keras"): 10,
    ("memory", "on", "keras"): 10,
    ("memory", "off", "keras"): 10,
}

# Row: the limit of taxon's own figure, in the row's unit.
AT_LEAST = {"tokenize": 150}
BELOW = {"start": 50, "read": 1, "memory-process": 250}

# The tables of accuracy.py, means over seeds. (preset, data): least accuracy.
ACCURACY = {
    ("default", "notebook"): 0.953, ("default", "by-date"): 0.880, ("default", "stripped"): 0.725,
    ("best", "notebook"): 0.960, ("best", "by-date"): 0.895, ("best", "stripped"): 0.740,
}
# Preset: the data where it is to be at least as accurate as the best of the peers.
BEATS_PEERS = {"default": ("r8", "r52"), "best": ("r8", "r52")}
# (data, preset): limit of the calibration error.
CALIBRATION_BELOW = {("notebook", "default"): 0.02, ("notebook", "best"): 0.02}
# Preset: how much less accurate than scikit-learn's words, pairs and characters it may be, and the share of their time
# that it may learn.
ACCURACY_GAP = {"linear": 0.003}
LEARNING_TIME = {"default": 1, "linear": 0.5}
