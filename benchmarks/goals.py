"""What must be reached, what is reached for, and was it? One line a goal; a missed *must* fails the run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A figure, and how large or how small it has to be."""

    name: str
    must: float
    reach: float
    unit: str = "×"

    @property
    def rising(self) -> bool:
        """Whether more is better."""
        return self.reach > self.must

    def held(self, figure: float, bound: float) -> bool:
        """Whether a figure is on the right side of a bound."""
        return figure >= bound if self.rising else figure <= bound

    def line(self, figure: float) -> str:
        """The line of the table."""
        sign = "≥" if self.rising else "≤"
        said = "MISS" if not self.held(figure, self.must) else "reached" if self.held(figure, self.reach) else "ok"
        return f"{self.name:66}{figure:10.2f} {self.unit:3}{sign} {self.must:<7g}{sign} {self.reach:<7g}{said}"


GOALS = (
    Goal("list of 50: ours ÷ floor, cost", 3.3, 1.5),
    Goal("list of 50: naive ÷ ours, cost", 7, 15),
    Goal("list of 500: ours ÷ floor, cost", 2.0, 1.3),
    Goal("deep page ÷ first page", 1.2, 1.05),
    Goal("detail: naive ÷ ours, cost", 1.5, 3),
    Goal("single create: naive without ledger ÷ ours with it, cost", 0.8, 1.2),
    Goal("single create ÷ one of a bulk of 1,000, cost", 15, 40),
    Goal("export: floor ÷ ours, cost of a row", 0.8, 1),
    Goal("export, memory: all rows − a fifth of them", 32, 16, "MB"),
    Goal("overview page, exponent", 0.2, 0.05, ""),
    Goal("summaries/overview, exponent", 0.2, 0.05, ""),
    Goal("standing of 1,000 commitments on any day", 50, 10, "ms"),
    Goal("feed: cost of an exported row ÷ of an event", 0.5, 0.9),
    Goal("feed with nothing new ÷ an empty view behind the same middleware", 2, 1.3),
    Goal("SQLite, 8 writers: lock errors", 0, 0, ""),
    Goal("SQLite, 8 writers: longest wait", 2, 0.5, "s"),
    Goal("admin list page, many activities ÷ few", 1.5, 1.1),
    Goal("palette at 10,000 activities, PostgreSQL: longest wait", 100, 50, "ms"),
    Goal("palette at 10,000 activities, SQLite: longest wait", 100, 50, "ms"),
    Goal("make run from a bare clone", 30, 15, "s"),
)


def table(figures: dict[str, float], left_out: dict[str, str]) -> tuple[str, bool]:
    """The table, and whether every *must* was reached. `left_out` says of what was not measured why."""
    lines = [f"{'':66}{'here':>10}    {'must':9}{'reach for':9}"]
    lines += [
        goal.line(figures[goal.name]) if goal.name in figures else f"{goal.name:66}{'–':>10}    {left_out[goal.name]}"
        for goal in GOALS
    ]
    missed = [goal for goal in GOALS if goal.name in figures and not goal.held(figures[goal.name], goal.must)]
    return "\n".join(lines), not missed
