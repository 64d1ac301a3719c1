#!/usr/bin/env python3
"""The notebook's model in PyTorch, eager or (--compile) by torch.compile, as a bench server."""

import torch
from torch import nn
from torch.nn import functional

import server


class Model(nn.Module):
    def __init__(self, posts, mask, dropout):
        super().__init__()
        self.mask, self.dropout = mask, dropout
        d, inner = server.EMBED_DIM, server.HEADS * server.KEY_DIM
        self.token = nn.Embedding(posts.vocabulary, d)
        self.position = nn.Parameter(torch.empty(posts.length, d).uniform_(-0.05, 0.05))
        self.query, self.key, self.value = (nn.Linear(d, inner) for _ in range(3))
        self.output = nn.Linear(inner, d)
        self.norm1, self.norm2 = (nn.LayerNorm(d, eps=server.NORM_EPSILON) for _ in range(2))
        self.ffn1, self.ffn2 = nn.Linear(d, server.FF_DIM), nn.Linear(server.FF_DIM, d)
        self.head = nn.Linear(d, posts.classes)
        nn.init.uniform_(self.token.weight, -0.05, 0.05)

    def attention(self, x, real):
        def heads(projection):
            return projection(x).unflatten(-1, (server.HEADS, server.KEY_DIM)).transpose(1, 2)

        where = real[:, None, None, :] if self.mask else None
        mixed = functional.scaled_dot_product_attention(heads(self.query), heads(self.key), heads(self.value),
                                                        attn_mask=where)
        return self.output(mixed.transpose(1, 2).flatten(2))

    def forward(self, ids, real):
        """Logits. real: which positions count, looked at only with a mask."""
        x = self.token(ids) + self.position
        y = self.norm1(x + self.attention(x, real))
        z = self.norm2(y + self.ffn2(functional.relu(self.ffn1(y))))
        if self.mask:
            z = z.masked_fill(~real[:, :, None], -1e9)
        return self.head(functional.dropout(z.amax(1), self.dropout, self.training))


class TorchPeer(server.Peer):
    def __init__(self, arguments):
        super().__init__(arguments)
        torch.set_num_threads(arguments.threads)
        self.compiled = arguments.compile
        self.model = Model(self.posts, self.mask, self.dropout)
        self.run = torch.compile(self.model) if self.compiled else self.model
        self.adam = torch.optim.Adam(self.model.parameters(), server.LEARNING_RATE, eps=server.ADAM_EPSILON,
                                     fused=True)

    def info(self):
        return f"PyTorch {torch.__version__.partition('+')[0]}, {'compiled' if self.compiled else 'eager'}"

    def load(self, weights):
        # nn.Linear holds (outputs, inputs).
        for name, tensor in weights.items():
            owner, _, part = name.partition("/")
            value = torch.from_numpy(tensor)
            match part:
                case "":
                    target = self.model.position if owner == "position" else self.model.token.weight
                case "kernel":
                    target = getattr(self.model, owner).weight
                    value = value.reshape(-1, server.EMBED_DIM) if owner == "output" else value.flatten(1)
                    value = value.T
                case "bias":
                    target, value = getattr(self.model, owner).bias, value.flatten()
                case _:
                    norm = getattr(self.model, owner)
                    target = norm.weight if part == "gamma" else norm.bias
            with torch.no_grad():
                target.copy_(value)

    def tensors(self, ids):
        return torch.from_numpy(ids), torch.from_numpy(server.real_positions(ids))

    def fit(self, ids, labels):
        self.model.train()
        labels = torch.from_numpy(labels).long()
        ids, real = self.tensors(ids)
        for first in range(0, len(ids), self.batch_size):
            batch = slice(first, first + self.batch_size)
            loss = functional.cross_entropy(self.run(ids[batch], real[batch]), labels[batch])
            self.adam.zero_grad()
            loss.backward()
            self.adam.step()

    def logits(self, ids):
        self.model.eval()
        with torch.inference_mode():
            return self.run(*self.tensors(ids)).numpy()


if __name__ == "__main__":
    server.serve(TorchPeer, lambda parser: parser.add_argument("--compile", action="store_true"))
