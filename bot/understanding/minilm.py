"""Sentence vectors: all-MiniLM-L6-v2, int8, on one core."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MODEL, TOKENIZER = "minilm.onnx", "tokenizer.json"
# What the graph gives: the mean over the words after these layers, the last as the sentence's own.
LAYERS_READ = {2: "early", 4: "middle", 6: "vector"}
LONGEST_TOKENS = 128
WIDTH = 384
BATCH = 64


class Embedder:
    """Turns sentences into vectors of 384 numbers and length one.

    threads: one where it serves, so that turns do not crowd each other; more for training.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(LONGEST_TOKENS)
        self._tokenizer.enable_padding()
        self._folder = folder

    def save(self, folder: Path) -> None:
        """Copy the model's files into `folder`."""
        for name in (MODEL, TOKENIZER):
            shutil.copy(self._folder / name, folder / name)

    def encode(self, texts: list[str]) -> np.ndarray:
        """A (len(texts), 384) float32 array."""
        return self._run(texts, ["vector"])

    def layers(self, texts: list[str]) -> np.ndarray:
        """The vectors of every layer read, side by side: (len(texts), 1152) float32."""
        return self._run(texts, list(LAYERS_READ.values()))

    def _run(self, texts: list[str], names: list[str]) -> np.ndarray:
        """Sentences of like length go together, so that little is padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found = np.zeros((len(texts), WIDTH * len(names)), np.float32)
        for start in range(0, len(texts), BATCH):
            rows = order[start : start + BATCH]
            found[rows] = self._batch([texts[i] for i in rows], names)
        return found

    def _batch(self, texts: list[str], names: list[str]) -> np.ndarray:
        rows = self._tokenizer.encode_batch(texts)
        ids = np.array([row.ids for row in rows], np.int64)
        mask = np.array([row.attention_mask for row in rows], np.int64)
        return np.hstack(self._session.run(names, {"ids": ids, "mask": mask}))
