"""Made-up people and their visits: the fields that stay the same over a visit, already written as JSON.

Only `random()` and `getrandbits()` are asked for chance, because Python promises their sequence for a seed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TypeVar

T = TypeVar("T")

MACHINES = (
    ("Mac OS X", "10.15.7", "Chrome", 132, "Desktop", 1117, 1728, "Macintosh; Intel Mac OS X 10_15_7"),
    ("Mac OS X", "10.15.7", "Chrome", 133, "Desktop", 1117, 1728, "Macintosh; Intel Mac OS X 10_15_7"),
    ("Windows", "10.0", "Chrome", 133, "Desktop", 1080, 1920, "Windows NT 10.0; Win64; x64"),
    ("Windows", "10.0", "Microsoft Edge", 132, "Desktop", 1080, 1920, "Windows NT 10.0; Win64; x64"),
    ("Linux", "", "Firefox", 135, "Desktop", 1440, 2560, "X11; Linux x86_64"),
    ("Android", "10", "Chrome", 133, "Mobile", 915, 412, "Linux; Android 10; K"),
    ("iOS", "18.3.1", "Mobile Safari", 18.3, "Mobile", 852, 393, "iPhone; CPU iPhone OS 18_3_1 like Mac OS X"),
)
# city, country, code, continent, its code, latitude, longitude, zone, postal code, subdivision code and name, language
PLACES = (
    (
        "San Francisco",
        "United States",
        "US",
        "North America",
        "NA",
        37.7697,
        -122.3933,
        "America/Los_Angeles",
        "94107",
        "CA",
        "California",
        "en-US",
    ),
    (
        "New York",
        "United States",
        "US",
        "North America",
        "NA",
        40.7128,
        -74.006,
        "America/New_York",
        "10001",
        "NY",
        "New York",
        "en-US",
    ),
    (
        "London",
        "United Kingdom",
        "GB",
        "Europe",
        "EU",
        51.5164,
        -0.093,
        "Europe/London",
        "EC1A",
        "ENG",
        "England",
        "en-GB",
    ),
    ("Bengaluru", "India", "IN", "Asia", "AS", 12.9719, 77.5937, "Asia/Kolkata", "560001", "KA", "Karnataka", "en-IN"),
    (
        "São Paulo",
        "Brazil",
        "BR",
        "South America",
        "SA",
        -23.5475,
        -46.6361,
        "America/Sao_Paulo",
        "01323",
        "SP",
        "São Paulo",
        "pt-BR",
    ),
    (
        "Kraków",
        "Poland",
        "PL",
        "Europe",
        "EU",
        50.0614,
        19.9366,
        "Europe/Warsaw",
        "31-003",
        "12",
        "Lesser Poland",
        "pl",
    ),
    ("Berlin", "Germany", "DE", "Europe", "EU", 52.5244, 13.4105, "Europe/Berlin", "10115", "BE", "Berlin", "de-DE"),
    (None, "France", "FR", "Europe", "EU", 48.8582, 2.3387, "Europe/Paris", None, None, None, "fr-FR"),
)
NAMES = ("Maria 陈", "Zoë O’Neill", "Ravi Kumar", "Anna Nowak", "João Souza", "Emil Müller", "Ines Roux", "Sam Lee")
DOMAINS = ("gmail.com", "mañana.es", "acme.io", "globex.com", "initech.dev", "umbrella.co", "gmail.com", "example.com")
REFERRERS = (
    ("$direct", "$direct"),
    ("$direct", "$direct"),
    ("https://www.google.com/", "www.google.com"),
    ("https://t.co/abc", "t.co"),
    ("https://chatgpt.com/", "chatgpt.com"),
    ("https://news.ycombinator.com/item?id=1", "news.ycombinator.com"),
)
FLAGS = (
    ("pricing-v2", '"test"'),
    ("onboarding-checklist", '"control"'),
    ("dark-mode", "false"),
    ("new-nav", "true"),
    ("signup-page-4.0", '"test"'),
    ("ai-assist", "true"),
)
PLANS = ("free", "free", "free", "pro", "pro", "enterprise")


def written(value: object) -> str:
    """JSON as PostHog writes it: no blanks, no escapes but the necessary."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def inside(members: dict[str, object]) -> str:
    """The members of an object without its braces."""
    return written(members)[1:-1]


def one_of(random: Random, items: tuple[T, ...]) -> T:
    """Any of the items."""
    return items[int(random.random() * len(items))]


def hexadecimal(random: Random, bits: int) -> str:
    """So many random bits as hexadecimal digits."""
    return f"{random.getrandbits(bits):0{bits // 4}x}"


def uuid7(random: Random, milliseconds: int) -> str:
    """A time-ordered UUID, as PostHog's libraries make them."""
    time, rest = f"{milliseconds:012x}", hexadecimal(random, 76)
    return f"{time[:8]}-{time[8:]}-7{rest[:3]}-{'89ab'[int(rest[3], 16) % 4]}{rest[4:7]}-{rest[7:]}"


def uuid4(random: Random) -> str:
    """A random UUID."""
    digits = hexadecimal(random, 124)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-a{digits[15:18]}-{digits[19:]}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody: all texts but the ids are JSON already, members without braces."""

    person_id: str
    distinct_id: str
    device: str
    agent: str
    ids: str
    flags: str
    groups: str
    geography: str
    more_geography: str
    properties: str
    updates: str


@lru_cache(maxsize=8192)
def person(seed: int, number: int) -> Person:
    """The person of that number: the same in every block and process."""
    random = Random(f"{seed} person {number}")
    device_id = uuid7(random, 1_733_000_000_000 + random.getrandbits(32))
    kind, domain = random.random(), one_of(random, DOMAINS)
    identified = kind < 0.55
    email = f"user{number}@{domain}"
    distinct_id = email if kind < 0.4 else str(10_000 + number) if identified else device_id
    os, os_version, browser, version, device, height, width, agent = one_of(random, MACHINES)
    city, country, code, continent, short, latitude, longitude, zone, postal, region, region_name, language = one_of(
        random, PLACES
    )
    machine: dict[str, object] = {
        "$os": os,
        "$os_version": os_version,
        "$browser": browser,
        "$device_type": device,
        "$browser_version": version,
    }
    if not os_version:
        del machine["$os_version"]
    flags = tuple(flag for flag in FLAGS if random.random() < 0.33)
    groups = f'"$groups":{{"organization":"org_{number % 997:04}"}},' if identified else ""
    brief: dict[str, object] = {
        "$os": os,
        "$browser": browser,
        "$browser_version": version,
        "$device_type": device,
        "$geoip_country_code": code,
        "$geoip_city_name": city,
    }
    first: dict[str, object] = {f"$initial_{key.removeprefix('$')}": value for key, value in brief.items()}
    known: dict[str, object] = {
        "email": email,
        "name": one_of(random, NAMES),
        "plan": one_of(random, PLANS),
        "seats": 1 + random.getrandbits(5),
        "is_staff": domain == "example.com",
        "mrr": random.getrandbits(10) / 4,
        "tags": [],
        "joined_at": f"2024-{1 + number % 12:02}-01T08:00:00Z",
    }
    origin = {
        "$initial_referrer": "$direct",
        "$initial_referring_domain": "$direct",
        "$initial_current_url": f"https://www.example.com/?utm_source=google&gclid={number}",
        "$initial_os": os,
        "$initial_browser": browser,
        "$creator_event_uuid": uuid4(random),
    }
    everything = {**(known if identified else {}), **brief, **origin}
    user = f'"$user_id":{written(distinct_id)},' if identified else ""
    listed = ",".join(f'"{name}"' for name, _ in flags)
    return Person(
        person_id=uuid4(random),
        distinct_id=written(distinct_id),
        device=inside({**machine, "$browser_language": language, "$screen_height": height, "$screen_width": width}),
        agent=inside(
            {
                "$raw_user_agent": f"Mozilla/5.0 ({agent}) AppleWebKit/537.36 (KHTML, like Gecko) {browser}/{version}.0.0.0 Safari/537.36",
                "$browser_language_prefix": language[:2],
                "$timezone": zone,
                "$is_identified": identified,
                "$process_person_profile": identified,
                "$recording_status": "active",
                "$replay_minimum_duration": None,
                "$web_vitals_enabled_server_side": True,
                "$autocapture_disabled_server_side": False,
                "$exception_capture_enabled_server_side": False,
                "$configured_session_timeout_ms": 1_800_000,
            }
        ),
        ids=f'"distinct_id":{written(distinct_id)},"$device_id":"{device_id}",{user}',
        flags="".join(f'"$feature/{name}":{value},' for name, value in flags) + f'"$active_feature_flags":[{listed}],',
        groups=groups,
        geography=inside(
            {
                "$ip": ".".join(str(1 + random.getrandbits(7)) for _ in range(4)),
                "$geoip_city_name": city,
                "$geoip_country_name": country,
                "$geoip_country_code": code,
                "$geoip_continent_name": continent,
                "$geoip_continent_code": short,
                "$geoip_latitude": latitude,
                "$geoip_longitude": longitude,
                "$geoip_time_zone": zone,
            }
        ),
        more_geography=inside(
            {
                "$geoip_postal_code": postal,
                "$geoip_accuracy_radius": 20,
                "$geoip_subdivision_1_code": region,
                "$geoip_subdivision_1_name": region_name,
            }
        ),
        properties=written(everything) if identified or random.random() < 0.7 else "null",
        updates=f'"$set":{written(brief)},"$set_once":{written(first)}',
    )
