"""The made-up product of the sample data: its pages, what can be clicked, how people move about, and who they are.

Tables only; `generate.py` makes events of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

PAGES = {
    # A page's name here, then its address, its route and its title.
    "home": ("https://example.com/", "home", "Tasks that finish themselves"),
    "about": ("https://example.com/about", "about", "About us"),
    "pricing": ("https://example.com/pricing", "pricing", "Pricing – fair & simple"),
    "campaign": ("https://example.com/pricing?utm_source=newsletter&utm_medium=email", "pricing", "Pricing"),
    "docs": ("https://example.com/docs", "docs", "Docs"),
    "guide": ("https://example.com/docs/getting-started", "docs-article", 'Docs: "Getting started"'),
    "signup": ("https://example.com/signup", "signup", "Sign up"),
    "lost": ("https://example.com/docs/old-guide", "not-found", "Page not found"),
    "typo": ("https://example.com/princing", "not-found", "Page not found"),
    "login": ("https://app.example.com/login", "login", "Log in"),
    "projects": ("https://app.example.com/projects", "projects", "Projects"),
    "board": ("https://app.example.com/projects/7/board", "board", "Überblick · Board ✅"),
    "billing": ("https://app.example.com/settings/billing", "billing", "Billing"),
    "gone": ("https://app.example.com/projects/999", "not-found", "Page not found"),
}

Element: TypeAlias = tuple[str, dict[str, str]]
BODY: Element = ("body", {})
MAIN: tuple[Element, ...] = (("main", {"nth-child": "2"}), BODY)
HEADER: tuple[Element, ...] = (("nav", {"attr__class": "nav flex"}), ("header", {"attr__class": "site-header"}), BODY)
HERO: tuple[Element, ...] = (("section", {"attr__class": "hero"}), *MAIN)
TOOLBAR: tuple[Element, ...] = (("div", {"attr__class": "toolbar md:flex", "attr__role": "toolbar"}), *MAIN)


def link(text: str, href: str) -> tuple[Element, ...]:
    """The chain of a link in the site's header."""
    return (("a", {"attr__class": "nav-link", "attr__href": href, "href": href, "text": text}), *HEADER)


def tool(text: str, name: str) -> tuple[Element, ...]:
    """The chain of a button in the app's toolbar."""
    return (("button", {"attr__class": "btn", "attr__data-attr": name, "text": text}), *TOOLBAR)


def offer(text: str, plan: str, child: str) -> tuple[Element, ...]:
    """The chain of a button that buys a plan."""
    card = ("div", {"attr__class": "card", "attr__data-plan": plan, "nth-child": child})
    section = ("section", {"attr__class": "pricing", "attr__id": "plans", "attr_id": "plans"})
    return (("button", {"attr__class": "btn btn-buy", "attr__data-attr": "buy", "text": text}), card, section, *MAIN)


SIGN_UP_NOW: Element = ("button", {"attr__class": "btn btn-primary btn-lg", "attr__type": "submit"})
CLICKS: dict[str, tuple[Element, ...]] = {
    "Sign Up": (("button", {"attr__class": "btn btn-primary", "attr__data-attr": "sign-up", "text": "Sign Up"}), *HERO),
    # The click lands on a span: its text is on the target, the button is an ancestor.
    "Sign Up Now": (("span", {"text": "Sign Up Now"}), SIGN_UP_NOW, *HERO),
    "Log in": link("Log in", "https://app.example.com/login"),
    "About": link("About", "/about"),
    "Pricing": link("Pricing", "/pricing"),
    "Docs": link("Docs", "/docs"),
    "Guide": link('Read "Getting started" →', "/docs/getting-started"),
    "Buy Pro": offer("Buy Pro", "pro", "2"),
    "Buy Team": offer("Buy Team", "team", "3"),
    "Submit": (("input", {"attr__type": "submit", "attr__value": "Continue"}), ("form", {"attr__id": "login"}), *MAIN),
    "New project": tool("New project", "new-project"),
    "New board": tool("Créer un tableau", "new-board"),
    "Export": tool("Export CSV; UTF-8", "export"),
    "Delete": tool('Delete "Roadmap 2026"', "delete"),
    "Billing": tool("Billing", "billing"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens in a visit: a page is `view`ed or `leave`n, something `click`ed, an event sent."""

    kind: str
    """`view`, `leave`, `click`, `browser` (an event the page sends) or `backend` (one the server sends)."""
    name: str = ""


def journey(*steps: str) -> tuple[Step, ...]:
    """A journey of steps written `kind name`."""
    return tuple(Step(*step.split(" ", 1)) for step in steps)


SIGNING_UP = ("view signup", "browser $identify", "backend user signed up", "backend my_func_called", "leave")
BUYING = ("browser payment button hovered", "click Buy Team", "backend purchase", "backend my_func_called", "leave")
LOGGING_IN = ("click Log in", "view login", "click Submit", "view projects")

VISITS = (
    journey("view home", "click About", "view about", "leave"),
    journey("view home", "click Pricing", "view pricing", "browser payment button hovered", "leave"),
    journey("view docs", "click Guide", "view guide", "leave"),
    journey("view typo", "leave"),
    journey("view lost", "click Docs", "view docs", "leave"),
    journey("view campaign", "browser frontend exception", "leave"),
    journey("view about", "click Sign Up", "view signup", "leave"),
)
SIGN_UPS = (
    journey("view home", "click Sign Up", *SIGNING_UP),
    journey("view home", "click About", "view about", "click Sign Up Now", *SIGNING_UP),
    journey("view campaign", "browser payment button hovered", "click Sign Up", *SIGNING_UP),
    journey("view about", "click Sign Up", *SIGNING_UP),
    journey("view docs", "click Sign Up Now", *SIGNING_UP),
)
WORK = (
    journey("view home", *LOGGING_IN, "click New project", "view board", "leave"),
    journey("view projects", "view board", "click New board", "click Export", "backend my_func_called", "leave"),
    journey("view board", "click Delete", "browser frontend exception", "leave"),
    journey("view gone", "view projects", "backend my_func_called", "leave"),
    journey("view projects", "click Billing", "view billing", "browser payment button hovered", "leave"),
    journey("view pricing", "browser payment button hovered", "click Buy Pro", "backend purchase", "leave"),
    journey("view pricing", *BUYING),
)
TESTING = (
    journey("view about", "click Sign Up", "view signup", "leave"),
    journey("view pricing", *BUYING),
    journey("view projects", "click New project", "view board", "browser frontend exception", "leave"),
)
CRAWL = (journey("view home", "view about", "click Sign Up Now", "view lost"), journey("view docs", "view guide"))

NAMES = (
    "Ana Souza",
    "José García",
    "Zoë Müller",
    "陈伟",
    "Łukasz Nowak",
    "Aoife O'Brien",
    "Priya Nair",
    "Jonas Weber",
    "Léa Martin",
    "Omar Haddad",
    "Yuki Tanaka",
    'Sam "Sammy" Lee',
    "Eva Novák",
    "Tom Baker",
    "Nadia Petrova",
    "Luca Rossi",
    "Mia Berg",
    "Søren Holm",
    "Ivy Chen",
    "Max Roth",
)
COLLEAGUES = ("Rosa Lind", "Ben Ito", "Kim Duarte")
ANONYMOUS = 16

MACHINES = (
    # operating system, browser, its version, kind of device, width, height
    ("Mac OS X", "Chrome", 145, "Desktop", 1728, 1002),
    ("Windows", "Chrome", 144, "Desktop", 1920, 953),
    ("Windows", "Microsoft Edge", 145, "Desktop", 1536, 730),
    ("Linux", "Firefox", 147, "Desktop", 1600, 860),
    ("iOS", "Mobile Safari", 18.3, "Mobile", 390, 664),
    ("Android", "Chrome", 145, "Mobile", 412, 785),
)
CRAWLER = ("Linux", "Googlebot", 2.1, "Desktop", 1024, 768)
PLACES = (("DE", "Köln"), ("FR", "Paris"), ("US", "New York"), ("BR", "São Paulo"), ("JP", "東京"), ("IE", "Dublin"))
REFERRERS = (
    ("$direct", "$direct"),
    ("https://www.google.com/", "www.google.com"),
    ("https://news.example/", "news.example"),
)
PRICES = {"pro": 29, "team": 99.5}
