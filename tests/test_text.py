"""Text: tables for sentences and words, and no character lost on any string."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chatbot.sentences import QUOTE_LIMIT, sentences
from chatbot.text import fold_kana, fold_radicals, nfkc, normalize, view
from chatbot.words import STOP_WORDS, bigrams, informative, reading, tokens, words

FIXTURES = Path(__file__).parent / "fixtures" / "text"
PIECES = (
    "。．.！？!?「」『』（）() \n\r\u3000\u2028１1２,年月第一二十千万円がかﾊﾞﾟ\u3099\u309a"
    "aA㍿㋿①½ﬁé家々ー〇😀\U0002000b각ᄀ\u1161\u11a8\ud83d\ude00\ud800\udfff\x00\x1b\ufeff"
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())), st.text(st.sampled_from(PIECES), max_size=40)
)


def rows(name: str) -> list[list[str]]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n").split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("text", "expected"), rows("sentences.tsv"))
def test_sentences(text: str, expected: str) -> None:
    assert " | ".join(text[a:b] for a, b in sentences(text)) == expected


def test_a_very_long_quotation_is_split() -> None:
    long = "「" + "これは長い。" * QUOTE_LIMIT + "」"
    assert len(sentences(long)) == QUOTE_LIMIT


def test_the_sentences_of_real_minutes() -> None:
    path = Path(__file__).parents[1] / "data" / "minutes" / "cio_conference_09.txt"
    text = path.read_text(encoding="utf-8")
    found = [text[a:b] for a, b in sentences(text)]
    assert "町田市は7月から事業開始予定である。" in found
    assert [s for s in found if "。" in s[:-1] and "「" not in s and "（" not in s] == []


@pytest.mark.parametrize(("text", "expected", "content"), rows("words.tsv"))
def test_words_and_informative(text: str, expected: str, content: str) -> None:
    assert words(text) == expected.split()
    assert informative(text) == content.split()


@pytest.mark.parametrize(
    "question",
    [
        "それについて、どのような説明があったか教えてください。",
        "誰が何と言いましたか",
        "いつ、どこで、なぜ、いくつですか",
        "どなたにお聞きすればよいでしょうか",
        "何が話されたか、詳細をまとめてほしい",
        "そのようなことはできるのか",
        "おっしゃるとおりでございます。お願いいたします。",
        "これに関してはいかがでしょうか",
    ],
)
def test_asking_alone_informs_of_nothing(question: str) -> None:
    assert informative(question) == []


def test_stop_words_are_no_subjects() -> None:
    subjects = informative("高齢者のスマホ購入助成と生成AI、共同調達、人材の確保・育成")
    assert len(subjects) == 11
    assert not STOP_WORDS & set(subjects)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共同調達", ["共同", "同調", "調達"]),
        ("共 同\n調達", ["共同", "同調", "調達"]),
        ("生成 AI", ["生成", "成a", "ai"]),
        ("都・区市町村", ["都", "区市", "市町", "町村"]),
        ("（あ）", ["あ"]),
        ("ＤＸ", ["dx"]),
        ("。", []),
        ("", []),
    ],
)
def test_bigrams(text: str, expected: list[str]) -> None:
    assert bigrams(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平林", "ヒラバヤシ"),
        ("平林 浩一", "ヒラバヤシコウイチ"),
        ("町田市", "マチダシ"),
        ("ひらばやし", "ヒラバヤシ"),
        ("ﾋﾗﾊﾞﾔｼ", "ヒラバヤシ"),
        ("GovTech東京", "GovTechトウキョウ"),
        ("", ""),
    ],
)
def test_reading(text: str, expected: str) -> None:
    assert reading(text) == expected


@pytest.mark.parametrize("text", ["ひらばやし", "ヒラバヤシ", "ﾋﾗﾊﾞﾔｼ", "ひらは\u3099やし"])
def test_fold_kana(text: str) -> None:
    assert fold_kana(text) == "ヒラバヤシ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("　Ｇｏｖ　　Ｔｅｃｈ\n東京 ", "Gov Tech 東京"), ("㍿ｶﾞ", "株式会社ガ"), (" \n", "")],
)
def test_normalize(text: str, expected: str) -> None:
    assert normalize(text) == expected


@pytest.mark.parametrize(
    ("source", "part", "expected"),
    [
        ("（㍿東京）", "株式会社", "㍿"),
        ("（㍿東京）", "会社東", "㍿東"),
        ("ｶﾞｲﾄﾞ", "ガ", "ｶﾞ"),
        ("ｶﾞｲﾄﾞ", "イド", "ｲﾄﾞ"),
        ("か\u3099家", "が", "か\u3099"),
        ("か\u3099家", "家", "家"),
        ("😀１２", "12", "１２"),
        ("\ud800２", "2", "２"),
        ("㋿8年", "令和8", "㋿8"),
        ("\u1112\u1161\u11ab글", "한", "\u1112\u1161\u11ab"),
    ],
)
def test_view_leads_back(source: str, part: str, expected: str) -> None:
    seen = view(source)
    at = seen.text.index(part)
    begin, end = seen.span(at, at + len(part))
    assert source[begin:end] == expected


def test_tokens_carry_source_offsets_and_readings() -> None:
    text = "㍿ＡＩの　町田市は８，０００人"
    found = [(w.surface, w.lemma, text[w.start : w.end]) for w in tokens(text)]
    assert ("AI", "ai", "ＡＩ") in found
    assert ("町田", "町田", "町田") in found
    assert ("8,000", "8000", "８，０００") in found
    assert [w.reading for w in tokens("町田市")] == ["マチダ", "シ"]
    assert tokens("町田")[0].pos.startswith("名詞-固有名詞-地名")


def test_long_texts_are_cut_without_loss() -> None:
    text = "町田市は7月から事業開始を予定している。" * 1000
    found = words(text)
    assert found == words(text[: len(text) // 1000]) * 1000


def test_threads_agree() -> None:
    texts = [f"第{n}回のCIO協議会では生成AIを議論した。" for n in range(40)]
    expected = [words(t) for t in texts]
    found: dict[int, list[list[str]]] = {}

    def run(key: int) -> None:
        found[key] = [words(t) for t in texts]

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(4), expected)


@settings(deadline=None, max_examples=500)
@given(TEXTS)
@example("⽇⻑⺠の\uf9d1")
@example("\ud83d\ude00")
@example("か\u0301\u3099")
@example("\u0000町田\ud800市")
def test_the_view_is_nfkc_and_covers_its_source(text: str) -> None:
    seen = view(text)
    assert seen.text == nfkc(text)
    assert len(seen.offsets) == len(seen.text) + 1
    assert list(seen.offsets) == sorted(seen.offsets)
    assert seen.span(0, len(seen.text)) == (0, len(text))
    for i, c in enumerate(seen.text):
        begin, end = seen.span(i, i + 1)
        assert c in nfkc(text[begin:end])


@settings(deadline=None, max_examples=500)
@given(TEXTS)
def test_sentences_lose_no_character(text: str) -> None:
    at = 0
    for begin, end in sentences(text):
        assert begin < end
        assert not text[at:begin].strip()
        assert text[begin:end] == text[begin:end].strip()
        at = end
    assert not text[at:].strip()


@settings(deadline=None, max_examples=500)
@given(TEXTS)
def test_words_of_any_text(text: str) -> None:
    covered: set[int] = set()
    for word in tokens(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.surface in nfkc(text[word.start : word.end])
        assert word.lemma
        covered.update(range(word.start, word.end))
    assert {i for i, c in enumerate(text) if c.isalnum()} <= covered
    assert set(informative(text)) <= set(words(text))
    squeezed = "".join(nfkc(text).lower().split())
    assert all(bigram in squeezed for bigram in bigrams(text))
    assert not any(c.isspace() for c in reading(text))
    assert normalize(normalize(text)) == normalize(text)


def test_radicals_are_found_as_the_characters_they_look_like() -> None:
    assert fold_radicals("⽇⻑⺠\ufa19﨑髙") == "日長民神﨑髙"
    assert words("市⺠課⻑の⽇程") == words("市民課長の日程")
    assert bigrams("⽇程") == ["日程"]
    assert normalize("⾮公開") == "非公開"


def test_rare_forms_of_kanji_are_found_as_the_common_ones() -> None:
    assert normalize("𠮷田と髙﨑と渡邉") == "吉田と高崎と渡辺"
    assert words("髙橋さん") == words("高橋さん")
    assert view("𠮷田").span(0, 1) == (0, 1)
