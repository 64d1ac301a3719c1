#!/usr/bin/env python3
"""The notebook's model in ONNX Runtime, as a bench server that classifies only."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime

import onnx_graph
import server


class OnnxPeer(server.Peer):
    # At 1, posts are spread over the cores, one core a post, and with mask come without padding.
    batch_sizes = (1, 8, 32, 128)

    def __init__(self, arguments):
        super().__init__(arguments)
        self.workers = ThreadPoolExecutor(self.threads)

    def info(self):
        return f"ONNX Runtime {onnxruntime.__version__}"

    def load(self, weights):
        plain, masked = onnx_graph.build(weights, False), onnx_graph.build(weights, True)
        self.single = self.session(plain, 1)
        self.batched = self.session(masked if self.mask else plain, self.threads)
        self.one_post = self.session(plain, self.threads)

    def session(self, model, threads):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def feed(self, ids):
        return {"ids": ids, "real": server.real_positions(ids)} if self.mask else {"ids": ids}

    def logits(self, ids):
        return self.batched.run(None, self.feed(ids))[0]

    def probabilities(self, ids):
        batched = super().probabilities(ids)
        single = [self.single.run(None, {"ids": self.unpadded(ids[i:i + 1])})[0][0] for i in range(len(ids))]
        np.testing.assert_allclose(server.softmax(np.array(single)), batched, atol=1e-5)
        return batched

    def unpadded(self, ids):
        return ids[:, np.argmax(server.real_positions(ids)[0]):] if self.mask else ids

    def classify(self, ids, batch_size):
        if batch_size > 1:
            super().classify(ids, batch_size)
        elif len(ids) == 1:
            self.one_post.run(None, {"ids": self.unpadded(ids)})
        else:
            for _ in self.workers.map(lambda i: self.single.run(None, {"ids": self.unpadded(ids[i:i + 1])}),
                                      range(len(ids))):
                pass


if __name__ == "__main__":
    server.serve(OnnxPeer)
