"""What can be clicked on a made-up product's pages, as PostHog's `elements_chain` spells it.

A chain is the clicked element and its ancestors; PostHog's two libraries order an element's attributes differently.
Areas are the ancestors that many clickable things share.
Cards, templates and members have ids, links and texts of their own; about half of the distinct elements therefore carry
something that the thirty real actions ask for (`python -m benches.distinct` measures it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

Random = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Tag:
    """An HTML element: attributes as in the page, `class` among them."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    child: int = 1
    of_type: int = 1
    text: str = ""


def tag(name: str, classes: str = "", child: int = 1, of_type: int = 1, **attributes: str) -> Tag:
    """An element of an area; underscores in attribute names are hyphens."""
    own = (("class", classes),) if classes else ()
    others = tuple((key.replace("_", "-"), value) for key, value in attributes.items())
    return Tag(name, own + others, child, of_type)


SHELL = (
    tag("div", id="__next"),
    tag("body", "antialiased min-h-screen", 2, data_theme="light"),
)
AREAS: dict[str, tuple[Tag, ...]] = {
    "nav": (
        tag("li", "nav-item", 3, 3),
        tag("ul", "navbar-nav flex items-center gap-6", 2),
        tag("div", "container mx-auto flex justify-between px-4"),
        tag("nav", "navbar sticky top-0 z-50 bg-white/80", aria_label="Main", data_section="top-nav"),
        tag("header", "site-header"),
    ),
    "hero": (
        tag("div", "hero-actions flex gap-4 mt-8", 3, 2),
        tag("div", "hero-copy w-full md:w-1/2"),
        tag("section", "hero py-24 bg-gradient-to-b from-sky-50", data_section="hero"),
        tag("main", "flex-1", 2, id="main"),
    ),
    "plans": (
        tag("div", "card-footer p-6 pt-0", 3, 3),
        tag("div", "pricing-card rounded-2xl border shadow-sm hover:shadow-lg", 2, 2, data_plan="pro"),
        tag("div", "grid grid-cols-1 md:grid-cols-3 gap-8", 2),
        tag("section", "pricing container", 2, 2, data_section="plans"),
        tag("main", "flex-1", 2, id="main"),
    ),
    "footer": (
        tag("li", "", 2, 2),
        tag("ul", "footer-links space-y-2", 2),
        tag("div", "footer-col", 2, 2),
        tag("footer", "site-footer border-t", 4, role="contentinfo"),
    ),
    "form": (
        tag("div", "form-row mt-4", 4, 3),
        tag("form", "auth-form space-y-4", 2, id="signup-form", action="/signup", method="post"),
        tag("div", "auth-card max-w-md mx-auto"),
        tag("main", "auth-layout grid place-items-center"),
    ),
    "docs": (
        tag("li", "toc-item", 5, 5),
        tag("ul", "toc pl-4", 2),
        tag("aside", "sidebar w-64 hidden lg:block", aria_label="Docs"),
        tag("div", "docs-layout flex", 2),
    ),
    "board": (
        tag("div", "toolbar-right flex gap-2 ml-auto", 2, 2),
        tag("div", "toolbar flex items-center h-12 px-3 border-b", role="toolbar"),
        tag("div", "content flex-1 overflow-auto", 2, 2),
        tag("div", "app-shell flex h-screen\n        theme-light", style='--sidebar: 240px; --accent: "teal";'),
    ),
    "gallery": (
        tag("div", "grid grid-cols-2 lg:grid-cols-4 gap-6", 2),
        tag("section", "templates container", 2, 2, data_section="templates"),
        tag("main", "flex-1", 2, id="main"),
    ),
    "members": (
        tag("tbody", "", 2),
        tag("table", "members table-auto w-full", 2, role="table"),
        tag("div", "content flex-1 overflow-auto", 2, 2),
        tag("div", "app-shell flex h-screen"),
    ),
    "modal": (
        tag("div", "modal-footer", 3, 3),
        tag("div", "modal-dialog modal-lg", role="dialog", aria_modal="true"),
        tag("div", "modal-backdrop fixed inset-0", 7, 6, style="z-index: 1050; opacity: .6"),
    ),
    "menu": (
        tag("li", "", 4, 4, role="none"),
        tag("ul", "dropdown-menu shadow", 2, role="menu", aria_labelledby="user-menu"),
        tag("div", "dropdown relative", 3, 2),
        tag("div", "topbar"),
        tag("div", "app-shell flex h-screen"),
    ),
}

# area, tag, classes, attributes, text, weight
Clickable = tuple[str, str, str, tuple[tuple[str, str], ...], str, int]
CLICKABLES: tuple[Clickable, ...] = (
    (
        "nav",
        "a",
        "btn btn-primary py-2.5 px-4",
        (("data-attr", "nav-signup"), ("href", "https://app.example.com/signup")),
        "Sign Up",
        24,
    ),
    ("nav", "a", "btn btn-ghost", (("href", "https://app.example.com/login"),), "Log in", 20),
    ("nav", "a", "nav-link hover:text-blue-600", (("href", "/pricing"),), "Pricing", 16),
    ("nav", "a", "nav-link", (("href", "/docs"),), "Docs", 14),
    ("nav", "a", "nav-link", (("href", "/about"),), "About", 32),
    ("nav", "a", "logo", (("href", "/"), ("aria-label", "Example home")), "", 12),
    ("hero", "button", "btn btn-primary btn-lg", (("data-attr", "hero-cta"),), "Start free trial", 18),
    ("hero", "button", "btn btn-primary bg-[#1da1f2]", (), "Get started – it’s free", 10),
    ("hero", "button", "btn btn-secondary", (("data-attr", "book-demo"),), "Book a demo", 22),
    ("hero", "button", "btn-link", (), "Watch video ▶", 13),
    ("plans", "button", "btn btn-primary w-full", (("data-attr", "choose-pro"),), "Choose Pro", 10),
    ("plans", "button", "btn btn-outline w-full", (), "Choose Free", 8),
    ("plans", "a", "btn btn-outline", (("href", "/contact"),), "Contact sales", 20),
    ("plans", "button", "faq-toggle", (("aria-expanded", "false"),), 'What’s a "seat"? +', 6),
    ("footer", "a", "", (("href", "/about"),), "About", 28),
    ("footer", "a", "", (("href", "/about/careers"),), "Careers", 18),
    ("footer", "a", "lang", (("href", "/es/precios"), ("hreflang", "es")), "Español", 40),
    ("footer", "a", "lang", (("href", "/ja/pricing"), ("hreflang", "ja")), "日本語", 18),
    ("form", "button", "btn btn-primary w-full", (("id", "signup-submit"), ("type", "submit")), "Sign Up Now", 30),
    ("form", "button", "btn btn-primary", (("type", "submit"),), "Continue", 16),
    ("form", "button", "btn btn-social google", (("type", "button"),), "Sign up with Google", 6),
    ("form", "a", "link text-sm", (("href", "/reset"),), "Forgot password?", 4),
    ("docs", "a", "toc-link active", (("href", "/docs/getting-started"),), "Getting started", 20),
    ("docs", "a", "toc-link", (("href", "/docs/api"),), "API reference", 14),
    ("docs", "button", "feedback", (("data-vote", "up"),), "👍 Yes", 10),
    ("docs", "button", "feedback", (("data-vote", "down"),), "👎 No", 12),
    ("board", "button", "btn btn-secondary", (("data-attr", "invite"),), "Invite teammate", 8),
    ("board", "button", "btn btn-sm", (("data-attr", "share"),), "Share", 10),
    ("board", "button", "icon-btn", (("aria-label", "Copy"),), "Copy", 10),
    ("modal", "button", "cookie-btn primary", (), "Accept all", 16),
    ("modal", "button", "btn btn-danger", (("data-attr", "confirm-delete"),), "Delete", 12),
    ("modal", "button", "btn", (), "Cancel", 10),
    ("modal", "button", "btn btn-success", (("type", "submit"),), "Pay $49.00", 9),
    ("menu", "a", "badge badge-upgrade", (("href", "/settings/billing"),), "Upgrade", 13),
    ("menu", "button", "menu-item", (("role", "menuitem"),), "Log out", 12),
    ("menu", "a", "menu-item", (("href", "/settings/billing"), ("role", "menuitem")), "Billing", 5),
)
WEIGHTED = tuple(clickable for clickable in CLICKABLES for _ in range(clickable[-1]))

CARD_HEADS = (
    "Onboarding",
    "Sprint",
    "TODO: call",
    "Résumé –",
    "Q3 roadmap",
    "Задача №",
    "发布计划",
    "🚀 Launch",
    "Überblick &",
    "Fix",
    "Refactor",
    "Plan",
)
CARD_TAILS = (
    "→ activation",
    "(done)",
    "Zoë",
    "checklist",
    'say "ship it"; we did',
    "50% off!",
    "<b>bold</b>",
    "C:\\Users\\me",
    "a; b; c",
    "día",
    "Maße",
    "login page",
    "invoices",
    "نص عربي",
)


@cache
def spelled(element: Tag, newer: bool) -> str:
    """One element as the older or the newer library writes it."""
    values = dict(element.attributes)
    head = ".".join([element.tag, *sorted(set(values.get("class", "").split()))])
    own = [("text", element.text)] if element.text else []
    place = [("nth-child", str(element.child)), ("nth-of-type", str(element.of_type))]
    links = [("href", values["href"])] if "href" in values else []
    names = [("attr_id", values["id"])] if "id" in values else []
    attributes = [(f"attr__{key}", value) for key, value in element.attributes]
    pairs = (
        [*own, *place, *links, *names, *attributes] if newer else sorted([*attributes, *names, *links, *place, *own])
    )
    return head + ":" + "".join(f'{key}="{escaped(value)}"' for key, value in pairs)


def escaped(text: str) -> str:
    """A value as the writer leaves it: quotes get a backslash, and nothing else does."""
    return text.replace('"', '\\"')


@cache
def ancestors(area: str, newer: bool) -> str:
    """The chain from an area's innermost element outwards."""
    return ";".join(spelled(element, newer) for element in (*AREAS[area], *SHELL))


def clicked(random: Random, newer: bool) -> tuple[str, str]:
    """A chain and the clicked text; cards, templates and members are hardly ever clicked twice."""
    kind = random()
    for share, make in ((0.24, clicked_card), (0.32, clicked_template), (0.38, clicked_member)):
        if kind < share:
            return make(random, newer)
    area, name, classes, attributes, text, _ = WEIGHTED[int(random() * len(WEIGHTED))]
    own = (("class", classes),) if classes else ()
    child = 1 + int(random() * 4)
    parts = []
    if text and random() < 0.4:
        parts.append(spelled(Tag("span", (("class", "btn-label"),), 1 + int(random() * 2), 1, text), newer))
    parts.append(spelled(Tag(name, own + attributes, child, 1 + child // 3, text), newer))
    if random() < 0.12:
        parts.append(radix(int(random() * 1_000), newer))
    parts.append(ancestors(area, newer))
    return ";".join(parts), text


def clicked_card(random: Random, newer: bool) -> tuple[str, str]:
    """A click on a card of a board, or on the title in it: text, link and ids of its own."""
    number = int(random() * 60_000)
    head = CARD_HEADS[number % len(CARD_HEADS)]
    text = f"{head} {int(random() * 900)} {CARD_TAILS[int(random() * len(CARD_TAILS))]}"
    link = f"/projects/{number % 311}/boards/{number % 7}/cards/{number}"
    child = 1 + number % 23
    attributes = (("class", "card-link truncate"), ("href", link), ("data-card-id", str(number)), ("title", text))
    parts = [once(Tag("a", attributes, child, child, text), newer), radix(number, newer), ancestors("board", newer)]
    if random() < 0.34:
        parts.insert(0, once(Tag("span", (("class", "card-title"),), 1 + number % 3, 1, text), newer))
    return ";".join(parts), text


def clicked_template(random: Random, newer: bool) -> tuple[str, str]:
    """A click on the button of a product card in the gallery of templates."""
    number, text = int(random() * 9_000), "Use template"
    link = (("class", "btn btn-primary"), ("href", f"/templates/{number}/use"), ("data-template-id", str(number)))
    card = (("class", "template-card rounded-xl border"), ("id", f"template-{number}"))
    child = 1 + number % 12
    button, around = Tag("a", link, 3, 2, text), Tag("article", card, child, child)
    return ";".join((once(button, newer), once(around, newer), ancestors("gallery", newer))), text


def clicked_member(random: Random, newer: bool) -> tuple[str, str]:
    """A click on the button in a row of the table of members."""
    number = int(random() * 20_000)
    text = "Resend invite" if number % 5 else "Invite again"
    button = (
        ("class", "btn btn-sm"),
        ("data-attr", "resend" if number % 5 else "invite"),
        ("data-member-id", str(number)),
    )
    row = (("class", "member-row"), ("data-member-id", str(number)))
    child = 1 + number % 50
    parts = (Tag("button", button, 1, 1, text), Tag("td", (), 4, 4), Tag("tr", row, child, child))
    return ";".join((*(once(part, newer) for part in parts), ancestors("members", newer))), text


def once(element: Tag, newer: bool) -> str:
    """One element as `spelled` does, without keeping it for the next time."""
    return spelled.__wrapped__(element, newer)


def radix(number: int, newer: bool) -> str:
    """The wrapper that a component library puts round things, with an id made up at every load."""
    name = f"radix-:r{number}:"
    if newer:
        return f'div:nth-child="2"nth-of-type="2"attr_id="{name}"attr__id="{name}"attr__data-state="open"'
    return f'div:attr__data-state="open"attr__id="{name}"attr_id="{name}"nth-child="2"nth-of-type="2"'
