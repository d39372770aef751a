"""What targets and estimates hold of persons: reasons, and who signed (an officer's act)."""

from core.personal.inventory import Held, Level, Whose


def _step(model: str, texts: str, others: str = "") -> Held:
    return Held(
        f"targets.{model}", Whose.OFFICER, texts=texts, others=others,
        why="กำหนดเป้าหมายและประมาณการรายได้", kept="trails", level=Level.OFFICE,
    )  # fmt: skip


HELD = [
    _step("Estimate", "note"),
    _step("EstimateMonth", "note", "month"),
    _step("EstimateStep", "reason"),
    _step("TargetBase", "reason"),
    _step("TargetCell", "reason"),
    _step("TargetStep", "reason told"),
]
OF_NOBODY = [
    "targets.EstimateDue",
    "targets.GrowthLevel",
    "targets.GrowthScheme",
    "targets.TargetLevel",
    "targets.TargetPlan",
    "targets.TargetScheme",
    "targets.TargetTotal",
]
