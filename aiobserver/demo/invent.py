"""Makes up sessions; everything follows from the seed and the time asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aiobserver.demo.rhythm import session_starts
from aiobserver.demo.story import Action, Cast, DemoSession, DemoTurn, Dice, ModelCall, Step, ToolUse
from aiobserver.demo.texts import COMMANDS, COMMIT, FILES, PROMPTS, PULL_REQUEST, SEARCHES

_SECOND_NS = 10**9
_HOUR_NS = 3600 * _SECOND_NS
_FULL_CONTEXT = 140_000
_TOKENS_A_SECOND = 90
_ACTIONS: dict[Action, float] = {"read": 30, "search": 14, "edit": 28, "write": 7, "shell": 21}


def demo_sessions(start_ns: int, end_ns: int, seed: int, cast: Cast) -> Iterator[DemoSession]:
    """Sessions that begin and end within a time, by their start. Less than an hour is filled by one session."""
    dice = Dice(f"{cast.name} {seed}")
    lively = end_ns - start_ns <= _HOUR_NS
    for start in session_starts(start_ns, end_ns, cast.sessions_a_week, dice):
        session = _Inventor(cast, Dice(dice.random()), start, end_ns, lively).session()
        if session.turns:
            yield session


@dataclass(slots=True)
class _Inventor:
    """Tells one session, step by step."""

    cast: Cast
    dice: Dice
    now_ns: int
    end_ns: int
    lively: bool
    model: str = ""
    asks: bool = False
    context: int = 0
    """Tokens of the conversation so far, all of them in the provider's cache."""
    changed: bool = False
    """Files were changed since the last commit."""

    def session(self) -> DemoSession:
        dice = self.dice
        session_id, start_ns = dice.uuid(), self.now_ns
        self.model = dice.choices(list(self.cast.models), list(self.cast.models.values()))[0]
        self.asks = dice.happens(0.6)
        turns: list[DemoTurn] = []
        wanted = 10_000 if self.lively else dice.randint(2, 7)
        while len(turns) < wanted:
            self.now_ns += dice.nanoseconds(8 if self.lively else 45, 0.6)
            turn = self._turn(first=not turns)
            if turn.end_ns >= self.end_ns:
                break
            turns.append(turn)
        return DemoSession(session_id, start_ns, self.model, self.asks, tuple(turns))

    def _turn(self, *, first: bool) -> DemoTurn:
        start_ns = self.now_ns
        steps = list(self._steps(first))
        self.now_ns += self.dice.nanoseconds(0.05)
        return DemoTurn(start_ns, self.now_ns, self.dice.choice(PROMPTS), tuple(steps))

    def _steps(self, first: bool) -> Iterator[Step]:
        if first and self.cast.small_model:
            yield self._title()
        for _ in range(self.dice.randint(0, 6)):
            call = self._call()
            yield call
            if call.failed:
                return
            yield self._tool_use()
            if self.dice.happens(0.25):
                yield self._tool_use()
        if self.changed and self.dice.happens(0.4):
            yield from self._delivery()
        yield self._call()

    def _delivery(self) -> Iterator[Step]:
        yield self._call()
        self.changed = False
        yield self._command(COMMIT, 0.4, 0.05)
        if self.dice.happens(0.3):
            yield self._call()
            yield self._command(PULL_REQUEST, 2.5, 0.05)

    def _title(self) -> ModelCall:
        dice = self.dice
        start_ns = self._pass(0.05)
        tokens = dice.randint(180, 420), dice.randint(6, 24)
        return ModelCall(
            start_ns, self._pass(0.8), self.cast.small_model, tokens[0], 0, 0, tokens[1], 0, auxiliary=True
        )

    def _call(self) -> ModelCall:
        dice = self.dice
        start_ns = self._pass(0.04)
        if dice.happens(0.02):
            status = dice.choice(self.cast.error_statuses)
            end_ns = self._pass(12)
            return ModelCall(start_ns, end_ns, self.model, 0, 0, 0, 0, 0, attempts=dice.randint(2, 4), status=status)
        cache_read, fresh = self.context, dice.randint(3, 60)
        cache_write = dice.randint(9_000, 16_000) if not cache_read else dice.randint(150, 2_600)
        output = int(dice.lognormvariate(5.4, 0.8)) + 20
        reasoning = int(output * dice.uniform(0, 0.6))
        attempts = 2 if dice.happens(0.04) else 1
        end_ns = self._pass(1.2 * attempts + output / _TOKENS_A_SECOND)
        self.context += cache_write + output
        if self.context > _FULL_CONTEXT:
            self.context = 0
        return ModelCall(start_ns, end_ns, self.model, fresh, cache_read, cache_write, output, reasoning, attempts)

    def _tool_use(self) -> ToolUse:
        dice = self.dice
        action = dice.choices(list(_ACTIONS), list(_ACTIONS.values()))[0]
        if action == "shell":
            return self._command(*dice.choice(COMMANDS))
        path, language = dice.choice(FILES)
        if action in {"edit", "write"}:
            return self._change(action, path, language)
        asked_ns = self._pass(0.02)
        target = path if action == "read" else dice.choice(SEARCHES)
        success = dice.happens(0.96)
        return ToolUse(asked_ns, asked_ns, self._pass(0.06), action, target, language, False, True, success)

    def _change(self, action: Action, path: str, language: str) -> ToolUse:
        asked_ns, accepted = self._ask()
        start_ns = self.now_ns
        success = accepted and self.dice.happens(0.95)
        added = int(self.dice.lognormvariate(2.2, 0.9)) + 1 if success else 0
        removed = int(added * self.dice.uniform(0, 0.9)) if action == "edit" else 0
        end_ns = self._pass(0.05) if accepted else start_ns
        self.changed = self.changed or success
        return ToolUse(asked_ns, start_ns, end_ns, action, path, language, self.asks, accepted, success, added, removed)

    def _command(self, command: str, usual_s: float, failing: float) -> ToolUse:
        asked_ns, accepted = self._ask()
        start_ns = self.now_ns
        end_ns = self._pass(usual_s) if accepted else start_ns
        success = accepted and not self.dice.happens(failing)
        return ToolUse(asked_ns, start_ns, end_ns, "shell", command, "Shell", self.asks, accepted, success)

    def _ask(self) -> tuple[int, bool]:
        """(when the question comes, the answer); time goes on until a person answers."""
        asked_ns = self._pass(0.02)
        if not self.asks:
            return asked_ns, True
        self._pass(3)
        return asked_ns, self.dice.happens(0.9)

    def _pass(self, usual_s: float) -> int:
        """The time after about so many seconds."""
        self.now_ns += self.dice.nanoseconds(usual_s)
        return self.now_ns
