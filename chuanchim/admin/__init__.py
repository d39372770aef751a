"""The register of OTOP ชวนชิม as the offices work with it, and its checklist."""

from chuanchim.admin.outlets import OutletAdmin

__all__ = ["OutletAdmin"]
