"""Curated answers in files: what is taken, what is refused with its line, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.curated import Entry, Source
from chatbot.curated_csv import COLUMNS, to_csv
from chatbot.curated_files import read_entries
from chatbot.curated_found import CuratedFileError
from chatbot.curated_yaml import to_yaml

TODAY = date(2026, 6, 15)
YAML = """\
- id: machida
  questions:
  - 町田市はいつ始まりますか
  - 町田市の開始時期
  answer: |
    7月からです。
    詳しくは窓口へ。
  owner: デジタル戦略室
  author: 高橋
  valid_from: 2026-06-01
  valid_until: 2027-03-31
  changed: 2026-06-02
  citations:
  - document: 協議会-9
    turn: t8
    quote: 町田市は7月から事業開始予定である。
- id: kunitachi
  questions: [国立市はなぜ見送るのですか]
  answer: 契約できる会社が限られるためです。
  owner: 情報課
  author: 宮崎
  valid_until: 2027-03-31
  citations:
  - {document: 協議会-9, turn: t9, quote: 見送る方向で考えている。}
"""
CSV = """\
id,question,answer,owner,author,valid_from,valid_until,changed,document,turn,quote
machida,町田市はいつ始まりますか,"7月からです。
詳しくは窓口へ。",デジタル戦略室,高橋,2026-06-01,2027-03-31,2026-06-02,協議会-9,t8,町田市は7月から事業開始予定である。
machida,町田市の開始時期,,,,,,,,,
kunitachi,国立市はなぜ見送るのですか,契約できる会社が限られるためです。,情報課,宮崎,,2027-03-31,,協議会-9,t9,見送る方向で考えている。
"""
ENTRIES = (
    Entry(
        id="machida",
        questions=("町田市はいつ始まりますか", "町田市の開始時期"),
        answer="7月からです。\n詳しくは窓口へ。",
        citations=(Source("協議会-9", "t8", "町田市は7月から事業開始予定である。"),),
        owner="デジタル戦略室",
        author="高橋",
        valid_until=date(2027, 3, 31),
        changed=date(2026, 6, 2),
        valid_from=date(2026, 6, 1),
    ),
    Entry(
        id="kunitachi",
        questions=("国立市はなぜ見送るのですか",),
        answer="契約できる会社が限られるためです。",
        citations=(Source("協議会-9", "t9", "見送る方向で考えている。"),),
        owner="情報課",
        author="宮崎",
        valid_until=date(2027, 3, 31),
        changed=TODAY,
    ),
)


def _file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", YAML.encode()),
        ("a.YML", YAML.encode()),
        ("a.csv", CSV.encode()),
        ("a.csv", CSV.replace("\n", "\r\n").replace("。\r\n詳", "。\n詳").encode("utf-8-sig")),
        ("a.csv", CSV.encode("cp932")),
        ("a.csv", b"\n" + CSV.encode() + b",,,\n\n"),
    ],
)
def test_files_are_read(tmp_path: Path, name: str, content: bytes) -> None:
    assert read_entries(_file(tmp_path, name, content), TODAY) == ENTRIES


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("owner: デジタル戦略室", "ownr: デジタル戦略室", 8, "知らないキー「ownr」"),
        ("    turn: t8", "    trun: t8", 15, "知らないキー「trun」です。使えるのは document"),
        ("  author: 高橋\n", "", 1, "author がありません"),
        ("    turn: t8\n", "", 14, "citations[1].turn がありません"),
        ("turn: t8", "turn: 8", 15, "citations[1].turn は文字列ではありません"),
        ("turn: t8", "turn: t08", 15, "「t08」は発言の番号ではありません"),
        ("2027-03-31", "2027-13-31", 11, "valid_until の「2027-13-31」は日付ではありません"),
        ("2027-03-31", "令和9年3月", 11, "2026-05-29 のように"),
        ("2027-03-31", "2027", 11, "valid_until は日付ではありません"),
        ("2027-03-31", "2026-05-31", 10, "valid_from（2026-06-01）が valid_until"),
        ("id: machida", "id: 町 田", 1, "id の「町 田」は使えません"),
        ("id: machida", "id: kunitachi", 17, "id「kunitachi」は 1 行目にもあります"),
        ("owner: デジタル戦略室", "owner:", 8, "owner が空です"),
        ("owner: デジタル戦略室", 'owner: "  "', 8, "owner は空です"),
        ("owner: デジタル戦略室", "owner: 12", 8, "引用符で囲んで"),
        ("  - 町田市の開始時期", "  - yes", 4, "questions[2] は文字列ではありません"),
        ("  - 町田市の開始時期", "  - a: b", 4, "questions[2] は文字列ではありません"),
        ("questions: [国立市はなぜ見送るのですか]", "questions: []", 18, "questions は空です"),
        (
            "questions: [国立市はなぜ見送るのですか]",
            "questions: 国立市",
            18,
            "の並びではありません",
        ),
        ("  author: 高橋", "  author: 高橋\n  author: 山田", 10, "キー「author」が2つあります"),
        ("owner: デジタル戦略室", "owner: [", 10, "YAML として読めません"),
        ("- id: machida", "- [id]: machida", 1, "キーが文字列ではありません"),
        ("- id: kunitachi", "- 国立\n- id: kunitachi", 17, "「キー: 値」の並びではありません"),
    ],
)
def test_mistakes_in_yaml(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in YAML
    path = _file(tmp_path, "a.yaml", YAML.replace(old, new, 1))
    with pytest.raises(CuratedFileError) as refused:
        read_entries(path, TODAY)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("author", "auther", 1, "知らない列「auther」"),
        (",valid_until", "", 1, "列 valid_until がありません"),
        (",changed", ",author", 1, "列「author」が2つあります"),
        ("2027-03-31", "2027/03/31", 2, "valid_until の「2027/03/31」は日付ではありません"),
        ("t8", "8", 2, "「8」は発言の番号ではありません"),
        (",t8,町田市は7月から事業開始予定である。", ",t8,", 2, "citations[1].quote は空です"),
        (
            "machida,町田市の開始時期,,",
            "machida,町田市の開始時期,別の回答,",
            4,
            "answer が、同じ id",
        ),
        ("machida,町田市の開始時期,", "machida,,", 4, "question も document、turn、quote も空"),
        ("machida,町田市の開始時期,", ",町田市の開始時期,", 4, "id の空の値は使えません"),
        ("見送る方向で考えている。", "見送る方向で考えている。,余計", 5, "列が 11 より多く"),
        ("見送る方向で考えている。", '"見送る', 5, "CSV として読めません"),
        (
            "見送る方向で考えている。\n",
            "見送る方向で考えている。\nmachida,もう一度,あ,い,う,,2027-01-01,,d,t1,q\n",
            6,
            "id「machida」は 2 行目にもあります",
        ),
    ],
)
def test_mistakes_in_csv(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in CSV
    path = _file(tmp_path, "a.csv", CSV.replace(old, new, 1))
    with pytest.raises(CuratedFileError) as refused:
        read_entries(path, TODAY)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"x", "読めるのは .yaml"),
        ("a.yaml", b"", "項目が1つもありません"),
        ("a.yaml", b"# \n", "項目が1つもありません"),
        ("a.csv", b"", "項目が1つもありません"),
        ("a.csv", ",".join(COLUMNS).encode(), "項目が1つもありません"),
        ("a.yaml", b"id: a\n", "a.yaml:1: "),
        ("a.yaml", b"- id: \x81\xff\n", "文字コードが読めません"),
        ("a.yaml", b"- id: \x07\n", "YAML として読めません"),
        ("a.yaml", b"- &a\n  id: *a\n", "a.yaml:1: 入れ子が深すぎます"),
        ("a.yaml", b"- id: a\n  questions: &q\n  - *q\n", "a.yaml:2: 入れ子が深すぎます"),
        ("a.yaml", b"- id: " + b"[" * 5_000, "a.yaml:1: 入れ子が深すぎます"),
        ("a.yaml", b"- id: " + b"{a: " * 5_000, "a.yaml:1: 入れ子が深すぎます"),
    ],
)
def test_what_is_no_such_file(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(CuratedFileError, match="a\\.") as refused:
        read_entries(_file(tmp_path, name, content), TODAY)
    assert said in str(refused.value)


_TEXT = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
_DAY = st.dates(date(2000, 1, 1), date(2019, 12, 31))


@st.composite
def _entry(draw: st.DrawFn) -> Entry:
    return Entry(
        id=draw(st.from_regex(r"[A-Za-z0-9ぁ-ん一-龥_.\-]{1,20}", fullmatch=True)),
        questions=tuple(draw(st.lists(_TEXT, min_size=1, max_size=3, unique=True))),
        answer=draw(_TEXT),
        citations=tuple(
            Source(draw(_TEXT), f"t{draw(st.integers(1, 99))}", draw(_TEXT))
            for _ in range(draw(st.integers(1, 3)))
        ),
        owner=draw(_TEXT),
        author=draw(_TEXT),
        valid_from=draw(st.none() | _DAY),
        valid_until=draw(st.dates(date(2020, 1, 1), date(2090, 1, 1))),
        changed=draw(_DAY),
    )


@pytest.mark.parametrize(("write", "suffix"), [(to_yaml, ".yaml"), (to_csv, ".csv")])
@given(st.lists(_entry(), min_size=1, max_size=3, unique_by=lambda entry: entry.id))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    write: Callable[[Iterable[Entry]], str],
    suffix: str,
    entries: list[Entry],
) -> None:
    path = _file(tmp_path_factory.mktemp("files"), f"a{suffix}", write(entries))
    assert list(read_entries(path, TODAY)) == entries


def test_text_of_several_lines_stays_readable_in_yaml() -> None:
    assert "answer: |-\n    7月からです。\n    詳しくは窓口へ。\n" in to_yaml(ENTRIES)
