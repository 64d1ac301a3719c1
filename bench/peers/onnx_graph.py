"""The notebook's model as an ONNX graph that classifies: ids (posts, tokens) int32 in, logits out.

`tokens` may be anything up to the model's length: rows keep the positions they have in a post padded in front.
With mask, a second input `real` (posts, tokens) bool says which positions count; a post that comes unpadded
needs none, so the graph without mask serves it.
"""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

import server

OPSET = 18


class Graph:
    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, value, dtype=np.float32):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype), name))
        return name

    def node(self, kind, *inputs, **attributes):
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def integers(self, *values):
        return self.constant(values, np.int64)

    def dense(self, x, kernel, bias):
        return self.node("Add", self.node("MatMul", x, self.constant(kernel)), self.constant(bias))

    def norm(self, x, gamma, beta):
        return self.node("LayerNormalization", x, self.constant(gamma), self.constant(beta),
                         epsilon=server.NORM_EPSILON)

    def masked(self, x, real, axes):
        where = self.node("Unsqueeze", real, self.integers(*axes))
        return self.node("Where", where, x, self.constant(-1e9))


def embed(g, w):
    tokens = g.node("Shape", "ids", start=1, end=2)
    first = g.node("Sub", g.integers(len(w["position"])), tokens)
    positions = g.node("Slice", g.constant(w["position"]), first, g.integers(len(w["position"])), g.integers(0))
    return g.node("Add", g.node("Gather", g.constant(w["token"]), "ids"), positions)


def attention(g, w, x, real):
    inner = server.HEADS * server.KEY_DIM

    def heads(part, order, scale=1.0):
        kernel, bias = w[f"{part}/kernel"].reshape(-1, inner), w[f"{part}/bias"].flatten()
        y = g.node("Reshape", g.dense(x, kernel * scale, bias * scale),
                   g.integers(0, 0, server.HEADS, server.KEY_DIM))
        return g.node("Transpose", y, perm=order)

    # The scale is part of the query's weights: one pass over the scores less.
    query = heads("query", (0, 2, 1, 3), server.KEY_DIM ** -0.5)
    scores = g.node("MatMul", query, heads("key", (0, 2, 3, 1)))
    if real:
        scores = g.masked(scores, real, (1, 2))
    mixed = g.node("MatMul", g.node("Softmax", scores, axis=-1), heads("value", (0, 2, 1, 3)))
    joined = g.node("Reshape", g.node("Transpose", mixed, perm=(0, 2, 1, 3)), g.integers(0, 0, inner))
    return g.dense(joined, w["output/kernel"].reshape(inner, -1), w["output/bias"])


def build(w, mask):
    """The serialized model with the weights `w`, by name as server.load_weights gives them."""
    g = Graph()
    real = "real" if mask else None
    x = embed(g, w)
    y = g.norm(g.node("Add", x, attention(g, w, x, real)), w["norm1/gamma"], w["norm1/beta"])
    hidden = g.node("Relu", g.dense(y, w["ffn1/kernel"], w["ffn1/bias"]))
    z = g.norm(g.node("Add", y, g.dense(hidden, w["ffn2/kernel"], w["ffn2/bias"])), w["norm2/gamma"],
               w["norm2/beta"])
    if real:
        z = g.masked(z, real, (2,))
    pooled = g.node("ReduceMax", z, g.integers(1), keepdims=0)
    g.nodes.append(helper.make_node("Gemm", [pooled, g.constant(w["head/kernel"]), g.constant(w["head/bias"])],
                                    ["logits"]))
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT32, ("posts", "tokens"))]
    if real:
        inputs.append(helper.make_tensor_value_info("real", TensorProto.BOOL, ("posts", "tokens")))
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ("posts", len(w["head/bias"])))]
    graph = helper.make_graph(g.nodes, "notebook", inputs, outputs, g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    checker.check_model(model)
    return model.SerializeToString()
