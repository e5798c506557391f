"""The PostHog page of the sample data: 40 actions, imported, and counted by separate means.

The events are asked here with plain Python, chains with a regular expression: no line of the package has a say.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"

Event: TypeAlias = dict[str, Any]
Attributes: TypeAlias = dict[str, str]

EVENTS: list[Event] = [json.loads(line) for line in (SAMPLE / "events.jsonl").read_bytes().splitlines()]


def elements(event: Event) -> list[tuple[str, Attributes]]:
    """Tags and attributes; the sample's values hold `;`, but never one right before a tag."""
    cut = re.split(r";(?=[a-z]+[.:;]|[a-z]+$)", event["elements_chain"]) if event["elements_chain"] else []
    pairs = re.compile(r'([a-z_-]+)="((?:[^"\\]|\\.)*)"')
    return [
        (re.split("[.:]", text)[0], {key: value.replace('\\"', '"') for key, value in pairs.findall(text)})
        for text in cut
    ]


def tags(event: Event) -> list[str]:
    return [tag for tag, _ in elements(event)]


def values(event: Event, key: str) -> list[str]:
    return [attributes[key] for _, attributes in elements(event) if key in attributes]


def classes(attributes: Attributes) -> list[str]:
    return attributes.get("attr__class", "").split()


def inside(event: Event, child: Callable[..., bool], parent: Callable[..., bool], *, direct: bool) -> bool:
    """Whether an element is one thing and the next one out, or any further out, another."""
    chain = elements(event)
    return any(
        child(*element) and any(parent(*outer) for outer in (chain[index + 1 :][:1] if direct else chain[index + 1 :]))
        for index, element in enumerate(chain)
    )


def named(event: Event, name: str, **properties: Any) -> bool:
    return event["event"] == name and all(event["properties"].get(key) == value for key, value in properties.items())


def url(event: Event) -> str:
    return str(event["properties"].get("$current_url", ""))


def clicked(event: Event) -> bool:
    return bool(event["event"] == "$autocapture")


def viewed(event: Event) -> bool:
    return bool(event["event"] == "$pageview")


def of(event: Event, key: str) -> Any:
    return event["properties"].get(key)


EXPECTED: dict[str, Callable[[Event], bool]] = {
    "Pageview": viewed,
    "Sign Up": lambda e: clicked(e) and bool({"Sign Up", "Sign Up Now"} & set(values(e, "text"))),
    "Clicked Sign Up on About Page": lambda e: (
        clicked(e) and "/about" in url(e) and any("sign up" in text.lower() for text in values(e, "text"))
    ),
    "Finished signing up": lambda e: named(e, "user signed up"),
    "Signed up by themselves": lambda e: named(e, "user signed up", invited=False),
    "Signed up with GitHub or Google": lambda e: named(e, "user signed up") and of(e, "method") in ("github", "google"),
    "Identified": lambda e: named(e, "$identify"),
    "Visited pricing": lambda e: viewed(e) and "/pricing" in url(e),
    "Visited the home page": lambda e: viewed(e) and url(e) == "https://example.com/",
    "Opened a project": lambda e: viewed(e) and bool(re.search(r"/projects/[0-9]+(/|\Z)", url(e))),
    "Read the docs": lambda e: (
        viewed(e) and url(e).startswith("https://example.com/docs") and of(e, "route") != "not-found"
    ),
    "Page not found": lambda e: viewed(e) and of(e, "route") == "not-found",
    "Came from the newsletter": lambda e: viewed(e) and "utm_source=newsletter" in url(e),
    "Came from elsewhere": lambda e: viewed(e) and of(e, "$referring_domain") == "news.example",
    "Left after reading": lambda e: (
        named(e, "$pageleave") and float(of(e, "$prev_pageview_max_scroll_percentage") or 0) >= 0.5
    ),
    "Wide screen": lambda e: viewed(e) and of(e, "$viewport_width") > 1500,
    "Narrow screen": lambda e: viewed(e) and of(e, "$viewport_width") < 1000,
    "Tablet-sized screen": lambda e: viewed(e) and 600 <= of(e, "$viewport_width") <= 1600,
    "Old Chrome": lambda e: viewed(e) and of(e, "$browser") == "Chrome" and of(e, "$browser_version") < 145,
    "Crawler": lambda e: "bot" in str(of(e, "$browser")).lower(),
    "A person on a phone": lambda e: viewed(e) and of(e, "$device_type") == "Mobile",
    "Recent SDK": lambda e: viewed(e) and of(e, "$lib_version") == "1.255.0",
    "Pressed a pricing button": lambda e: clicked(e) and "buy" in values(e, "attr__data-attr"),
    "Bought a plan from its card": lambda e: (
        clicked(e) and inside(e, lambda tag, _: tag == "button", lambda _, a: "card" in classes(a), direct=True)
    ),
    "Pressed the button in the hero": lambda e: (
        clicked(e)
        and inside(
            e,
            lambda tag, a: tag == "button" and a.get("attr__type") == "submit" and "disabled" not in classes(a),
            lambda tag, a: tag == "section" and "hero" in classes(a),
            direct=True,
        )
    ),
    "Used the toolbar": lambda e: (
        clicked(e)
        and inside(
            e, lambda tag, _: tag == "button", lambda _, a: {"toolbar", "md:flex"} <= set(classes(a)), direct=False
        )
    ),
    "Submitted the login form": lambda e: clicked(e) and "input" in tags(e) and "form" in tags(e),
    "Clicked a button": lambda e: clicked(e) and "button" in tags(e),
    "Followed a link to the docs": lambda e: clicked(e) and any("/docs" in href for href in values(e, "href")),
    "Followed the link to the app": lambda e: clicked(e) and "https://app.example.com/login" in values(e, "href"),
    "Deleted something": lambda e: clicked(e) and any(text.startswith("Delete ") for text in values(e, "text")),
    "Exported or created": lambda e: clicked(e) and bool({"Export CSV; UTF-8", "New project"} & set(values(e, "text"))),
    "Clicked anything but a link": lambda e: clicked(e) and "a" not in tags(e),
    "my_func_called": lambda e: named(e, "my_func_called"),
    "Slow function": lambda e: named(e, "my_func_called", ok=True) and of(e, "duration_ms") > 1000,
    "Frontend exception": lambda e: (
        named(e, "frontend exception")
        and "is not defined" in of(e, "message").lower()
        and of(e, "fileName").startswith("/static/")
    ),
    "Payment button hovered": lambda e: named(e, "payment button hovered"),
    "Big purchase": lambda e: named(e, "purchase") and of(e, "amount") >= 100 and of(e, "currency") in ("EUR", "USD"),
    "Purchase without a coupon": lambda e: named(e, "purchase") and of(e, "coupon") is None,
    "Purchase by a customer": lambda e: (
        named(e, "purchase")
        and not e["person_properties"].get("email", "").endswith("@example.com")
        and e["timestamp"] > "2026-03-05T00:00:00"
    ),
}


def actioncli(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).with_name("actioncli"))
    return subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """What the imported actions count."""
    directory = tmp_path_factory.mktemp("imported")
    imported = actioncli("import", str(SAMPLE / "posthog_actions.json"), "-o", "actions.yaml", cwd=directory)
    assert imported.returncode == 0
    events = str(SAMPLE / "events.jsonl")
    stats = json.loads(actioncli("stats", events, "-a", "actions.yaml", "-f", "json", cwd=directory).stdout)
    return {action["action"]: action["events"] for action in stats["actions"]}


def test_the_page_holds_40_actions_and_a_deleted_one(counted: dict[str, int]) -> None:
    assert list(counted) == list(EXPECTED)
    assert len(counted) == 40


@pytest.mark.parametrize("name", EXPECTED)
def test_an_imported_action_counts_what_a_plain_scan_counts(counted: dict[str, int], name: str) -> None:
    expected = sum(map(EXPECTED[name], EVENTS))
    assert counted[name] == expected
    assert expected > 0
