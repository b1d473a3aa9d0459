"""Sentence vectors: all-MiniLM-L6-v2, int8, on one core."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MODEL, TOKENIZER = "minilm.onnx", "tokenizer.json"
LONGEST_TOKENS = 128
BATCH = 64


class Embedder:
    """Turns sentences into vectors of 384 numbers and length one."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
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
        batches = [self._batch(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)]
        return np.vstack(batches) if batches else np.zeros((0, 384), np.float32)

    def _batch(self, texts: list[str]) -> np.ndarray:
        rows = self._tokenizer.encode_batch(texts)
        ids = np.array([row.ids for row in rows], np.int64)
        mask = np.array([row.attention_mask for row in rows], np.int64)
        return self._session.run(["vector"], {"ids": ids, "mask": mask})[0]
