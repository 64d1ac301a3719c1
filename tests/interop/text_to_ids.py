"""From a text to the ids that an exported ONNX model takes, as docs/onnx.md describes it."""


class TextToIds:
    """described: the JSON that stands beside the ONNX file, parsed."""

    def __init__(self, described):
        self.described = described
        self.tokenizer = described["tokenizer"]
        self.id_of = {word: i for i, word in enumerate(self.tokenizer["words"], start=1)}

    def tokens(self, text):
        options = self.tokenizer
        if options["lower"]:
            text = text.lower()
        if options["char_level"]:
            return list(text)
        text = text.translate({ord(c): options["split"] for c in options["filters"]})
        return [token for token in text.split(options["split"]) if token]

    def __call__(self, text):
        unknown, maxlen = self.tokenizer["unknown_id"], self.described["maxlen"]
        ids = [self.id_of.get(token, unknown) for token in self.tokens(text)]
        ids = [i for i in ids if i != 0]  # 0: unknown words are dropped
        ids = ids[-maxlen:] if self.described["truncating"] == "pre" else ids[:maxlen]
        padding = [0] * (maxlen - len(ids))
        return padding + ids if self.described["padding"] == "pre" else ids + padding
