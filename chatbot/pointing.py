"""The words by which a question points at what was said before it, and the nouns that it names."""

from __future__ import annotations

import re
from itertools import pairwise

from chatbot.evidence import ASKING
from chatbot.vocabulary import vocabulary
from chatbot.words import Word, tokens

_GREETED = (
    r"(?:(?:いや|いえ|いいえ|違(?:う|い(?:ます)?)|そう(?:では|じゃ)な(?:い|く(?:て)?))[、。 ]*)?"
    r"(?:(?:え|じゃあ?|それで(?:は)?|それじゃあ?|では|で|ちなみに|あと|なお|また|ところで"
    r"|話は変わ(?:って|りますが|るけど))[、 ]*)?"
)
AND_THEN = re.compile(rf"^{_GREETED}")
ELLIPTIC = re.compile(
    rf"^{_GREETED}(?P<new>[^、。?？]{{1,30}}?)"
    r"(?:の(?:ほう|方|場合|とき|時)(?:は|だと|では|です|だ)?|に(?:ついて|関して)は|では|は|だと|なら|って|です|だ)?"
    r"(?:よ|ね|けど|が)?"
    r"(?:どう(?:です|でした|なの|なって|だった|する|なる)?(?:か|の|って|い(?:る|ます)(?:か|の)?)?"
    r"|(?:何|なん)と(?:言|答え)[^。]{0,6})?[?？。]*$"
)
# A question that is no sentence: 「補助率は？」
TOPIC = re.compile(r"(?:は|って|だと|なら)[?？。]*$")
PERSON = re.compile(
    r"(?:その|この|あの|同)(?:人|方|氏|者)(?!数|法|針|向|式|々)|彼(?:女)?(?=[はがのにも])|同氏"
    r"|(?:その|この|同)(?P<post>副?市長|副?知事|局長|部長|課長|室長|次長|教授|委員|議員|座長|会長|理事)"
)
PLACE = re.compile(
    r"(?:その|この|同)(?P<kind>[区市町村])(?![民内立場])|同(?:自治体|団体)|そ(?:こ|ちら)の自治体"
)
# 「それに都は何と答えた」: what was said in reply to the words quoted last.
REPLY = re.compile(
    r"(?:それ|これ(?!まで|から)|その(?:質問|要望|指摘|意見|懸念|問い|提案|発言))"
    r"(?:に(?:対し(?:て)?(?:は)?|対する|ついて)?|を受けて?|への)?[、は]?"
    r"(?=.*(?:答え|応え|回答|答弁|応じ|返事|返答|対応|何と|なんと|どう))"
)
# 「都の答えは？」, 「回答は？」
THE_REPLY = re.compile(
    rf"^{_GREETED}(?:(?:その|それへの)|(?P<who>[^、。?？の]{{1,12}})の)?"
    r"(?:お)?(?:答え|回答|答弁|返答|返事)(?:は|って|の内容は)?[?？。]*$"
)
ANSWERS = re.compile(r"答え|応え|回答|答弁|応じ|返事|返答|対応|どう")
# 「町はどう答えた？」
REPLIES = re.compile(
    rf"^{_GREETED}(?:[^、。?？のに]{{1,10}}は[、 ]*)?(?:何|なん|どう)(?:と|って)?"
    r"(?:答え|回答し|返事し|応じ|対応し)(?:た|て|まし)[^、。]{0,6}[?？。]*$"
)
# 「誰が聞いたの？」, 「それを言い出したのは誰？」: whose words what was quoted last replies to.
ASKED_BY = re.compile(
    r"(?:誰|だれ|どなた|どの(?:人|方|委員))(?:が|から).{0,8}(?:聞い|尋ね|質問し|問う|問い|言い出し|要望し|求め)"
    r"|(?:聞い|尋ね|質問し|言い出し|要望し|求め)[^、。]{0,6}(?:の|人|方)は(?:誰|だれ|どなた|どの人|どの方|[?？]|$)"
)
# 「それ言ったの誰？」: who said what was quoted last.
SAID_BY = re.compile(
    r"(?:それ|これ|そう)[はをって]*(?:誰|だれ|どなた)が(?:言っ|述べ|話し|発言し)"
    r"|(?:それ|これ|そう)[はをって]*(?:言っ|述べ|話し|発言し)[^、。]{0,6}(?:の|人|方)は?(?:誰|だれ|どなた)"
)
# 「誰が答えましたか」
ANSWERED_BY = re.compile(
    r"(?:誰|だれ|どなた|どこ)が(?:答え|回答し|応じ)|(?:答え|回答し|応じ)た?(?:の|人|方|側)は(?:誰|だれ|どなた|[?？]|$)"
)
# 「最新では？」, 「今は？」: the last question of how it is now.
LATEST = re.compile(r"(?:今|いま|現在|現時点|最新|直近|最近)(?:の[^、。]{0,4})?$")
# 「ほかの自治体は？」
OTHERS = re.compile(
    rf"^{_GREETED}(?P<whole>(?:ほか|他|別)の(?P<kind>自治体|市区町村|区市町村|市町村|[市区町村課部]|部署|部局|委員|人|方|団体|参加者))"
    r"(?:さん|たち|々)?(?:の(?:意見|考え|立場|状況|発言|反応)|から)?(?:は|も|では|って|だと|なら)?"
    r"(?:どう(?:です|でした|なの|なって|だった|言って)?(?:か|い(?:る|ます)(?:か|の)?)?|(?:何|なん)[^、。]{0,10})?[?？。]*$"
)
# 「さっきの助成の件、…」: back to something before the last question.
BACK = re.compile(
    rf"^{_GREETED}(?:さっき|先ほど|先程|最初|初め|はじめ|前)の(?P<what>[^、。?？]{{1,20}}?)の?"
    r"(?:件|話|こと|方|ほう)(?:です|なんです|だ|なんだ)?(?:けど|けれど|が)?"
    r"(?:に戻(?:って|ると|ります|る)が?)?(?:では|は|で|について(?:は)?)?[、。 ]*"
)
POINTS = re.compile(
    r"その間[、にも]*|(?<!お)それ(?:ら)?(?=[はがをにでとのも、]|って|だけ|以外|以上|ぞれ以外)"
    r"|これ(?:ら)?(?=[はがをにでとのも、]|って)"
    r"|(?<!ど)(?:その|この|あの|同じ|当該|例の)(?!他|ほか|会議|協議会|回|後|前|まま|うち|ような|とき)"
    r"|そのうち(?=.*(?:何|なん|いく|誰|どれ|どこ))"
    r"|そこ(?=[でにはの])|そちら|前者|後者|さっきの|先ほどの|今の"
)
# 「その前の年の同じ月は？」: counted from the year that was asked about last.
YEARS = re.compile(
    r"(?:その)?(?:(?P<before>前の?年|一年前|1年前)|翌年|次の年)度?(?:の?同じ?月|の?同期)?$"
)
# 「もう1社は？」, 「今も慎重？」, 「代わりに何をする？」: of what was just spoken of.
GOES_ON = re.compile(
    rf"もう(?:1|一|片)[つ方者社人件]|^{_GREETED}"
    r"(?:(?:今|いま|現在)(?:でも|も)|まだ|いまだに|結局|最終的に|最後は|逆に|代わりに|かわりに|実際)"
)
# A particle that is left at the beginning where the word before it pointed.
PARTICLE = re.compile(r"^(?:[はがをにでとのも]|って)(?=[^ぁ-ん]|いつ|いくら|どう|どこ|だれ|なぜ)")
# 「そのときの目標は」: in the meeting just spoken of.
THEN = re.compile(
    r"その?(?:とき|時(?![期間点代])|際|場|回|会議)(?:の(?:会議)?|では?|に(?:は)?|は)?、?"
)
SINCE = re.compile(r"その(?:後|あと)(?:に|は|の)?、?|以後|それ(?:以降|から|以来)")
# 「その前は？」, 「一つ前の回では？」: counted from the meeting just spoken of.
STEP = re.compile(
    r"(?:その|(?:一つ|ひとつ|1つ)の?)(?:(?P<before>前)|次)の?(?:回|会議)?$"
    r"|(?:その)?(?:次|あと|後)の(?:回|会議)$"
)
MORE = re.compile(r"(?:他|ほか)に(?:も|は)?|それ以外に|もっと詳し|続き|具体的に(?:は|言う)|詳しく")
SPEAKS = re.compile(r"言[っうい]|述べ|話し|発言|触れ|語っ")
BARE_WHY = re.compile(
    rf"^{_GREETED}(?:なぜ|何故|どうして|なんで(?!す|しょ)|理由|原因|背景|根拠|いつ|誰|どこ|いくら|金額|時期|担当|条件)"
)
# What is somebody's or instead of something, and so needs it told.
RELATIVE = re.compile(
    rf"^{_GREETED}(?:前任|後任|代わり|かわり|代替|反対意見|賛成意見|内訳)(?!の[^はがを]{{1,8}}(?:さん|氏|様|[部課局]長))"
)
CHANGED = re.compile(r"変わ|変化|違[うい]|異な|推移|比べ|比較|変遷")

_JOINED = re.compile(r"名詞|接頭辞|接尾辞|記号")
_ASKS = frozenset("何 いくら いくつ 幾ら 誰 どこ いつ どれ どの どんな なに なん 何人 何回".split())
# 「いくつ」 is a number and what counts to the analyser.
_HOW_MANY = re.compile(
    r"(?:いく|幾|何)(?:[つ個件人回本台校社名割年月日%]|パーセント|[ヶか]所|箇所)?"
)
_EMPTY = frozenset("こと もの ほう ため とき ところ とこ".split())
# What something has, and not what it is: 効果はあったのか, 費用は.
_ASPECTS = vocabulary("asides.txt")
# 説明 and 回答 tell that something was said, not about what.
_REPORTING = vocabulary("reporting.txt")


def leans(text: str) -> bool:
    """Whether a normalised question says by a word of its own that it needs the one before."""
    patterns = (
        PERSON, PLACE, REPLY, THE_REPLY, POINTS, BARE_WHY, RELATIVE, MORE, THEN, SINCE, OTHERS,
    )  # fmt: skip
    return any(pattern.search(text) for pattern in patterns)


def runs(text: str) -> list[str]:
    """Runs of nouns that name a subject, as written, each once; の joins two of them."""
    found: list[tuple[int, int, bool]] = []
    for word in tokens(text):
        noun = bool(_JOINED.match(word.pos)) or word.surface in "ヶケ"
        if not noun or word.surface in _ASKS or word.surface in "、。?？「」()・":
            continue
        if found and word.start == found[-1][1]:
            found[-1] = (found[-1][0], word.end, found[-1][2] or says(word))
        else:
            found.append((word.start, word.end, says(word)))
    named = (text[a:b] for a, b, told in found if told)
    return list(dict.fromkeys(run for run in named if not _HOW_MANY.fullmatch(run)))


def acts(text: str) -> list[str]:
    """Nouns that only say what is done: 落札したのはどこか."""
    words = tokens(text)
    both = pairwise(words)
    return [w.surface for w, after in both if "サ変" in w.pos and after.lemma == "為る"]


def says(word: Word) -> bool:
    """Whether a noun names a subject rather than asks (何人) or points (件)."""
    if not word.pos.startswith("名詞") or word.surface in ("何", "誰"):
        return False
    lemma = word.lemma.lower()
    return not (lemma in ASKING or lemma in _REPORTING or word.surface in _EMPTY)


def aspect(run: str) -> bool:
    """Whether a run of nouns is only what something else has: 費用, 開始時期."""
    words = [word for word in tokens(run) if word.pos.startswith("名詞")]
    counts = ("数詞" in word.pos for word in words)
    has = ({word.lemma, word.surface} & _ASPECTS for word in words)
    return bool(words) and all(a or b for a, b in zip(counts, has, strict=True))


def put(text: str, span: tuple[int, int], new: str) -> str:
    """A text with something else in a place of it."""
    return text[: span[0]] + new + text[span[1] :]
