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
