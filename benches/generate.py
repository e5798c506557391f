"""Makes PostHog-shaped events for the benchmark: the same bytes for the same seed, on every machine.

    python -m benches.generate --size 600 --out events.jsonl
    python -m benches.generate --lines 1000 --out events.jsonl

Events come in blocks of 1,000, each with a seed of its own: three hours of some thirty visits.
People come back in later blocks.
No two lines are alike: ids, times, addresses, clicked cards and persons vary as they do in real exports.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from benches.occurrences import CLICKS, SERVER, WITH_UPDATES, event_name, extras, page
from benches.packing import PACKERS, packed
from benches.people import REFERRERS, Person, hexadecimal, one_of, person, uuid4, uuid7
from benches.website import clicked

SEED = 2026
BLOCK = 1_000
NEW_PEOPLE = 30
"""Persons that come with every block."""
VISITS = 32
BLOCK_MILLISECONDS = 3 * 3_600_000
START = 1_738_368_000_000
"""2025-02-01, in milliseconds."""
TOKEN = "phc_Gt7example0000000000000000000000000000000"
quoted = partial(json.dumps, ensure_ascii=False)


class Visit:
    """One person's sitting: what all its events share."""

    __slots__ = ("head", "milliseconds", "newer", "ours", "person", "tail", "url")

    def __init__(self, random: Random, ours: Person, start: int) -> None:
        self.person = ours
        self.newer = random.random() < 0.4
        self.milliseconds = start + int(random.random() * BLOCK_MILLISECONDS * 0.8)
        referrer, domain = one_of(random, REFERRERS)
        session, window = uuid7(random, self.milliseconds), uuid7(random, self.milliseconds + 1)
        self.url = page(random)
        agent = f"{ours.agent}," if self.newer else ""
        version = "1.230.4" if self.newer else "1.96.1"
        self.head = f'{ours.device},"$lib":"web","$lib_version":"{version}",{ours.ids}{agent}{ours.flags}{ours.groups}'
        campaign = (
            '"utm_source":"google","utm_medium":"cpc","utm_campaign":"spring sale",' if random.random() < 0.1 else ""
        )
        entry = entered(random, self.url, referrer, domain, self.milliseconds) if self.newer else ""
        more = f",{ours.more_geography}" if self.newer else ""
        self.tail = (
            f'"$referrer":"{referrer}","$referring_domain":"{domain}","token":"{TOKEN}","$session_id":"{session}","$window_id":"{window}",'
            f'"$viewport_height":{500 + random.getrandbits(9)},"$viewport_width":{500 + random.getrandbits(10)},{campaign}{entry}{ours.geography}{more}'
        )


def entered(random: Random, url: tuple[str, str, str, str], referrer: str, domain: str, milliseconds: int) -> str:
    """What the newer library says about where a visit began."""
    return (
        f'"$session_entry_url":"{url[0]}","$session_entry_host":"{url[1]}","$session_entry_pathname":"{url[2]}",'
        f'"$session_entry_referrer":"{referrer}","$session_entry_referring_domain":"{domain}",'
        f'"$initial_person_info":{{"r":"{referrer}","u":"{url[0]}"}},"$pageview_id":"{uuid7(random, milliseconds + 2)}",'
    )


def moment(microseconds: int) -> str:
    """A time as PostHog's export writes it; a fraction of zero is left out."""
    seconds, rest = divmod(microseconds, 1_000_000)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest:06}+00:00" if rest else f"{text}+00:00"


def made_event(random: Random, visit: Visit) -> tuple[int, str]:
    """The visit's next event: its time, and its line."""
    visit.milliseconds += 200 + int(random.random() ** 3 * 90_000)
    milliseconds, name, ours = visit.milliseconds, event_name(random), visit.person
    if name == "$pageview" or random.random() < 0.1:
        visit.url = page(random)
    sent = datetime.fromtimestamp(milliseconds // 1000 + 2, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    chain = ""
    if name in SERVER:
        properties = f'{extras(random, name)}"$lib":"posthog-python","$lib_version":"3.11.0","$geoip_disable":true,{ours.groups}"$sent_at":"{sent}.{milliseconds % 1000:03}Z"'
    else:
        more = extras(random, name)
        if name in CLICKS:
            chain, text = clicked(random.random, visit.newer)
            kind = "rageclick" if name == "$rageclick" else "click"
            shown = f'"$el_text":{quoted(text)},' if visit.newer and text else ""
            more = f'"$event_type":"{kind}","$ce_version":1,{shown}'
        url, host, path, title = visit.url
        updates = f",{ours.updates}" if name in WITH_UPDATES and visit.newer else ""
        properties = (
            f'{visit.head}"$current_url":"{url}","$host":"{host}","$pathname":"{path}","title":"{title}",'
            f'"$insert_id":"{hexadecimal(random, 64)}","$time":{milliseconds / 1000},{more}{visit.tail},'
            f'"$sent_at":"{sent}.{milliseconds % 1000:03}Z"{updates}'
        )
    late = milliseconds * 1000 + 2_000_000 + random.getrandbits(20)
    line = (
        f'{{"person_id":"{ours.person_id}","created_at":"{moment(late)}","distinct_id":{ours.distinct_id},"timestamp":"{moment(milliseconds * 1000)}",'
        f'"event":"{name}","uuid":"{uuid7(random, milliseconds)}","_inserted_at":"{moment(late + 1_500_000)}","elements_chain":{quoted(chain)},'
        f'"properties":{{{properties}}},"person_properties":{ours.properties}}}\n'
    )
    return milliseconds, line


def block(number: int, seed: int = SEED) -> list[bytes]:
    """The block's lines, in the order of their times."""
    random = Random(f"{seed} block {number}")
    start = START + number * BLOCK_MILLISECONDS
    visits = []
    for _ in range(VISITS):
        new = random.random() < 0.6
        known = number * NEW_PEOPLE if new else 0
        visits.append(
            Visit(random, person(seed, known + int(random.random() * ((number + 1) * NEW_PEOPLE - known))), start)
        )
    made = [made_event(random, visits[int(random.random() ** 2 * VISITS)]) for _ in range(BLOCK)]
    return [line.encode() for _, line in sorted(made)]


def lines(seed: int = SEED) -> Iterator[bytes]:
    """Events without end."""
    for number in count():
        yield from block(number, seed)


def long_line(size: int, seed: int = SEED) -> bytes:
    """An event with a property so large that the line has about that many bytes."""
    random = Random(f"{seed} long {size}")
    event = json.loads(block(0, seed)[int(random.random() * BLOCK)])
    notes = [f"{uuid4(random)} {note}" for note in range(size // 45)]
    event["properties"]["notes"] = notes
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write(path: Path, size: int = 0, least: int = 0, seed: int = SEED) -> int:
    """Writes whole lines until there are so many bytes, or so many lines; says how many lines."""
    written = done = 0
    with path.open("wb", buffering=1 << 20) as out:
        for line in lines(seed):
            if written >= size and done >= least:
                break
            out.write(line)
            written += len(line)
            done += 1
    return done


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benches.generate", description="Makes PostHog-shaped events.")
    amount = parser.add_mutually_exclusive_group(required=True)
    amount.add_argument("--size", type=float, default=0, help="megabytes (1,000,000 bytes)")
    amount.add_argument("--lines", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--packed", choices=tuple(PACKERS), help="also pack or change it, beside it")
    options = parser.parse_args()
    done = write(options.out, int(options.size * 1e6), options.lines, options.seed)
    print(f"{options.out}: {done:,} lines, {options.out.stat().st_size:,} bytes", file=sys.stderr)
    if options.packed:
        print(packed(options.out, options.packed), file=sys.stderr)


if __name__ == "__main__":
    main()
