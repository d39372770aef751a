"""Accounts of the nation: the demo's own, and an officer and a chief of every other office."""

from collections.abc import Collection
from random import Random

from core.areas.scope import Role
from core.users.models import User
from demo import names
from demo.accounts import DEMO_PROVINCE, demo_users


def nation_users(districts: Collection[str]) -> list[User]:
    """Every account, unsaved; `districts` are codes, those of the demo province among them.

    Of another province p24xx's like: pNN for the province NN, dNNNN and dNNNN.chief for a district.
    """
    codes = sorted(districts)
    users = demo_users([code for code in codes if code.startswith(DEMO_PROVINCE)])
    password = users[0].password  # hashed once for all
    rng = Random("accounts")  # noqa: S311  (made-up data, meant to repeat)
    others = [code for code in codes if not code.startswith(DEMO_PROVINCE)]
    users += [
        User(
            username=f"p{code}",
            full_name=names.person(rng),
            position="นักวิชาการพัฒนาชุมชนชำนาญการ",
            role=Role.PROVINCE,
            province_id=code,
        )
        for code in sorted({code[:2] for code in others})
    ]
    for code in others:
        users.append(
            User(
                username=f"d{code}",
                full_name=names.person(rng),
                position="นักวิชาการพัฒนาชุมชนปฏิบัติการ",
                role=Role.DISTRICT,
                district_id=code,
            )
        )
        users.append(
            User(
                username=f"d{code}.chief",
                full_name=names.person(rng),
                position="พัฒนาการอำเภอ",
                role=Role.DISTRICT,
                district_id=code,
                may_certify=True,
            )
        )
    for user in users:
        user.password = password
        user.must_change_password = user.username == "newcomer"
    return users
