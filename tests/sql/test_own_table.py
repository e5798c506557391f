"""ClickHouse's table `events` has the types that PostHog gave it, and is read as an export of it would be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actioncli.actions.load import parse_actions
from actioncli.sql.request import Request, statement
from sql.running import ENGINES

NOW = datetime(2026, 3, 31, tzinfo=UTC)
UUID = "0190a5e0-0000-7000-8001-000000000001"

TABLE = """
CREATE OR REPLACE TABLE own_events (
    uuid UUID, event VARCHAR, properties VARCHAR CODEC(ZSTD(3)), timestamp DateTime64(6, 'UTC'), team_id Int64,
    distinct_id VARCHAR, elements_chain VARCHAR, created_at DateTime64(6, 'UTC'), person_id UUID,
    person_properties VARCHAR, group0_properties VARCHAR, group1_properties VARCHAR, group2_properties VARCHAR,
    group3_properties VARCHAR, group4_properties VARCHAR, `$group_0` VARCHAR, `$group_1` VARCHAR, `$group_2` VARCHAR,
    `$group_3` VARCHAR, `$group_4` VARCHAR
) ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp) ORDER BY (team_id, toDate(timestamp), event)
"""
ROW = f"""
INSERT INTO own_events (uuid, event, properties, timestamp, team_id, distinct_id, elements_chain, person_properties,
    group0_properties, `$group_0`) VALUES ('{UUID}', '$autocapture', '{{"plan": "pro", "n": 5.0, "$group_1": "g"}}',
    '2026-03-31 10:30:00.250000', 2, 'ana', 'button.btn:text="Sign up"', '', '{{"size": 11}}', 'acme')
"""


@pytest.mark.parametrize(
    ("matcher", "matches"),
    [
        (f"uuid: {UUID}", True),
        ("uuid: {contains: 7000-8001}", True),
        ("timestamp: {is_date_exact: '2026-03-31T12:30:00.25+02:00'}", True),
        ("timestamp: {is_date_before: '2026-03-31T10:30:00.25'}", False),
        ("timestamp: {is_date_after: -1d}", True),
        ("created_at: {is_date_before: '0001-01-02'}", False),
        ("properties: {n: '5', plan: {regex: ^p}}", True),
        ("person: {email: {is_set: false}}", True),
        ("group: {0: {size: {gt: 10}}}", True),
        ("group: {1: {size: {is_set: true}}}", False),
        ("$group_0: acme", True),
        ("$group_1: g", True),
        ("$group_2: {is_set: true}", False),
        ("selector: .btn", True),
    ],
)
def test_the_table_of_posthog_itself_is_read(matcher: str, matches: bool) -> None:
    (clickhouse,) = [engine for engine in ENGINES if engine.name == "clickhouse"]
    if reason := clickhouse.unavailable():
        pytest.skip(reason)
    clickhouse.rows(TABLE)
    clickhouse.rows(ROW)
    actions = parse_actions(f"actions:\n  A:\n    - {matcher}\n")
    rows = clickhouse.rows(statement(actions, actions.actions, Request("clickhouse", table="own_events"), NOW).text)

    assert [row["events"] for row in rows if row["kind"] == "action"] == [int(matches)]
