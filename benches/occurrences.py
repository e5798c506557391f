"""What can happen besides clicks, and how often: the mix of event names, and the properties of each.

The shares are those of a product whose website and application share a project;
a long tail of names that hardly ever happen is what real projects have too.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benches.people import hexadecimal, inside, one_of

PAGES = (
    ("www.example.com", "/pricing", "Pricing | Example", 22),
    ("www.example.com", "/", "Example – boards for busy teams", 20),
    ("app.example.com", "/dashboard", "Dashboard", 20),
    ("www.example.com", "/docs", "Docs", 9),
    ("www.example.com", "/docs/getting-started", "Getting started | Docs", 7),
    ("app.example.com", "/projects/{}/boards/{}", "Board {}", 12),
    ("app.example.com", "/projects/{}/boards/{}/cards/{}", "Card {}", 12),
    ("www.example.com", "/about", "About us", 6),
    ("app.example.com", "/files", "Files", 5),
    ("app.example.com", "/files/{}", "File {}", 4),
    ("app.example.com", "/search?q=term+{}&page={}", "Search", 5),
    ("app.example.com", "/login", "Log in", 4),
    ("app.example.com", "/signup", "Sign up", 4),
    ("app.example.com", "/signup/verify", "Verify your address", 3),
    ("www.example.com", "/blog", "Blog", 3),
    ("www.example.com", "/blog/a-b-testing-{}", "Blog: A/B testing {}", 4),
    ("www.example.com", "/docs/guides/guide-{}", "Guide {}", 5),
    ("www.example.com", "/docs/api/events", "Events | API", 3),
    ("www.example.com", "/contact", "Contact sales", 3),
    ("www.example.com", "/about/careers", "Careers", 3),
    ("app.example.com", "/checkout?plan=pro&seats={}", "Checkout", 3),
    ("app.example.com", "/settings/billing", "Billing", 3),
    ("app.example.com", "/settings/team", "Team", 3),
    ("www.example.com", "/es/precios", "Precios", 2),
    ("www.example.com", "/ja/pricing", "料金", 2),
    ("www.example.com", "/changelog#v{}", "Changelog", 2),
)
QUERIES = (
    "utm_source=google&utm_medium=cpc&utm_campaign=spring%20sale", "ref=nav", "tab=members&sort=-created",
    "from=%2Fdashboard%3Ftab%3D1&lang=de", "gclid={:08x}",
)  # fmt: skip
WEIGHTED_PAGES = tuple(page for page in PAGES for _ in range(page[-1]))

VERBS = ("created", "deleted", "shared", "exported", "archived", "renamed", "opened", "printed", "restored", "pinned")
NOUNS = (
    "board", "card", "label", "comment", "webhook", "report", "template", "filter", "member", "invoice draft", "view",
    "automation", "checklist", "attachment", "folder", "token", "integration", "sprint", "milestone", "dashboard",
)  # fmt: skip
TAIL = tuple(f"{noun} {verb}" for noun in NOUNS for verb in VERBS)

MIX = (
    ("$autocapture", 620), ("$pageview", 265), ("$pageleave", 213), ("$web_vitals", 135), ("$feature_flag_called", 70),
    ("$rageclick", 17), ("$set", 15), ("$exception", 13), ("$dead_click", 10), ("$groupidentify", 9), ("$identify", 9),
    ("card moved", 25), ("invoice paid", 14), ("search performed", 12), ("api request", 12), ("file uploaded", 11),
    ("video played", 7), ("subscription renewed", 6), ("project created", 5), ("invite sent", 4),
    ("user signed up", 2), ("checkout completed", 2), ("plan upgraded", 2), ("nps answered", 1), ("Viewed Pricing ✨", 1),
    ("", 20),
)  # fmt: skip
WEIGHTED_NAMES = tuple(name for name, weight in MIX for _ in range(weight))
CLICKS = frozenset({"$autocapture", "$rageclick", "$dead_click"})
SERVER = frozenset({"invoice paid", "api request", "subscription renewed"})
WITH_UPDATES = frozenset({"$pageview", "$set", "$identify"})


def event_name(random: Random) -> str:
    """A name of the mix, or one of the long tail."""
    return one_of(random, WEIGHTED_NAMES) or one_of(random, TAIL)


def page(random: Random) -> tuple[str, str, str, str]:
    """The address, host, path and title of a page; many hold ids, some a query string."""
    host, path, title, _ = one_of(random, WEIGHTED_PAGES)
    if "{}" in path:
        numbers = (int(random.random() * 400), int(random.random() * 7), random.getrandbits(15))
        path, title = path.format(*numbers), title.format(numbers[0])
    if random.random() < 0.1 and not set("?#") & set(path):
        path += "?" + one_of(random, QUERIES).format(random.getrandbits(32))
    return f"https://{host}{path}", host, path.split("?")[0].split("#")[0], title


def vital(random: Random, name: str) -> str:
    value = int(random.random() * 30_000_000) / 10_000
    event = f'{{"name":"{name}","value":{value},"delta":{value},"rating":"good","id":"v4-{random.getrandbits(9)}-{random.getrandbits(13)}","navigationType":"navigate","entries":[]}}'
    return f'"$web_vitals_{name}_event":{event},"$web_vitals_{name}_value":{value}'


def web_vitals(random: Random) -> str:
    names = ("LCP", "CLS", "FCP", "INP")[: 1 + int(random.random() * 3)]
    return ",".join(vital(random, name) for name in names)


def page_left(random: Random) -> str:
    depth = random.random()
    return inside(
        {
            "$prev_pageview_pathname": one_of(random, ("/", "/dashboard", "/pricing")),
            "$prev_pageview_duration": random.getrandbits(18) / 1000,
            "$prev_pageview_last_scroll": int(depth * 4000),
            "$prev_pageview_max_scroll_percentage": int(depth * 10_000) / 10_000,
        }
    )


def flag_called(random: Random) -> str:
    answer = one_of(random, ("test", "control", True, False))
    flag = one_of(random, ("onboarding-checklist", "pricing-v2", "signup-page-4.0", "new-nav", "ai-assist"))
    number = random.getrandbits(4)
    return inside(
        {
            "$feature_flag": flag, "$feature_flag_response": answer, "$feature_flag_payload": None,
            "$feature_flag_id": 1000 + number, "$feature_flag_version": number % 11, "$used_bootstrap_value": False,
        }
    )  # fmt: skip


def exception(random: Random) -> str:
    value = one_of(
        random,
        (
            "Failed to fetch",
            "Unexpected token '<', \"<!doctype \"... is not valid JSON",
            "Cannot read properties of undefined (reading 'id')",
        ),
    )
    frames = [
        {
            "filename": f"https://app.example.com/_next/static/chunks/{place}-{hexadecimal(random, 32)}.js",
            "function": f"fn{place}", "lineno": 1, "colno": random.getrandbits(17), "in_app": True, "platform": "web:javascript",
        }
        for place in range(8)
    ]  # fmt: skip
    trace = {"type": "raw", "frames": frames}
    listed = {
        "type": "TypeError",
        "value": value,
        "mechanism": {"handled": False, "synthetic": False},
        "stacktrace": trace,
    }
    return inside(
        {
            "$exception_level": "error",
            "$exception_types": ["TypeError"],
            "$exception_values": [value],
            "$exception_list": [listed],
        }
    )


def amount(random: Random, most: int) -> float:
    return int(random.random() * most * 100) / 100


EXTRAS: dict[str, Callable[[Random], str]] = {
    "$pageleave": page_left,
    "$web_vitals": web_vitals,
    "$feature_flag_called": flag_called,
    "$exception": exception,
    "$groupidentify": lambda r: inside({"$group_type": "organization", "$group_key": f"org_{r.getrandbits(9):04}", "$group_set": {"name": "Org", "seats": r.getrandbits(5)}}),
    "card moved": lambda r: inside({"from": one_of(r, ("To do", "Doing")), "to": one_of(r, ("Done ✅", "Doing")), "position": r.getrandbits(5), "duration_h": r.getrandbits(9) / 10}),
    "invoice paid": lambda r: inside({"amount_usd": amount(r, 1000), "plan": one_of(r, ("pro", "enterprise")), "seats": 1 + r.getrandbits(6), "attempt": 1 + r.getrandbits(1), "livemode": r.random() < 0.9}),
    "search performed": lambda r: inside({"query": one_of(r, ("naïve café", "a&b <c>", "foo\\bar", "发票", "invoice")), "results_count": r.getrandbits(8), "took_ms": amount(r, 800), "filters": [{"field": "status", "op": "in", "value": ["open", "done"]}], "exact": r.random() < 0.5}),
    "api request": lambda r: inside({"route": one_of(r, ("/v1/events", "/v1/boards", "/v1/cards")), "method": one_of(r, ("GET", "POST", "PUT")), "status": one_of(r, (200, 200, 200, 201, 404, 500)), "duration_ms": amount(r, 400), "bytes": r.getrandbits(17)}),
    "file uploaded": lambda r: inside({"file_type": one_of(r, ("image/png", "pdf", "csv")), "file_size_b": r.getrandbits(26), "is_public": r.random() < 0.3, "tags": ["a", "b"][: r.getrandbits(1)]}),
    "video played": lambda r: inside({"video_id": f"v{r.getrandbits(7):03}", "position_s": amount(r, 600), "muted": r.random() < 0.5}),
    "subscription renewed": lambda r: inside({"mrr": amount(r, 400), "currency": one_of(r, ("EUR", "USD", "GBP")), "trial": r.random() < 0.2}),
    "project created": lambda r: inside({"template": one_of(r, ("kanban", "scrum", "blank")), "member_ids": [], "is_private": r.random() < 0.4}),
    "invite sent": lambda r: inside({"count": 1 + r.getrandbits(3), "domains": ["gmail.com", "company.com"], "role": one_of(r, ("member", "admin", "guest"))}),
    "user signed up": lambda r: inside({"from_invite": r.random() < 0.3, "method": one_of(r, ("email", "google", "github"))}),
    "checkout completed": lambda r: inside({"amount": amount(r, 400), "currency": one_of(r, ("EUR", "USD", "GBP")), "quantity": str(1 + r.getrandbits(3)), "coupon": None, "items": [{"sku": f"P-{r.getrandbits(4)}", "qty": 2, "price": 12.5}]}),
    "plan upgraded": lambda r: inside({"previous_plan": one_of(r, ("free", "pro")), "new_plan": one_of(r, ("pro", "enterprise")), "mrr_delta": amount(r, 200), "annual": r.random() < 0.4}),
    "nps answered": lambda r: inside({"score": int(r.random() * 11), "comment": ""}),
    "Viewed Pricing ✨": lambda r: inside({"variant": one_of(r, ("test", "control")), "currency_guess": r.random() < 0.5}),
}  # fmt: skip


def extras(random: Random, name: str) -> str:
    """The properties that events of that name have of their own, as JSON members with a comma at the end."""
    maker = EXTRAS.get(name)
    if maker is not None:
        return maker(random) + ","
    if name.startswith("$"):
        return ""
    return inside({"source": one_of(random, ("button", "shortcut", "api")), "count": random.getrandbits(4)}) + ","
