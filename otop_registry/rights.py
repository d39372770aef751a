"""Who may do what to which register: the one table from role to Django permission.

What a role may see is another matter: `visible_to` (core.areas.scope). The steps of a sales month
are not permissions but steps (sales.months.workflow).
"""

_REGISTERS = ("producers.{}_producer", "products.{}_product", "chuanchim.{}_outlet")


def _registers(*actions: str) -> set[str]:
    return {register.format(action) for register in _REGISTERS for action in actions}


ROLE_PERMISSIONS: dict[str, set[str]] = {
    "district": _registers("view", "add", "change")
    | {"areas.view_subdistrict", "personal.reveal_national_id"},
    "province": _registers("view", "change")
    | {"accounts.view_user", "areas.view_subdistrict", "producers.change_campaigntarget"}
    | {"personal.reveal_national_id", "personal.view_reveal"},
    "department": _registers("view")
    | {"accounts.view_user", "accounts.add_user", "accounts.change_user"}
    | {"registration.keep_references", "personal.view_reveal"}
    | {"registration.view_round", "registration.add_round", "registration.change_round"}
    | {"sales.view_publicholiday", "sales.add_publicholiday", "sales.change_publicholiday"}
    | {"areas.view_province", "areas.view_district", "areas.view_subdistrict"},
}

# Whose sign-in asks for a second factor, beside the chiefs who certify (accounts.second_factor).
SECOND_FACTOR_ROLES = frozenset({"province", "department"})
