"""Makes `events.jsonl` and `events.jsonl.gz`: two weeks of a made-up product, as PostHog's batch export writes them.

    python sample_data/generate.py [DIRECTORY]

Forty people visit in journeys: fixed lists of steps, which the tables of `product.py` hold.
Only `random()` and `getrandbits()` are asked for chance, because Python promises their sequence for a seed;
so the same events come out on every machine.
The gzip file has one member per event, as PostHog compresses.
"""

from __future__ import annotations

import gzip
import itertools
import json
import random
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from product import (
    ANONYMOUS,
    CLICKS,
    COLLEAGUES,
    CRAWL,
    CRAWLER,
    MACHINES,
    NAMES,
    PAGES,
    PLACES,
    PRICES,
    REFERRERS,
    SIGN_UPS,
    TESTING,
    VISITS,
    WORK,
    Element,
    Step,
)

SEED = 2026
START = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 14
Event: TypeAlias = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who visits; `email` is empty for those who never say who they are."""

    anonymous_id: str
    person_id: str
    machine: tuple[str, str, float, str, int, int]
    place: tuple[str, str]
    referrer: tuple[str, str]
    name: str = ""
    email: str = ""
    plan: str = "free"
    identified: bool = False

    def distinct_id(self) -> str:
        """The id that events carry: the browser's until the person is identified."""
        return self.email if self.identified else self.anonymous_id

    def properties(self) -> Event:
        """The person as the export tells it beside each event; nobody yet is `{}`."""
        if not self.identified:
            return {}
        known = {"email": self.email, "name": self.name, "plan": self.plan, "seats": 5 if self.plan in PRICES else 1}
        return {**known, "$initial_referring_domain": self.referrer[1]}


def pick(chance: random.Random, choices: Sequence[T]) -> T:
    """One of the choices."""
    return choices[int(chance.random() * len(choices))]


def identifier(chance: random.Random, moment: datetime) -> str:
    """A UUID of version 7 for that moment."""
    milliseconds = int(moment.timestamp() * 1000)
    tail = 0x2 << 62 | chance.getrandbits(62)
    return str(uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | chance.getrandbits(12) << 64 | tail))


def person(chance: random.Random, name: str = "", domain: str = "") -> Person:
    """Somebody new; with a name, somebody who has an address at the domain."""
    first_seen = START - timedelta(days=chance.random() * 90)
    someone = Person(
        anonymous_id=identifier(chance, first_seen),
        person_id=str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        machine=pick(chance, MACHINES),
        place=pick(chance, PLACES),
        referrer=pick(chance, REFERRERS),
    )
    if not name:
        return someone
    email = f"{name.split(maxsplit=1)[0].lower()}@{domain}"
    return replace(someone, name=name, email=email, plan=pick(chance, ("free", "free", "pro", "team")))


def elements_chain(elements: Sequence[Element]) -> str:
    """The chain's text as ingestion writes it: keys sorted, and a backslash before quotes only."""

    def written(tag: str, attributes: dict[str, str]) -> str:
        head = ".".join((tag, *sorted(attributes.get("attr__class", "").split())))
        places = {"nth-child": "1", "nth-of-type": "1"}
        quoted = {key: value.replace('"', '\\"') for key, value in (places | attributes).items()}
        return f"{head}:" + "".join(f'{key}="{quoted[key]}"' for key in sorted(quoted))

    return ";".join(written(tag, attributes) for tag, attributes in elements)


def browser_properties(visitor: Person, page: str, session: str, moment: datetime) -> Event:
    """What posthog-js says beside every event of a page."""
    system, browser, version, device, width, height = visitor.machine
    url, route, title = PAGES[page]
    _, _, host, path = url.split("?", maxsplit=1)[0].split("/", maxsplit=3)
    return {
        "$os": system,
        "$browser": browser,
        "$browser_version": version,
        "$device_type": device,
        "$viewport_width": width,
        "$viewport_height": height,
        "$current_url": url,
        "$host": host,
        "$pathname": f"/{path}",
        "title": title,
        "route": route,
        "$referrer": visitor.referrer[0],
        "$referring_domain": visitor.referrer[1],
        "$lib": "web",
        "$lib_version": "1.255.0",
        "distinct_id": visitor.distinct_id(),
        "$device_id": visitor.anonymous_id,
        "$session_id": session,
        "$is_identified": visitor.identified,
        "$geoip_country_code": visitor.place[0],
        "$geoip_city_name": visitor.place[1],
        "$time": moment.timestamp(),
    }


def purchase(chance: random.Random) -> Event:
    """What was bought, and for how much."""
    plan, seats = pick(chance, tuple(PRICES)), 1 + int(chance.random() * 8)
    amount = {"amount": PRICES[plan] * seats, "currency": pick(chance, ("EUR", "USD", "GBP")), "plan": plan}
    items = [{"sku": f"seat-{plan}", "quantity": seats}]
    return {**amount, "coupon": pick(chance, (None, "SPRING-26")), "cart": {"items": items}}


def crash(chance: random.Random) -> Event:
    """An error as the app's own handler reports it."""
    message = pick(
        chance, ("board is not defined", 'Unexpected token "<" in JSON', "Failed to fetch", "price is not defined")
    )
    return {
        "message": message,
        "name": pick(chance, ("TypeError", "ReferenceError", "SyntaxError")),
        "fileName": pick(chance, ("/static/app.4f1c.js", "/static/vendor.09ab.js", "chrome-extension://abc/inject.js")),
        "lineNumber": 1 + int(chance.random() * 900),
        "handled": chance.random() < 0.3,
    }


def own_properties(event: str, visitor: Person, chance: random.Random) -> Event:
    """What one of the product's own events says beside what all say."""
    match event:
        case "$identify":
            return {"$anon_distinct_id": visitor.anonymous_id, "$set": {"email": visitor.email, "name": visitor.name}}
        case "user signed up":
            return {"method": pick(chance, ("email", "google", "github")), "invited": chance.random() < 0.2}
        case "my_func_called":
            func = pick(chance, ("sync_calendar", "export_csv", "send_digest", "rebuild_index"))
            milliseconds = round(5 + chance.random() ** 4 * 4000, 1)
            return {"func": func, "duration_ms": milliseconds, "ok": chance.random() < 0.9}
        case "frontend exception":
            return crash(chance)
        case "payment button hovered":
            plan = pick(chance, tuple(PRICES))
            return {"amount": PRICES[plan], "currency": pick(chance, ("EUR", "USD")), "plan": plan}
        case _:
            return purchase(chance)


def record(name: str, visitor: Person, moment: datetime, properties: Event, chance: random.Random, chain: str) -> Event:
    """The event as a row of the export."""
    created = moment + timedelta(microseconds=int(400_000 + chance.random() * 4_000_000))
    return {
        "uuid": identifier(chance, moment),
        "event": name,
        "distinct_id": visitor.distinct_id(),
        "person_id": visitor.person_id,
        "properties": properties,
        "person_properties": visitor.properties(),
        "elements_chain": chain,
        "timestamp": moment.isoformat(),
        "created_at": created.isoformat(),
        "_inserted_at": (created + timedelta(seconds=1)).isoformat(),
    }


def visit(visitor: Person, steps: Sequence[Step], start: datetime, chance: random.Random) -> Iterator[Event]:
    """The events of one visit, in the order they happen."""
    session, page, moment = identifier(chance, start), "home", start
    for step in steps:
        moment += timedelta(milliseconds=int(800 + chance.random() * 45_000))
        name, chain, backend = step.name, "", step.kind == "backend"
        if step.kind == "view":
            page, name = step.name, "$pageview"
        if step.name == "$identify":
            visitor = replace(visitor, identified=True)
        properties: Event = {"$lib": "posthog-python", "$lib_version": "6.7.0", "$geoip_disable": True}
        if not backend:
            properties = browser_properties(visitor, page, session, moment)
        if step.kind == "leave":
            name = "$pageleave"
            properties["$prev_pageview_max_scroll_percentage"] = round(chance.random(), 2)
        elif step.kind == "click":
            name, chain = "$autocapture", elements_chain(CLICKS[step.name])
            properties |= {"$event_type": "click", "$el_text": CLICKS[step.name][0][1].get("text")}
        elif step.kind != "view":
            properties |= own_properties(step.name, visitor, chance)
        yield record(name, visitor, moment, properties, chance, chain)


def visits(chance: random.Random) -> Iterator[tuple[Person, tuple[Step, ...], datetime]]:
    """Who comes when, and for which journey."""

    def moment(first: float, last: float) -> datetime:
        days = int(first + chance.random() * (last - first))
        return START + timedelta(days=days, seconds=int(6 * 3600 + chance.random() * 15 * 3600))

    for number in range(ANONYMOUS):
        yield person(chance), VISITS[number % len(VISITS)], moment(0, DAYS)
    work = itertools.cycle(WORK)
    for number, name in enumerate(NAMES):
        domain = pick(chance, ("example.org", "example.net", "müller.example", "shop.example"))
        newcomer = person(chance, name, domain)
        yield newcomer, SIGN_UPS[number % len(SIGN_UPS)], moment(0, DAYS / 2)
        customer = replace(newcomer, identified=True)
        for _ in range(1 + number % 2):
            yield customer, next(work), moment(DAYS / 2, DAYS)
    for name in COLLEAGUES:
        colleague = replace(person(chance, name, "example.com"), identified=True, plan="internal")
        for steps in TESTING:
            yield colleague, steps, moment(0, DAYS)
    crawler = replace(person(chance), machine=CRAWLER)
    for steps in CRAWL:
        yield crawler, steps, moment(0, DAYS)


def events() -> list[Event]:
    """All events, in the order they were stored, which is not quite the order they happened in."""
    chance = random.Random(SEED)  # noqa: S311  (sample data, no secrets)
    happened = [event for planned in list(visits(chance)) for event in visit(*planned, chance)]
    return sorted(happened, key=lambda event: str(event["created_at"]))


def main(directory: Path) -> None:
    """Writes both files into the directory."""
    lines = [json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for event in events()]
    (directory / "events.jsonl").write_bytes(b"".join(lines))
    (directory / "events.jsonl.gz").write_bytes(b"".join(gzip.compress(line, mtime=0) for line in lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
