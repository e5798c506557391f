"""Counts lines `action's number, user, time` from standard input, as the other peers print their rows."""

import json
import sys

tallies: dict[str, tuple[list[str], set[str]]] = {}
for line in sys.stdin:
    number, user, time = line.rstrip("\n").split("\t")
    times, users = tallies.setdefault(number, ([], set()))
    times.append(time)
    users.add(user)
rows = [[number, len(times), len(users), min(times), max(times)] for number, (times, users) in tallies.items()]
print(json.dumps(rows))
