"""What it hangs on that an action does not match: the conditions that its trace fails by."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from actioncli.explaining.tracing import ActionTrace, ConditionTrace, EventTrace, MatcherTrace


class Reason(Struct, frozen=True):
    """Why an action does not match an event."""

    excepted: bool
    """Whether an exception takes the event away; else the conditions are those that do not hold."""
    way: tuple[str, ...]
    """Where the conditions stand, as in `("matcher 2", "action Sign Up", "matcher 1")`."""
    conditions: tuple[ConditionTrace, ...]


def why_not(trace: EventTrace, action: ActionTrace, prefer: int = 0) -> Reason:
    """The reason that an action does not match, which it does not.

    An exception where one takes the event away; else what fails in the matcher that fails by the fewest conditions,
    of several the one with the index `prefer`, else the first.
    """
    if trace.excepted:
        return _taking("except of the file", trace.exceptions)
    return _Search({}).why_not(action, prefer)


def _taking(word: str, exceptions: Sequence[MatcherTrace]) -> Reason:
    number, exception = next((number, one) for number, one in enumerate(exceptions, start=1) if one.holds)
    way = (f"{word} {number}", *(f"action {action.name}" for action in exception.actions))
    return Reason(True, way, exception.conditions)


class _Search(Struct, frozen=True):
    """The costs of actions that are known already: many may refer to one."""

    costs: dict[str, int]

    def why_not(self, action: ActionTrace, prefer: int) -> Reason:
        """As above, for an action that no exception of the file is in the way of."""
        holding = any(matcher.holds for matcher in action.matchers)
        if holding:
            return _taking("except", action.exceptions)
        costs = [self.cost(matcher) for matcher in action.matchers]
        least = min(costs)
        index = prefer if prefer < len(costs) and costs[prefer] == least else costs.index(least)
        matcher = action.matchers[index]
        failed = tuple(condition for condition in matcher.conditions if not condition.holds)
        way = (f"matcher {index + 1}",)
        if failed:
            return Reason(False, way, failed)
        referred = next(other for other in matcher.actions if not other.matches)
        onward = self.why_not(referred, 0)
        return Reason(onward.excepted, (*way, f"action {referred.name}", *onward.way), onward.conditions)

    def cost(self, matcher: MatcherTrace) -> int:
        """How many conditions a matcher fails by, those of the actions that it names included."""
        failed = sum(not condition.holds for condition in matcher.conditions)
        return failed + sum(self.cost_of(action) for action in matcher.actions if not action.matches)

    def cost_of(self, action: ActionTrace) -> int:
        """How many conditions an action fails by, at least."""
        found = self.costs.get(action.name)
        if found is None:
            found = min([self.cost(matcher) for matcher in action.matchers], default=1) or 1
            self.costs[action.name] = found
        return found
