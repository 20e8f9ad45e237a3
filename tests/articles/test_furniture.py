"""What pages leave in the copies of their articles, in many languages."""

from __future__ import annotations

import pytest

from legation.articles.furniture import is_crumbs, is_furniture, is_section, names_section
from legation.articles.lines import Line, paragraphs


def line(text: str) -> Line:
    (found,) = paragraphs(text)
    return found


@pytest.mark.parametrize(
    "text",
    """Share
Share this article
Share on Facebook
✕ Close
► Play
Print this page
12 comments
1.2K Shares
3 min read
5-minute read
Skip to main content
Back to top
Load more
Click to enlarge
Image 1 of 3
Open in app
Advertisement
ADVERTISEMENT
Article continues below this advertisement
Read more: Norway bans trawlers
Read next: Rice prices ease for a third month
Also in South America: Rain returns
Watch: Minister falls asleep
Related
Related: The sea is rising, and nobody knows why it rises faster here.
Tags: Norway, fish
Keywords
#Norway #fish
@outlet
Weather: sleet, plus one
Home | Asia | World | Business
Home > World > Europe
News  Politics  World  Sport
World
© 2026 Harbour Wire. All rights reserved.
(c) Harbour Wire 2026. Reuse with credit.
Copyright 2026 The Harbour Wire. All rights reserved. This material may not be published or rewritten.
We use cookies to improve your experience on our website.
By signing up, you agree to our terms of use and privacy policy.
Sign up for our newsletter
Subscribe to our morning briefing
Follow us on Telegram
Follow our channel on WhatsApp for all the news of the day.
Download our app for the latest news
Join our Whatsapp channel
Support independent journalism
Please enable JavaScript to view the comments
This story was provided by Acacia Press and has not been edited.
This article was originally published by a newspaper in Oslo on Monday.
The views expressed in this article are those of the author alone.
The author is a professor of law at the University of Bergen.
Report a typo
(ATTN: ADDS remarks of the ministry in last paragraphs)
This article was originally published in another newspaper of the group.
This article from the sister publication was translated by a machine and edited by a person.
Something went wrong. Please try again later.
The views expressed in this piece do not necessarily reflect those of the newspaper.
Leave a comment
https://outlet.example/2026/03/03/fish
Copy link https://outlet.example/2026/03/03/fish
outlet.example/2026/03/03/fish
newsdesk@outlet.example
Contact: newsdesk@outlet.example
(END)
* * *
12:34
닫기
기사 이미지 확대 보기
공유하기
저작권자 © 남산통신 무단전재 및 재배포 금지
関連記事
続きを読む
シェアする
相关阅读
责任编辑：王小明
分享到微信
Поделиться
Подписаться на канал
Читайте также: Россия
Поділитися
Compartir
Compartir en WhatsApp
Lea también: El puerto
Leia mais
Partager
Lire aussi : Le port
S’abonner
Teilen
Lesen Sie auch: Der Hafen
Zum Thema
Delen
Condividi
Paylaş
Udostępnij
Baca juga: Pelabuhan
Bagikan
Chia sẻ
شارك
اقرأ أيضا
طباعة
שתף
शेयर करें
แชร์""".split("\n"),
)
def test_leftovers_are_furniture(text: str) -> None:
    assert is_furniture(line(text))


@pytest.mark.parametrize(
    "text",
    """Shares of the shipping company rose 3 percent on Tuesday.
Share prices fell.
He resigned.
"We will not yield."
The president of China
Related tensions rose as the two armies met at the border.
Copyright law was changed by the parliament in Oslo on Monday.
Follow the money, he told reporters in Brussels on Monday.
More than 600 vessels are now listed.
More from the talks is expected on Monday, when the ministers meet again.
This report was rejected by Moscow, the ministry said on Monday.
This article of the treaty was never used, lawyers in The Hague said.
The views of both sides are far apart, diplomats said on Tuesday.
Sign of peace: two armies withdraw
Live fire exercises begin near the border
Subscribers fled.
Get out, the crowd told the envoy when he came to the window on Monday.
Print media in both countries welcomed the accord with large headlines.
Comments by the minister angered Beijing, which recalled its ambassador.
World leaders meet in New York to talk about the sea and its fish.
Watch towers stand along the border between the two countries, he said.
Norway, Iceland settle dispute over mackerel
Please, he said, let us talk.
Terms of truce agreed by both sides
Related parties will be heard
Recommended changes alarm allies
More in Europe see a threat in the east
This report was published by the United Nations on Monday in Geneva.
The views expressed by both ministers were far apart, diplomats said.
We are grateful for your support, the president told the lawmakers in Oslo.
Something went wrong in the talks, the envoy said on Monday evening.
(c) The parties shall meet twice a year in one of the two capitals.
Sources in both capitals confirmed it.""".split("\n"),
)
def test_sentences_that_begin_like_furniture_are_kept(text: str) -> None:
    assert not is_furniture(line(text))


@pytest.mark.parametrize(
    "text", ["Most read", "RELATED ARTICLES", "More from Harbour Wire", "Comments (14)", "많이 본 뉴스", "По теме"]
)
def test_headings_of_what_follows_an_article_are_sections(text: str) -> None:
    assert is_section(line(text))


def test_rows_of_links_are_crumbs_and_headlines_are_not() -> None:
    assert is_crumbs(line("Home » Asia » Japan"))
    assert is_crumbs(line("Asia Europe Middle East"))
    assert not is_crumbs(line("Home rule | the long way of Scotland's parliament | a history"))
    assert not is_crumbs(line("Japan, Korea to meet"))


def test_names_of_sections_are_told_from_outlets() -> None:
    assert names_section("World news")
    assert names_section("RSS feed")
    assert not names_section("Harbour Wire")
    assert not names_section("")
