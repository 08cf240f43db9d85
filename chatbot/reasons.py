"""Why a sentence is not supported: stable codes, and the Japanese that the page shows."""

from __future__ import annotations

from dataclasses import dataclass

TEXTS = {
    "no_evidence": "根拠となる発言がありません。",
    "words_missing": "根拠の発言にない内容を含みます（{}）。",
    "figure_missing": "「{}」という数値・日付が根拠の発言にありません。",
    "figure_displaced": "「{}」は、根拠の発言では別の事柄についての数値・日付です。",
    "name_missing": "「{}」が根拠の発言に出てきません。",
    "polarity": "「{}」の肯定・否定が根拠の発言と逆です。",
    "commitment": "実施・予定・検討・要望などの段階が根拠の発言と違います（根拠は「{}」）。",
    "scope": "根拠の発言は「{}」とまでは述べていません。",
    "speaker": "「{}」は引用した発言の発言者ではありません。",
    "quote_inexact": "「{}」は根拠の発言の文言どおりではありません。",
    "question": "「{}」は、この発言が答えた質問と合いません。",
}
"""What each code says; the braces take the words of the sentence (or passage) that it is about."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence is not supported; ``code`` is a key of ``TEXTS``, ``text`` Japanese."""

    code: str
    text: str


def reason(code: str, about: str = "") -> Reason:
    """The reason with this code, about these words."""
    return Reason(code, TEXTS[code].format(about))
