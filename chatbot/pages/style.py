"""The look of our own blocks, and of what the theme in ``.streamlit/config.toml`` cannot set.

Every pair of colours has a contrast of at least 4.5:1 (WCAG AA); no meaning lies in colour alone.
"""

from __future__ import annotations

CSS = """
<style>
.gq-text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.85; margin: 0; }
.gq-small { font-size: 0.9rem; line-height: 1.7; color: #46505a; overflow-wrap: anywhere; }
.gq-title { font-size: 1.6rem; font-weight: 700; line-height: 1.4; margin: 0; }
.gq-head { font-size: 1.1rem; font-weight: 700; line-height: 1.6; margin: 0.4rem 0 0;
  overflow-wrap: anywhere; }
.gq-status { display: inline-block; font-weight: 700; padding: 0.15rem 0.8rem;
  border: 2px solid; border-radius: 0.4rem; }
.gq-answered { color: #0b5d36; background: #edf7f1; }
.gq-not_found { color: #6a4300; background: #fdf5e4; }
.gq-closed { color: #5a2d7d; background: #f6f0fa; }
.gq-out_of_scope { color: #46505a; background: #f2f5f8; }
.gq-number { font-weight: 700; color: #1b4f82; margin: 0 0.15rem; white-space: nowrap; }
.gq-quote { background: #ffe78a; color: #1c2126; padding: 0.1rem 0;
  border-bottom: 2px solid #8a6500; scroll-margin: 6rem 0 9rem; }
.gq-note { border-left: 4px solid #8a6500; background: #fdf8ec; padding: 0.5rem 0.9rem;
  margin: 0 0 0.4rem; line-height: 1.7; overflow-wrap: anywhere; }
.gq-turn { border-left: 4px solid #c9d1d9; padding: 0.1rem 0 0.1rem 0.9rem; margin: 0 0 1rem; }
.gq-cited { border-left-color: #1b4f82; }
.gq-who { font-weight: 700; line-height: 1.6; overflow-wrap: anywhere; }
.gq-kind { font-size: 0.85rem; color: #46505a; }
.gq-turn details { margin-top: 0.3rem; }
.gq-turn summary { cursor: pointer; color: #1b4f82; }
.gq-agenda { margin: 0; padding: 0; list-style: none; line-height: 1.8; }
.gq-agenda li { overflow-wrap: anywhere; margin-left: 0; padding-left: 0; }
.gq-agenda li.gq-under { padding-left: 1.4em; }
.gq-tag { font-size: 0.85rem; font-weight: 700; color: #5a2d7d; white-space: nowrap; }
.gq-part { display: inline-block; margin-right: 1.4em; }
[class*="st-key-curated"] { border-left: 6px solid #0b5d36; }
.gq-asked { background: #eaf0f6; border-radius: 0.4rem; padding: 0.5rem 0.9rem;
  scroll-margin-top: 5rem; }
[data-testid="stLayoutWrapper"]:has(> .st-key-ask) { position: sticky; bottom: 0; z-index: 5;
  background: #ffffff; padding: 0.6rem 0 1.2rem; }
[data-testid="stExpandSidebarButton"]::after { content: "探す範囲"; font-size: 0.9rem; }
[data-testid="stExpandSidebarButton"] { width: auto; }
[data-testid="stStatusWidget"], [data-testid="stMainMenu"], [data-testid="stAppDeployButton"],
[data-testid="InputInstructions"] { display: none; }
/* What Streamlit says in English where the program itself is at fault. */
[data-testid="stException"] > * { display: none; }
[data-testid="stException"]::before { display: block; padding: 0.7rem 0.9rem; color: #7d1a1a;
  background: #fdf0f0; border: 1px solid #7d1a1a; border-radius: 0.4rem;
  content: "申し訳ありません。プログラムの不具合で表示できません。画面を読み込み直してください。"
    "続くときは、このプログラムを管理している方に知らせてください。"; }
[data-testid="stMainBlockContainer"] { padding-top: 3rem; max-width: 48rem;
  padding-bottom: 0; }
[data-testid="stMain"] button { text-align: left; }
[data-testid="stExpander"] summary p { line-height: 1.6; overflow-wrap: anywhere; }
[data-testid="stChatInput"] textarea::placeholder { color: #5a646e; opacity: 1; }
button:focus-visible, summary:focus-visible { outline: 3px solid #1b4f82 !important;
  outline-offset: 2px; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 4.2rem 1rem 0; }
  .gq-title { font-size: 1.35rem; }
  [data-testid="stChatMessage"] { padding: 0.4rem 0; }
  [data-testid^="stChatMessageAvatar"] { display: none; }
}
</style>
"""


def scroll_to_newest(count: int) -> str:
    """A script of ours, without anybody's text, that shows the newest question and its answer.

    ``count`` makes it another script, which runs once, for every question asked.
    """
    return f"""<script>
/* {count} */
requestAnimationFrame(() => {{
  const asked = document.querySelectorAll(".gq-asked");
  if (asked.length) asked[asked.length - 1].scrollIntoView({{block: "start"}});
}});
</script>"""


def scroll_to_quote(key: str) -> str:
    """A script of ours that brings the highlighted quote of an opened source into sight.

    ``key`` is the source's own key on the page. The wait is Streamlit's animation of the opening.
    """
    return f"""<script>
setTimeout(() => {{
  const quote = document.querySelector(".st-key-{key} mark.gq-quote");
  if (quote) quote.scrollIntoView({{block: "nearest", behavior: "smooth"}});
}}, 600);
</script>"""
