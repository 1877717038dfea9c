"""Page templates modelled on the layouts of Arabic news sites, written by us: one story in, the markup of a page out.

Each wraps the same story into what such a page carries besides: menus, tickers, share bars, captions, related and most
read lists whose headlines tell of other attacks, second reports below the first, comment forms. None of that may come
out of the reading.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from html import escape

IRAQ = timezone(timedelta(hours=3))


@dataclass(frozen=True)
class Story:
    """What a page tells: paragraphs may hold line breaks."""

    title: str
    paragraphs: tuple[str, ...]
    published: datetime | None = None
    outlet: str = "شبكة الضفاف"
    url: str = "https://www.daffaf-news.example/ar/security/48211"
    encoding: str = "utf-8"


OTHERS = (
    "مقتل سبعة جنود بهجوم انتحاري على معسكر في الموصل",
    "صاروخان يسقطان قرب السفارة الأمريكية وإصابة حارسين",
    "طائرة مسيرة مفخخة تستهدف مطار أربيل للمرة الثانية",
    "عبوة ناسفة تستهدف رتلا للتحالف الدولي في بابل",
    "قصف بالهاون على قاعدة بلد الجوية دون خسائر",
)
SECOND_TITLE = "تفجير سيارة مفخخة قرب نقطة تفتيش في كركوك"
SECOND = (
    "قتل أحد عشر شخصا وأصيب عشرون آخرون، أمس الأحد، بانفجار سيارة مفخخة قرب نقطة تفتيش جنوبي كركوك.",
    "وقال ضابط في الشرطة إن المهاجم فجر السيارة عند مرور رتل عسكري، وإن القتلى بينهم أربعة جنود.",
    "وتبنت جماعة مسلحة الهجوم في بيان نشرته على منصاتها بعد ساعة من وقوعه.",
)
MENU = ("الرئيسية", "سياسة", "أمن", "اقتصاد", "رياضة", "منوعات", "تقارير خاصة", "مقالات رأي", "كاريكاتير", "بودكاست")
TAGS = ("العراق", "صواريخ كاتيوشا", "التحالف الدولي", "عين الأسد")
CAPTION = "جنود يتفقدون موقعا تعرض للقصف قرب القاعدة"
TICKER = "عاجل: سقوط ثلاثة صواريخ على المنطقة الخضراء وسط بغداد"
AUTHOR = "محرر في قسم الأخبار، عمل مراسلا ميدانيا في الأنبار ونينوى وغطى معارك الموصل منذ عام 2014."
COOKIES = "نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا، وباستمرارك في التصفح فإنك توافق على سياسة الخصوصية."
NEWSLETTER = "اشترك في نشرتنا البريدية لتصلك أهم الأخبار كل صباح"
COMMENT = "الله يرحم الشهداء، القصف على القاعدة قتل عشرة أمس ولم يذكر أحد ذلك، هذا ما رأيته بعيني في الحي."


def _e(words: str) -> str:
    return escape(words, quote=False).replace("\n", "<br>")


def _paragraphs(story: Story, after: int = 1, between: str = "", tag: str = "p") -> str:
    """The paragraphs, with `between` behind the one of that number where at least one more follows."""
    out = []
    for number, words in enumerate(story.paragraphs):
        out.append(f"<{tag}>{_e(words)}</{tag}>")
        if number == after and number + 1 < len(story.paragraphs):
            out.append(between)
    return "\n".join(out)


def _links(headlines: tuple[str, ...] = OTHERS, tag: str = "li", extra: str = "") -> str:
    return "\n".join(f'<{tag}{extra}><a href="/n/{n}">{h}</a></{tag}>' for n, h in enumerate(headlines))


def _menu(tag: str = "nav", names: str = "main-menu") -> str:
    return f'<{tag} class="{names}"><ul>{_links(MENU)}</ul></{tag}>'


def _ld(story: Story, **more: object) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title, "inLanguage": "ar",
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        "publisher": {"@type": "NewsMediaOrganization", "name": story.outlet}, **more,
    }  # fmt: skip
    if story.published:
        data["datePublished"] = story.published.isoformat()
        data["dateModified"] = (story.published + timedelta(days=3)).isoformat()
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _og(story: Story, title: str = "") -> str:
    published = story.published
    metas = [
        ("og:title", title or story.title), ("og:site_name", story.outlet), ("og:url", story.url),
        ("og:type", "article"), ("og:description", OTHERS[0]),
    ]  # fmt: skip
    if published:
        metas.append(("article:published_time", published.isoformat()))
        metas.append(("article:modified_time", (published + timedelta(days=3)).isoformat()))
    return "\n".join(f'<meta property="{n}" content="{escape(v)}">' for n, v in metas)


def _long_date(story: Story) -> str:
    months = ("كانون الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول").replace(
        "كانون الثاني", "كانون_الثاني"
    )
    if not story.published:
        return ""
    month = months.split()[story.published.month - 1].replace("_", " ")
    return f"{story.published.day} {month} {story.published.year}"


def _time(story: Story, names: str = "date") -> str:
    if not story.published:
        return ""
    return f'<time class="{names}" datetime="{story.published.isoformat()}">{_long_date(story)}</time>'


def _page(story: Story, head: str, body: str, attributes: str = "", title: str = "") -> str:
    shown = title or f"{story.title} - {story.outlet}"
    return (
        f'<!DOCTYPE html>\n<html lang="ar" dir="rtl"><head><meta charset="{story.encoding}">'
        f"<title>{_e(shown)}</title>\n{head}\n"
        "<style>.x{color:red}</style><script>var related = ['صاروخ', 'قتيل'];</script></head>\n"
        f"<body {attributes}>\n{body}\n<noscript>فعل جافا سكربت: مقتل جندي</noscript></body></html>"
    )


def wordpress(story: Story) -> str:
    """A WordPress news theme: everything called by its name, related posts, comments, author box."""
    also = '<div class="related-inline"><h4>اقرأ أيضاً</h4><ul class="posts">' + _links(OTHERS[:2]) + "</ul></div>"
    body = f"""
<div id="top-bar" class="top-bar"><div class="breaking-news ticker"><span>عاجل</span><ul>{_links((TICKER,))}</ul></div></div>
<header id="masthead" class="site-header"><a href="/">{story.outlet}</a>{_menu("div", "mega-menu-wrap")}</header>
<div class="container"><div class="row"><div class="main-col content-area">
<nav class="breadcrumb"><a href="/">الرئيسية</a> / <a href="/s">أمن</a></nav>
<article id="post-48211" class="post-48211 post type-post category-security tag-iraq has-related comments-enabled">
<header class="entry-header"><a class="post-cat" href="/s">أمن</a><h1 class="entry-title">{_e(story.title)}</h1>
<div class="entry-meta">{_time(story, "entry-date published")}<span class="meta-views">عدد المشاهدات: 311</span></div></header>
<figure class="wp-block-image"><img src="a.jpg" alt="صاروخ على القاعدة"><figcaption>{CAPTION}</figcaption></figure>
<div class="entry-content">{_paragraphs(story, 1, also)}
<div class="sharedaddy sd-sharing-enabled"><h3>شارك هذا الموضوع:</h3><ul>{_links(("فيسبوك", "تويتر"))}</ul></div></div>
<footer class="entry-footer"><span class="tags-links">الوسوم {" ".join(f'<a href="#">{t}</a>' for t in TAGS)}</span></footer>
<div class="author-box"><h4>عن الكاتب</h4><p>{AUTHOR}</p></div>
</article>
<div class="related-posts"><h3>مقالات ذات صلة</h3>{"".join(f'<div class="item"><h4><a href="#">{h}</a></h4><p>{p}</p></div>' for h, p in zip(OTHERS, SECOND, strict=False))}</div>
<div id="comments" class="comments-area"><h3>تعليق واحد</h3><ol><li><p>{COMMENT}</p></li></ol>
<form id="commentform"><p>لن يتم نشر عنوان بريدك الإلكتروني.</p><textarea></textarea></form></div>
</div><div class="sidebar widget-area"><section class="widget"><h3>الأكثر قراءة</h3><ol>{_links()}</ol></section></div>
</div></div><footer class="site-footer"><p>جميع الحقوق محفوظة {story.outlet}</p></footer>
<div id="cookie-notice"><p>{COOKIES}</p><button>موافق</button></div>"""
    return _page(story, _og(story, f"{story.title} | {story.outlet}") + _ld(story), body, 'class="single has-sidebar"')


def drupal(story: Story) -> str:
    """Drupal: fields in nested divs, blocks around them, no article element."""
    body = f"""
<div id="page-wrapper"><div id="header"><div class="region region-header">{_menu("div", "block block-menu")}</div></div>
<div id="main-wrapper"><div id="main" class="clearfix"><h2 class="element-invisible" hidden>أنت هنا</h2>
<div class="breadcrumb"><a href="/">الصفحة الرئيسية</a> » <a href="/a">أخبار</a></div>
<div id="content" class="column"><div class="section"><h1 class="title" id="page-title">{_e(story.title)}</h1>
<div class="region region-content"><div id="block-system-main" class="block block-system"><div class="content">
<div class="node node-news" typeof="sioc:Item"><div class="submitted">نشر في {_long_date(story)}</div>
<div class="field field-name-field-image"><img src="x.jpg"><div class="image-caption">{CAPTION}</div></div>
<div class="field field-name-body"><div class="field-items"><div class="field-item even" property="content:encoded">
{_paragraphs(story, 0, '<p><strong>اقرأ أيضا: <a href="/z">' + OTHERS[2] + "</a></strong></p>")}
</div></div></div>
<div class="field field-name-field-tags"><h3 class="field-label">كلمات مفتاحية:</h3><ul>{_links(TAGS)}</ul></div>
<ul class="links inline">{_links(("أضف تعليق", "طباعة"))}</ul></div></div></div></div></div></div>
<div class="region region-sidebar-first"><div class="block block-views"><h2>آخر الأخبار</h2><div class="view-content">
{"".join(f'<div class="views-row"><a href="#">{h}</a></div>' for h in OTHERS)}</div></div></div></div></div>
<div id="footer"><p>{story.outlet} - من نحن - اتصل بنا</p></div></div>"""
    head = f'<link rel="canonical" href="{story.url}">'
    if story.published:
        head += f'<meta name="dcterms.created" content="{story.published.isoformat()}">'
    return _page(story, head, body, 'class="html not-front one-sidebar page-node"', f"{story.title} | {story.outlet}")


def agency(story: Story) -> str:
    """An agency such as those of Baghdad and Erbil: short markup, category above the headline, telegram prompt."""
    body = f"""
<div class="newsbar"><marquee>{TICKER} *** {OTHERS[1]}</marquee></div>
<div class="header-area"><ul class="nav">{_links(MENU)}</ul></div>
<section class="single-news"><div class="container"><div class="row"><div class="col-lg-8">
<div class="news-cat"><a href="#">أمن</a></div><h1>{_e(story.title)}</h1>
<div class="news-date"><i class="fa fa-clock"></i> {_long_date(story)}</div>
<div class="social-share"><a>فيسبوك</a><a>تويتر</a><a>تلغرام</a><a>نسخ الرابط</a></div>
<img src="x.jpg"><div id="news-body" class="details">{_paragraphs(story, 1, '<div class="ad"><span>إعلان</span></div>')}
<p>تابعونا على تلغرام</p></div>
<div class="row more"><h3>أخبار ذات صلة</h3>{_links(OTHERS, "div", ' class="card"')}</div></div>
<div class="col-lg-4"><h3>الأكثر قراءة</h3>{_links(OTHERS[::-1], "div", ' class="card"')}
<h3>اختيارات المحرر</h3>{"".join(f"<div><a href='#'><h5>{h}</h5><p>{p}</p></a></div>" for h, p in zip(OTHERS, SECOND, strict=False))}</div>
</div></div></section><div class="bottom"><p>جميع الحقوق محفوظة</p></div>"""
    return _page(story, _og(story), body, "", story.title)


def network(story: Story) -> str:
    """A television network of Kurdistan: place and stamp below the headline, blocks of one paragraph each."""
    stamp = story.published.strftime("%d-%m-%Y") if story.published else ""
    body = f"""
<div class="navigation-top">{_menu("div", "menu-top")}</div><div class="page-body"><div class="article-main">
<div class="article-top"><h1 class="article__title">{_e(story.title)}</h1><div class="article__info">
<span class="article__date">{stamp}</span><div class="article__share"><a>Facebook</a><a>Twitter</a></div></div></div>
<div class="article__media"><img src="p.jpg"><div class="media__caption">{CAPTION}</div></div>
<div class="article__tags-top"><span>كلمات دالة</span> {"".join(f'<a href="#">{t}</a>' for t in TAGS)}</div>
<div class="article__body">{"".join(f'<div class="block-text"><p>{_e(p)}</p></div><div class="ad-slot"></div>' for p in story.paragraphs)}</div>
<div class="comments-block"><h3>التعليقات</h3><p>علق كضيف أو قم بتسجيل الدخول لمداخلات أكثر</p><div><p>{COMMENT}</p></div></div>
</div><div class="latest-news-block"><h2>آخر الأخبار</h2>{"".join(f'<div><h3><a href="#">{h}</a></h3><p>{p}</p></div>' for h, p in zip(OTHERS, SECOND, strict=False))}</div></div>"""
    return _page(story, _ld(story) + _og(story), body)


def channel(story: Story) -> str:
    """A channel that shows further whole reports below the first (infinite scroll), in sections of one class."""

    def part(title: str, paragraphs: str, stamp: str) -> str:
        return (
            f'<div class="story-container"><div class="story-head"><h1 class="story-title">{title}</h1>'
            f'<div class="story-date">{stamp}</div></div><div class="story-text">{paragraphs}</div></div>'
        )

    second = "".join(f"<p>{p}</p>" for p in SECOND)
    body = f"""{_menu("header", "site")}<main>
{part(_e(story.title), _paragraphs(story), _long_date(story))}
{part(SECOND_TITLE, second, "3 آذار 2019")}{part(OTHERS[0], second, "2 آذار 2019")}</main>"""
    return _page(story, _og(story), body)


def broadcaster(story: Story) -> str:
    """A large broadcaster: article element, standfirst-free, list of contents, recommendations in the body, source line."""
    aside = f'<aside class="more-on"><h2>اقرأ أيضا</h2><ul>{_links(OTHERS[:3])}</ul></aside>'
    inside = (
        f'<div class="more-on"><h2>اقرأ أيضا</h2><h3 class="list-heading">list of 3 items</h3>'
        f"<ul>{_links(OTHERS[:3])}</ul><span>end of list</span></div>"
    )
    body = f"""<div class="screen-reader-text">Skip links <a href="#main">Skip to Content</a></div>
<div id="root"><div class="site-header container"><h4 class="bc">شريط الأخبار</h4>{_menu()}</div>
<main id="main-content-area"><article class="gc gc--type-post"><div class="article-header">
<header class="article-heading"><h1>{_e(story.title)}</h1></header></div>
<figure class="article-featured-image"><img alt="صورة"><figcaption>{CAPTION} (الفرنسية)</figcaption></figure>
<div class="article-info-block"><div class="article-dates">{_time(story)}</div></div>
<div class="article-share"><button>مشاركة</button></div>
<div class="wysiwyg wysiwyg--all-content">{_paragraphs(story, 1, inside)}{aside}
<div class="article-source">المصدر: {story.outlet} + وكالات</div></div></article>
<section class="article-tags"><a>أخبار</a><a>سياسة</a></section></main>
<aside class="right-rail"><h2>الأكثر قراءة</h2><ol>{_links()}</ol></aside></div>
<footer class="site-footer"><h3>تابع الجزيرة</h3></footer>"""
    return _page(story, _ld(story) + _og(story), body)


def modules(story: Story) -> str:
    """Generated class names, every paragraph in a div of its own, visually hidden labels, ends with related topics."""
    parts = "".join(
        f'<div dir="rtl" class="bbc-19j92fr ebmt73l0"><p dir="rtl" class="bbc-1y32vyc e17g058b0">{_e(p)}</p></div>'
        for p in story.paragraphs
    )
    body = f"""<div class="bbc-1k"><header role="banner"><a href="/"><span class="visually-hidden">{story.outlet}، الصفحة الرئيسية</span></a>
<nav role="navigation">{_links(MENU)}</nav></header><div class="ws-container"><main role="main" class="bbc-fa0">
<div class="bbc-1151pbn"><h1 id="content" tabindex="-1" class="bbc-14gqcmb e1p3vdyi0"><strong>{_e(story.title)}</strong></h1></div>
<figure class="bbc-1qdcvv9"><div><img><p class="bbc-credit"><span class="visually-hidden">صدر الصورة، </span>Getty Images</p></div>
<figcaption dir="rtl"><span class="visually-hidden">التعليق على الصورة، </span><p>{CAPTION}</p></figcaption></figure>
<div class="bbc-19j92fr">{_time(story, "bbc-date")}</div>{parts}
<section role="region" aria-labelledby="podcast-promo"><strong>قصص مقترحة</strong><ul>{_links(OTHERS[:2])}</ul></section>
<section role="region" aria-labelledby="related-topics"><h2 id="related-topics"><span>مواضيع ذات صلة</span></h2><ul>{_links(TAGS)}</ul></section></main>
<div class="bbc-features"><section role="region"><h2>اخترنا لكم</h2><ul>{_links(OTHERS)}</ul></section></div></div>
<footer role="contentinfo"><p>بي بي سي ليست مسؤولة عن محتوى المواقع الخارجية.</p></footer></div>"""
    graph = json.dumps(
        {"@context": "http://schema.org", "@graph": [
            {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": OTHERS[0], "datePublished": "2011-01-01"}]},
            {"@type": ["ReportageNewsArticle"], "headline": story.title, "publisher": {"name": story.outlet},
             **({"datePublished": story.published.isoformat()} if story.published else {})},
        ]}, ensure_ascii=False)  # fmt: skip
    return _page(story, f'<script type="application/ld+json">{graph}</script>', body)


def russian(story: Story) -> str:
    """A short lead under the headline, text in one div with breaks, «read more» cards inside, a source in brackets."""
    text = "<br><br>".join(_e(p) for p in story.paragraphs)
    body = f"""<div class="layout"><div class="header">{_menu("div", "header-menu")}</div><div class="layout__content">
<div class="breadcrumbs"><a href="/">الصفحة الرئيسية</a><a href="/m">أخبار العالم العربي</a></div>
<div class="article"><h1 class="heading">{_e(story.title)}</h1><div class="news-header-info"><span class="date">تاريخ النشر: {_long_date(story)}</span></div>
<div class="media"><img><div class="media__footer caption-text">{CAPTION}</div><div>تابعوا RT على</div></div>
<div class="text js-text">{text}</div><div class="read-more"><div class="read-more-big"><a href="#"><img>{OTHERS[3]}</a><div class="summary">{SECOND[0]}</div></div></div>
<div class="news-tags"><a>العراق</a><a>الإرهاب</a></div></div>
<div class="most-views"><h2>الأكثر مشاهدة</h2>{_links(OTHERS, "div")}</div></div></div>"""
    return _page(story, _og(story), body, "", f"{story.title} - {story.outlet}")


def ministry(story: Story) -> str:
    """A page of ASP.NET: the whole page lies in one form, the body in spans and divs without paragraphs."""
    text = "".join(
        f'<div style="text-align: justify;"><span>{_e(p)}</span></div><div>&nbsp;</div>' for p in story.paragraphs
    )
    body = f"""<form method="post" action="./news.aspx" id="aspnetForm"><div class="aspNetHidden"><input type="hidden" value="x"></div>
<div id="ctl00_menu">{_links(MENU, "span")}</div><div id="ctl00_ContentPlaceHolder1_pnl">
<div class="date-line">{_long_date(story)}</div><h2 id="ctl00_lblTitle">{_e(story.title)}</h2>
<div id="ctl00_lblDetails">{text}</div><div><a href="#">طباعة</a> | <a href="#">أرسل إلى صديق</a></div></div>
<div id="ctl00_right"><span>أخبار أخرى</span><br>{"<br>".join(f'<a href="#">{h}</a>' for h in OTHERS)}</div></form>"""
    return _page(story, "", body)


def tables(story: Story) -> str:
    """2005: nested tables, font elements, breaks for paragraphs, nothing called by a name."""
    text = "<br><br>".join(_e(p) for p in story.paragraphs)
    rows = "".join(
        f'<tr><td><font size="2"><a href="n.php?id={n}">{h}</a></font></td></tr>' for n, h in enumerate(OTHERS)
    )
    menu = "".join(f'<td><a href="#"><font color="#ffffff">{m}</font></a></td>' for m in MENU)
    return f"""<html dir=rtl><head><meta http-equiv="Content-Type" content="text/html; charset={story.encoding}">
<title>{story.outlet} :: {_e(story.title)}</title></head><body bgcolor=#ffffff topmargin=0>
<table width=780 align=center><tr>{menu}</tr></table><table width=780 align=center><tr>
<td width=160 valign=top><table><tr><td bgcolor=#003366><b><font color=white>أخبار أخرى</font></b></td></tr>{rows}</table></td>
<td valign=top><table width=100%><tr><td><font face="Simplified Arabic" size=5 color=#990000><b>{_e(story.title)}</b></font></td></tr>
<tr><td><font size=2>{_long_date(story)}</font></td></tr><tr><td><p align=justify><font face="Simplified Arabic" size=4>{text}</font></td></tr>
<tr><td><a href="#">طباعة</a> <a href="#">أرسل إلى صديق</a></td></tr></table></td></tr></table>
<center><font size=1>جميع الحقوق محفوظة</font></center></body></html>"""


def amp(story: Story) -> str:
    """An AMP page: custom elements, a sidebar menu, related reports in amp-list, consent."""
    body = f"""<amp-sidebar id="menu" layout="nodisplay"><ul>{_links(MENU)}</ul></amp-sidebar>
<header class="header"><a href="/">{story.outlet}</a></header><amp-consent id="c"><div id="consent-ui"><p>{COOKIES}</p></div></amp-consent>
<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{_e(story.title)}</h1>
<div class="amp-wp-meta amp-wp-posted-on">{_time(story, "t")}</div></header>
<figure class="amp-wp-article-featured-image"><amp-img src="x.jpg"></amp-img><figcaption class="wp-caption-text">{CAPTION}</figcaption></figure>
<div class="amp-wp-article-content">{_paragraphs(story, 0, "<amp-ad><div>إعلان</div></amp-ad>")}</div>
<footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-tag">وسوم: {"، ".join(f"<a>{t}</a>" for t in TAGS)}</div></footer></article>
<div class="amp-related"><h3>قد يعجبك أيضا</h3><amp-list>{_links(OTHERS, "div")}</amp-list></div><footer><p>جميع الحقوق محفوظة</p></footer>"""
    return _page(story, f'<link rel="canonical" href="{story.url}">' + _ld(story), body)


def blogger(story: Story) -> str:
    """Blogger: date header above the post title, separators, post footer, archive widget."""
    text = "<br /><br />".join(_e(p) for p in story.paragraphs)
    body = f"""<div class="header-outer"><h1 class="title"><a href="/">{story.outlet}</a></h1><div class="descriptionwrapper"><p>أخبار العراق أولا بأول</p></div></div>
<div class="tabs-outer"><ul>{_links(MENU)}</ul></div><div class="main-outer"><div id="main"><div class="widget Blog" id="Blog1"><div class="blog-posts hfeed">
<div class="date-outer"><h2 class="date-header"><span>{_long_date(story)}</span></h2><div class="date-posts"><div class="post-outer"><div class="post hentry">
<h3 class="post-title entry-title">{_e(story.title)}</h3><div class="post-body entry-content" id="post-body-77">
<div class="separator" style="clear: both;"><a href="x.jpg"><img src="x.jpg"></a></div><div dir="rtl" style="text-align: right;">{text}</div></div>
<div class="post-footer"><div class="post-footer-line">مرسلة بواسطة <span>مدونة</span> في <a href="#">10:14 م</a></div></div></div>
<div class="comments" id="comments"><h4>هناك تعليق واحد:</h4><p>{COMMENT}</p></div></div></div></div></div></div></div>
<div class="sidebar"><div class="widget PopularPosts"><h2>المشاركات الشائعة</h2><ul>{_links()}</ul></div></div></div>"""
    return _page(story, "", body, "", f"{story.outlet}: {story.title}")


def microdata(story: Story) -> str:
    """A newspaper with microdata, a summary list that repeats nothing, a pull quote of links and a newsletter box."""
    box = (
        f'<div class="newsletter-box"><h4>النشرة البريدية</h4><p>{NEWSLETTER}</p><input type="email"><button>اشترك</button></div>'
        f'<div class="inread"><b>إقرأ المزيد</b> <a href="#">{OTHERS[1]}</a></div>'
    )
    stamp = f'<meta itemprop="datePublished" content="{story.published.isoformat()}">' if story.published else ""
    body = f"""<div class="wrapper sidebar-right"><div class="top">{_menu("ul", "menu")}</div>
<div itemscope itemtype="http://schema.org/NewsArticle" class="news-item">{stamp}
<h1 itemprop="headline">{_e(story.title)}</h1><span itemprop="publisher">{story.outlet}</span>
<div class="tools"><span>حجم الخط</span><a>A+</a><a>A-</a><a>طباعة</a></div>
<div itemprop="articleBody" class="body text-widget">{_paragraphs(story, 1, box)}</div></div>
<div class="prev-next"><span>الخبر السابق</span><a href="#">{OTHERS[0]}</a><span>الخبر التالي</span><a href="#">{OTHERS[4]}</a></div>
<div class="follow-us"><p>تابع آخر الأخبار على تطبيقنا وفعل الإشعارات العاجلة من الإعدادات.</p></div></div>"""
    head = f'<meta name="twitter:title" content="{escape(story.title)}"><meta property="og:site_name" content="{story.outlet}">'
    return _page(story, head, body)


def plain(story: Story) -> str:
    """A page saved by hand: a headline and paragraphs, nothing else."""
    return f"<h1>{_e(story.title)}</h1><p>{_long_date(story)}</p>{_paragraphs(story)}"


LAYOUTS: dict[str, Callable[[Story], str]] = {
    f.__name__: f
    for f in (
        wordpress, drupal, agency, network, channel, broadcaster, modules, russian, ministry, tables, amp, blogger,
        microdata, plain,
    )
}  # fmt: skip
JUNK = (*OTHERS, SECOND_TITLE, *SECOND, TICKER, CAPTION, AUTHOR, COOKIES, NEWSLETTER, COMMENT)
"""What no reading may hold."""


def in_encoding(layout: Callable[[Story], str], story: Story, encoding: str) -> bytes:
    """A page in an encoding that it declares; what the encoding lacks is a character reference."""
    return layout(replace(story, encoding=encoding)).encode(encoding, "xmlcharrefreplace")
