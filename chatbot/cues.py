"""Words by which a question tells what it asks for, and a sentence what it does."""

from __future__ import annotations

import re

# Kinds of things that are told by a date or a figure.
TYPED = ("when", "how_much", "how_many")
# More than one thing is asked for.
LISTED = re.compile(
    r"何と何|挙げ|一覧|列挙|全部|すべて|全て|それぞれ|どの(?:ような|自治体|団体|区|市|町)|どんな|どういった"
    r"|何が(?:あ|予定)|いくつか|内訳|項目|ものは"
)
# What gives a reason.
BECAUSE = re.compile(
    r"ため|から[、。]|ので|理由|懸念|困難|難し|おそれ|恐れ|負担|不足|課題|が(?:ない|少ない|足りな)|によ(?:る|り)"
    r"|と(?:判断|考え)し?た"
)
# What came of something: 「どうなったか」.
OUTCOME = re.compile(r"どうな(?:った|りました)|どうする(?:こと)?|結論|結果は|決ま(?:った|りました)")
DECIDES = re.compile(r"見送|決定|決めた|了承|合意|延期|中止|廃止|可決|否決")
# A sentence that only says what comes next: 「第五に、防災アプリであります。」
HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+に|[一二三四五六七八九十\d]+(?:つ目|点目)は|まず|次に|最後に|また|もう一つ)、?"
    r".{1,40}(?:であります|でございます|である|です|について(?:です|お尋ねします)?)。$"
)
REPLY = re.compile(
    r"なぜ|何故|どうして|なんで(?!す|しょ)|理由|原因|対策|対応|どう(?:し|な|す|取り|考|答|受け)|方針|見解|回答|答え|答弁"
    r"|検討|改善|ルール"
)
ASKS, WHO = re.compile(r"か[。？?]*$"), re.compile(r"誰|だれ|どなた|どの(?:委員|自治体)")
# Who said something is asked for, beside what it was or what came of it.
ASKER = re.compile(
    rf"{WHO.pattern}|どの[区市町村]|どこの(?:自治体|[区市町村])"
    r"|(?:言っ|述べ|聞い|尋ね|質問し|指摘し|要望し|求め|頼ん|心配し|提案し|訴え|問い詰め)た(?:人|方(?!が|法)|委員|議員|自治体|[区市町村])(?:は|が|と|の|を|、|$)"
)
# What somebody said on taking up an office, or at the beginning.
GREETING = re.compile(
    r"(?:挨拶|あいさつ)(?:の?(?:中|際|とき|時))?[でにのは]|(?:何|どんな|どのような)(?:と)?(?:御|ご)?(?:挨拶|あいさつ)"
)
# Who put a question is asked for, and nothing less: 「質問した人は」.
QUESTIONER = re.compile(
    r"質問(?:を)?した(?:人|方(?!が|法)|者|委員|議員|のは(?:誰|だれ|どなた))|(?:誰|どなた)が質問|質問者"
)
GREETS = re.compile(r"挨拶|あいさつ|着任|就任")
OPEN_QUESTION = re.compile(r"何|誰|どこ|どの|どれ|いつ|いく[らつ]|どちら|どなた|割合")
# A question that takes something for granted, and is not answered by a denial of it.
PRESUMES = re.compile(
    r"なぜ|何故|どうして|理由|わけ|いつ|どう(?!か)|狙い|事情|経緯|背景|目的|反発|誰|いくら|何"
)
# What was said under an item is asked for: 「…について何が話されましたか」.
SPOKEN = re.compile(
    r"話され|話し合|議論|意見交換|意見が|やり取り|説明され|報告され|紹介され|について(?:教えて.*)?[。？?]*$"
)
# Who answers for an administration, by the line that names them.
OFFICIAL = re.compile(
    r"[部課局室所館署場]長|[局部課]次長|参事|主幹|係長|事務局|担当|補佐官|技監|理事者|[市区町村]長|知事|教育長|消防長"
)
# What only says who speaks next (「鷲尾委員。」), that an answer follows, or that it is late.
CALLS = re.compile(
    r"(?!(?:司会|担当|議事録署名人|初代))[^、。:：は\sがをにでとも]{1,12}(?<!民生)(?<!児童)(?<!監査)(?<!教育)"
    r"(?:委員|議員|部長|課長|局長|次長|室長|市長|町長|村長|区長|知事|会長|教授|座長|議長|補佐官)"
    r"(?:、?(?:どうぞ|お願い(?:いた)?し(?:ます|たい)|お願いする))?。$"
    r"|[^。]{0,14}(?:御質問|ご質問|お尋ね|御意見|ご意見)(?:に(?:つきまして|ついて|対し(?:て|まして)?)?)?、?"
    r"(?:順次|順に|一括して|まとめて)?(?:お答え|回答|答弁)(?:を)?(?:申し上げ|いた)?(?:します|する|致します|ます)。?$"
    r"|(?:順次|順に|一括して|まとめて|私から)(?:は|、)?(?:お答え|回答)(?:申し上げ|いた)?(?:します|する|ます)。?$"
    r"|[^。0-9]{0,20}(?:について|につきまして|に関して)(?:は)?、?(?:大変)?お待たせして(?:しまい)?(?:大変)?申し訳(?:ない|ありません|ございません)。?$"
)
# That nobody spoke, and whether that is asked.
NOTHING_SAID = re.compile(
    r"(?:特に)?(?:発言|質問|質疑|意見)(?:等)?(?:は)?(?:特に)?(?:なし|な(?:い|かった)|ありません(?:でした)?)(?:です|でした|である)?。?$"
)
WHETHER_SAID = re.compile(
    r"発言|質問|質疑|意見|要望|やり?取り|異論|異議|反対|コメント|(?:出|あっ)たか|(?:出|あり)ましたか"
)
