"""What the report calls things: slices, statuses, kinds of gates and of changed sentences."""

from __future__ import annotations

STATUSES = {
    "answered": "回答あり",
    "not_found": "該当なし",
    "closed": "非公開",
    "out_of_scope": "対象外",
}
SLICES = {
    "who-said-what": "誰が何を言ったか",
    "question-and-answer": "質疑と答弁",
    "number": "数値",
    "date": "日付・元号",
    "stance": "賛否・立場",
    "list": "列挙",
    "paraphrase": "別の言葉での質問",
    "variant": "話し言葉・表記の揺れ",
    "meta": "会議そのもの",
    "cross-meeting": "複数の会議",
    "follow-up": "続きの質問",
    "closed": "非公開の議題",
    "unanswerable-easy": "答えがない（話題もない）",
    "unanswerable-hard": "答えがない（話題はある）",
    "mentioned-not-speaking": "名前は出たが発言なし",
    "false-premise": "前提の誤り",
    "out-of-scope": "議事と無関係",
}
GROUPINGS = {"slice": "区分別", "meeting": "会議別", "owner": "所管課別"}
GATES = {
    "invariant": "必ず守ること",
    "floor": "下回ってはならない値",
    "regression": "後戻り",
    "checker": "検査器",
}
CHANGES = {
    "number_step": "数値を1ずらす",
    "number_tenfold": "数値を10倍にする",
    "date": "日付・元号を変える",
    "fiscal_year": "年度を変える",
    "name": "氏名を入れ替える",
    "negation": "肯定・否定を逆にする",
    "commitment": "検討を決定にする",
    "speaker": "発言者を入れ替える",
    "invented": "作り話を足す",
    "moved": "出典を別の発言に移す",
    "numerals": "数字の書き方",
    "eras": "和暦と西暦",
    "word_order": "語順",
    "verb_form": "常体と敬体",
    "abbreviation": "略語",
    "attributed": "発言者を添える",
    "framed": "会議名を添える",
    "shortened": "短くする",
    "paraphrase": "言い換え",
}


def slice_name(tag: str) -> str:
    """A slice in Japanese; its tag where it has no name here."""
    return SLICES.get(tag, tag)


def status_name(status: str) -> str:
    """A status in Japanese."""
    return STATUSES.get(status, status)


def change_name(kind: str) -> str:
    """A kind of changed or unchanged sentence in Japanese."""
    return CHANGES.get(kind, kind)
