"""Makes a file of many actions: names, addresses, texts, links, selectors and properties, spread as in real projects.

python -m benches.many_actions 1000 --out thousand.yaml
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from benches.occurrences import MIX, TAIL, VERBS
from benches.website import CARD_HEADS, CARD_TAILS

Maker = Callable[[int], list[str]]
NAMES = tuple(name for name, _ in MIX if name and not name.startswith("$"))
COUNTRIES = ("US", "GB", "IN", "BR", "PL", "DE", "FR")
DOMAINS = ("gmail.com", "mañana.es", "acme.io", "globex.com")


def quoted(text: str) -> str:
    """A YAML scalar that is that text and nothing else."""
    return "'" + text.replace("'", "''") + "'"


def by_name(number: int) -> list[str]:
    names = (*TAIL, *NAMES)
    country = COUNTRIES[number % len(COUNTRIES)]
    return [f"event: {quoted(names[number % len(names)])}", f"properties: {{$geoip_country_code: {country}}}"]


def by_board(number: int) -> list[str]:
    return ["event: $pageview", f"url: /projects/{number % 400}/boards/{number % 7}"]


def by_guide(number: int) -> list[str]:
    return ["event: $pageview", f"url: {{exact: https://www.example.com/docs/guides/guide-{number % 400}}}"]


def by_search(number: int) -> list[str]:
    return ["event: $pageview", f"url: {{regex: 'term\\+{number % 400}&page=[0-3]$'}}"]


def by_card_text(number: int) -> list[str]:
    head, tail = CARD_HEADS[number % len(CARD_HEADS)], CARD_TAILS[number % len(CARD_TAILS)]
    return ["event: $autocapture", f"text: {quoted(f'{head} {number % 900} {tail}')}"]


def by_project_link(number: int) -> list[str]:
    return ["event: $autocapture", f"href: {{starts_with: /projects/{number % 311}/boards/{number % 7}/}}"]


def by_card_selector(number: int) -> list[str]:
    return ["event: $autocapture", f"selector: 'a.card-link[data-card-id=\"{number * 37 % 60_000}\"]'"]


def by_flag(number: int) -> list[str]:
    version = number % 16
    return [
        "event: $feature_flag_called",
        f"properties: {{$feature_flag_id: {1000 + version}, $os: {{is_not: Linux}}}}",
    ]


def by_person(number: int) -> list[str]:
    domain = DOMAINS[number % len(DOMAINS)]
    verb = VERBS[number % len(VERBS)]
    return [
        f"event: {quoted(TAIL[number * 7 % len(TAIL)])}",
        f"properties: {{count: {{gte: {len(verb)}}}}}",
        f"person: {{email: {{ends_with: '@{domain}'}}}}",
    ]


def by_duration(number: int) -> list[str]:
    low = number % 250
    return ["event: $pageleave", f"properties: {{$prev_pageview_duration: {{gte: {low}, lt: {low + 1}}}}}"]


MAKERS: tuple[Maker, ...] = (
    by_name, by_board, by_card_text, by_card_selector, by_person,
    by_guide, by_project_link, by_search, by_flag, by_duration,
)  # fmt: skip


def many_actions(count: int) -> str:
    """The file's text; each action has one matcher, every seventh a second one."""
    text = ["actions:"]
    for number in range(count):
        kinds = (number, number + 3) if number % 7 == 0 else (number,)
        text.append(f"  Action {number:05}:")
        for kind in kinds:
            first, *others = MAKERS[kind % len(MAKERS)](number)
            text += [f"    - {first}", *(f"      {line}" for line in others)]
    return "\n".join(text) + "\n"


WIDE = (
    "$os", "$browser", "$device_type", "$browser_language", "$lib", "$lib_version", "$device_id", "$user_id", "$host",
    "$pathname", "title", "$insert_id", "$referrer", "$referring_domain", "token", "$session_id", "$window_id", "$ip",
    "$geoip_city_name", "$geoip_country_name", "$geoip_country_code", "$geoip_continent_code", "$geoip_time_zone",
    "$raw_user_agent", "$timezone", "$session_entry_url", "$session_entry_referrer", "$pageview_id", "$sent_at",
    "utm_source", "utm_medium", "utm_campaign", "$geoip_postal_code", "$geoip_subdivision_1_name", "$el_text",
)  # fmt: skip


def wide_actions() -> str:
    """Actions that between them ask every event for many properties."""
    text = ["actions:"]
    for place in range(len(WIDE) - 2):
        first, second, third = WIDE[place : place + 3]
        text += [
            f"  Has {first}:",
            f"    - properties: {{{first}: {{is_set: true}}, {second}: {{is_set: true}}, {third}: {{is_not: '-'}}}}",
        ]
    return "\n".join(text) + "\n"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benches.many_actions", description="Makes a file of many actions.")
    parser.add_argument("count", type=int)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.write_text(many_actions(options.count), encoding="utf-8")


if __name__ == "__main__":
    main()
