"""Where the time of a run went, as `--profile` tells people."""

from __future__ import annotations

from actioncli.profiling import Profile

MOST = 20
"""Actions that are shown, the costliest first."""


def profile_text(profile: Profile, elapsed: float) -> str:
    """Seconds by stage, and by action, of which only a sample was measured."""
    total = sum(profile.stages.values())
    lines = [f"profile: {elapsed:.2f} s, in which all processes worked {total:.2f} s"]
    for stage, seconds in profile.stages.items():
        share = seconds / total if total else 0.0
        lines.append(f"  {stage:<8} {seconds:8.3f} s  {share:6.1%}")
    lines.append(f"{profile.asked:,} events were asked for more than their name")
    if not profile.sampled:
        return "\n".join(lines)
    lines.append(f"actions, each judged alone on {profile.sampled:,} of these events:")
    lines.append("  candidates   matched  µs/event  action")
    costs = sorted(profile.actions.items(), key=lambda item: -item[1].seconds)
    for name, cost in costs[:MOST]:
        each = cost.seconds / profile.sampled * 1e6
        lines.append(f"  {cost.candidates:10,} {cost.matched:9,} {each:9.2f}  {name}")
    if len(costs) > MOST:
        lines.append(f"  … and {len(costs) - MOST:,} cheaper ones")
    return "\n".join(lines)
