"""Selectors of the actions files as an expert would ask for them in SQL: a literal that must be there, and a pattern.

Patterns suit these events: the older library sorts attributes and the newer does not, and no text holds `;name`.
A benchmark run that counted differently with them would stop before it printed a time.
"""

from __future__ import annotations

import re

BY_SELECTOR: dict[str, tuple[str, str]] = {
    "section.hero .hero-actions > button.btn-primary": (
        "hero-actions",
        r'(^|;)button\.([^:";]*\.)?btn-primary[.:][^;]*;div\.[^:;]*hero-actions[.:].*;section\.([^:";]*\.)?hero[.:]',
    ),
    '.pricing-card[data-plan="pro"] button': (
        'attr__data-plan="pro"',
        r'(^|;)button[.:].*;[a-z]+\.([^";]*\.)?pricing-card[.:][^;]*attr__data-plan="pro"',
    ),
    "nav.navbar a.nav-link": ("nav-link", r'(^|;)a\.([^";]*\.)?nav-link:.*;nav\.([^";]*\.)?navbar[.:]'),
    '#signup-form button[type="submit"]': (
        "signup-form",
        r'(^|;)button[.:][^;]*attr__type="submit".*attr_id="signup-form"',
    ),
    "a.card-link[data-card-id]": ("attr__data-card-id=", r"(^|;)a\.card-link[.:]"),
    'button[data-attr="invite"]': ('attr__data-attr="invite"', r'(^|;)button[.:][^;]*attr__data-attr="invite"'),
}
CARD = re.compile(r'a\.card-link\[(data-card-id="\d+")\]')


def literal_and_pattern(selector: str) -> tuple[str, str]:
    """The literal, and the pattern or nothing where the literal says it all."""
    card = CARD.fullmatch(selector)
    return (f"attr__{card[1]}", "") if card else BY_SELECTOR[selector]
