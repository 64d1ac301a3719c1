"""What the peers share that train a model of their own kind on the texts themselves."""

import server


class TextPeer(server.Peer):
    """Its rates count posts per pass over them: subclasses say how many passes a training makes."""

    passes = 1

    def __init__(self, arguments):
        self.path, self.threads = arguments.data, arguments.threads
        self.labels, self.texts = server.read_texts(self.path)
        self.next_post = 0

    def fit(self, labels, texts):
        raise NotImplementedError

    def classify(self, texts):
        """The labels it gives them."""
        raise NotImplementedError

    def train_whole(self):
        return server.seconds_of(self.fit, self.labels, self.texts)

    def accuracy(self):
        labels, texts = server.read_texts(self.path, "valid.texts")
        answers = self.classify(texts)
        return 100 * sum(answer == label for answer, label in zip(answers, labels, strict=True)) / len(labels)

    def take(self, count):
        which = server.round_robin(self.next_post, count, len(self.texts))
        self.next_post = (self.next_post + count) % len(self.texts)
        return [self.labels[i] for i in which], [self.texts[i] for i in which]

    def train_rate(self, count):
        return self.passes * super().train_rate(count)

    def predict_rate(self, count):
        _, texts = self.take(count)
        return count / server.seconds_of(self.classify, texts)
