"""What an answer says and what it should say, compared in one normal form."""

from __future__ import annotations

from chatbot.text import normalize
from chatbot.types import Sentence
from eval.types import Outcome


def plain(text: str) -> str:
    """As facts are compared: normal form (NFKC) without spaces."""
    return "".join(normalize(text).split())


def words_of(sentence: Sentence) -> str:
    """A sentence without its citation marks."""
    text = sentence.text
    for number in sentence.citations:
        text = text.replace(f"[{number}]", "")
    return text


def said(outcome: Outcome) -> str:
    """The whole answer as facts are looked for in it, without its citation marks."""
    return plain("\n".join(words_of(sentence) for sentence in outcome.answer.sentences))


def wanted(outcome: Outcome) -> tuple[tuple[str, ...], ...]:
    """The facts to be said: of an answer, or of what is behind closed doors."""
    golden = outcome.golden
    return golden.must_include if golden.status in ("answered", "closed") else ()


def missing(outcome: Outcome) -> tuple[tuple[str, ...], ...]:
    """The facts of which the answer has none of the forms; none where there is nothing to say."""
    text = said(outcome)
    return tuple(
        forms for forms in wanted(outcome) if not any(plain(form) in text for form in forms)
    )


def forbidden(outcome: Outcome) -> tuple[str, ...]:
    """What the answer says though it must not."""
    text = said(outcome)
    return tuple(one for one in outcome.golden.must_not_include if plain(one) in text)
