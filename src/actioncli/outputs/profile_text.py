"""The report of `--profile`: where the time of a run went."""

from __future__ import annotations

from actioncli.profiling import Profile

MOST = 20
"""The number of actions shown, the slowest first."""


def profile_text(profile: Profile, elapsed: float) -> str:
    """Seconds by stage, and microseconds by action, measured on a sample of events."""
    total = sum(profile.stages.values())
    lines = [f"profile: {elapsed:.2f} s, {total:.2f} s of work in all processes"]
    for stage, seconds in profile.stages.items():
        share = seconds / total if total else 0.0
        lines.append(f"  {stage:<8} {seconds:8.3f} s  {share:6.1%}")
    lines.append(f"{profile.asked:,} events needed more than their name")
    if not profile.sampled:
        return "\n".join(lines)
    lines.append(f"actions, each matched alone on {profile.sampled:,} of these events:")
    lines.append("  candidates   matched  µs/event  action")
    costs = sorted(profile.actions.items(), key=lambda item: -item[1].seconds)
    for name, cost in costs[:MOST]:
        each = cost.seconds / profile.sampled * 1e6
        lines.append(f"  {cost.candidates:10,} {cost.matched:9,} {each:9.2f}  {name}")
    if len(costs) > MOST:
        lines.append(f"  … and {len(costs) - MOST:,} faster ones")
    return "\n".join(lines)
