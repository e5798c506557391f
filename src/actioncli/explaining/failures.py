"""The conditions that keep an action from matching an event, read from its trace."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from actioncli.explaining.tracing import ActionTrace, ConditionTrace, EventTrace, MatcherTrace


class Failure(Struct, frozen=True):
    """Why an action does not match an event."""

    excepted: bool
    """Whether an exception rejects the event: then `conditions` are its conditions, which hold; else they do not."""
    path: tuple[str, ...]
    """Where the conditions are, as in `("matcher 2", "action Sign Up", "matcher 1")`."""
    conditions: tuple[ConditionTrace, ...]


def why_not(trace: EventTrace, action: ActionTrace, prefer: int = 0) -> Failure:
    """Why an action does not match; the action must not match.

    If an exception rejects the event, the exception is the reason.
    Otherwise it is the matcher with the fewest failing conditions;
    among equals the one at index `prefer`, else the first.
    """
    if trace.excepted:
        return _rejected("except of the file", trace.exceptions)
    return _Search({}).why_not(action, prefer)


def _rejected(word: str, exceptions: Sequence[MatcherTrace]) -> Failure:
    number, exception = next((number, one) for number, one in enumerate(exceptions, start=1) if one.holds)
    path = (f"{word} {number}", *(f"action {action.name}" for action in exception.actions))
    return Failure(True, path, exception.conditions)


class _Search(Struct, frozen=True):
    """Costs that were computed before: several matchers may refer to one action."""

    costs: dict[str, int]

    def why_not(self, action: ActionTrace, prefer: int) -> Failure:
        """As above, for an action that no exception of the file is in the path of."""
        holding = any(matcher.holds for matcher in action.matchers)
        if holding:
            return _rejected("except", action.exceptions)
        costs = [self.cost(matcher) for matcher in action.matchers]
        least = min(costs)
        index = prefer if prefer < len(costs) and costs[prefer] == least else costs.index(least)
        matcher = action.matchers[index]
        failed = tuple(condition for condition in matcher.conditions if not condition.holds)
        path = (f"matcher {index + 1}",)
        if failed:
            return Failure(False, path, failed)
        referred = next(other for other in matcher.actions if not other.matches)
        onward = self.why_not(referred, 0)
        return Failure(onward.excepted, (*path, f"action {referred.name}", *onward.path), onward.conditions)

    def cost(self, matcher: MatcherTrace) -> int:
        """The number of failing conditions of a matcher, including those of the actions that it refers to."""
        failed = sum(not condition.holds for condition in matcher.conditions)
        return failed + sum(self.cost_of(action) for action in matcher.actions if not action.matches)

    def cost_of(self, action: ActionTrace) -> int:
        """The smallest number of failing conditions of an action."""
        found = self.costs.get(action.name)
        if found is None:
            found = min([self.cost(matcher) for matcher in action.matchers], default=1) or 1
            self.costs[action.name] = found
        return found
