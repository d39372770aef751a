"""Sets second factors up, takes them in at a sign-in, removes them, releases lost ones: the only place
that writes them, but for the end of an account (accounts.lifecycle), which throws them away. Each locks
its account first and leaves a line on its trail.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.life_steps import Name, Standing, line
from accounts.lifecycle import note
from accounts.second_factor import brake, codes
from accounts.second_factor.passkeys import Registered, Used
from accounts.second_factor.requirement import is_required
from core.personal.encryption import decrypt, encrypt
from core.steps import StepRefused
from core.users.models import Authenticator, RecoveryCode, User

MOST = 5
Kind = Authenticator.Kind


@transaction.atomic
def add_app(account: User, name: str, secret: str, typed: str) -> Authenticator:
    """An app that has shown by its digits that it holds the secret."""
    step = codes.step_of(secret, typed)
    if step is None:
        raise StepRefused(
            "รหัส 6 หลักไม่ตรง พิมพ์รหัสที่แอปแสดงอยู่ขณะนี้ ถ้ายังไม่ตรง ตรวจเวลาของโทรศัพท์ให้ตั้งอัตโนมัติ",
            field="code",
        )
    return _add(
        account,
        Authenticator(kind=Kind.APP, name=name, secret_encrypted=encrypt(secret), last_step=step),
    )


@transaction.atomic
def add_passkey(account: User, name: str, made: Registered) -> Authenticator:
    if Authenticator.objects.filter(credential_id=made.credential_id).exists():
        raise StepRefused("พาสคีย์นี้ใช้กับบัญชีแล้ว ใช้เครื่องหรือกุญแจอื่น")
    return _add(
        account,
        Authenticator(
            kind=Kind.PASSKEY,
            name=name,
            credential_id=made.credential_id,
            credential=made.credential,
            sign_count=made.sign_count,
        ),
    )


def _add(account: User, made: Authenticator) -> Authenticator:
    own = _locked(account)
    if own.authenticators.count() >= MOST:
        raise StepRefused(f"มีวิธียืนยันครบ {MOST} รายการแล้ว ลบรายการที่ไม่ใช้ก่อน")
    made.account = own
    made.save()
    _write_line(Name.ADD_FACTOR, own, f"{made.get_kind_display()}: {made.name}")
    if own.second_factor_since is None:
        _set(account, since=made.added_at, due=None)
    return made


@transaction.atomic
def remove(account: User, key: int) -> None:
    """Authenticator.DoesNotExist for another person's. The last one only where none is required; the
    recovery codes go with it."""
    own = _locked(account)
    gone: Authenticator = own.authenticators.get(pk=key)
    is_last = own.authenticators.count() == 1
    if is_last and is_required(own):
        raise StepRefused("บัญชีนี้ต้องมีการยืนยันขั้นที่สอง เพิ่มวิธีใหม่ก่อน แล้วจึงลบวิธีนี้")
    said = f"{gone.get_kind_display()}: {gone.name}"
    gone.delete()
    if is_last:
        own.recovery_codes.all().delete()
        _set(account, since=None, due=None)
    _write_line(Name.REMOVE_FACTOR, own, said)


@transaction.atomic
def new_codes(account: User) -> list[str]:
    """A new set, told this once; the one before opens nothing any more."""
    own = _locked(account)
    if own.second_factor_since is None:
        raise StepRefused("ตั้งแอปหรือพาสคีย์ก่อน แล้วจึงออกรหัสสำรอง")
    made = codes.new_recovery_codes()
    own.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=own, code_hash=codes.hash_of(code)) for code in made
    )
    _write_line(Name.NEW_CODES, own)
    return made


def codes_left(account: User) -> int:
    return RecoveryCode.objects.filter(account=account, used_at=None).count()


@transaction.atomic
def take_code(account: User, typed: str) -> bool:
    """Whether these are the digits of an app of this account, or one of its recovery codes; either is
    used up by it."""
    own = _locked(account)
    now = timezone.now()
    for app in own.authenticators.filter(kind=Kind.APP):
        step = codes.step_of(decrypt(app.secret_encrypted), typed)
        if step is not None and step > app.last_step:
            app.last_step, app.last_used_at = step, now
            app.save(update_fields=["last_step", "last_used_at"])
            return True
    if not codes.looks_like_recovery_code(typed):
        return False
    for kept in own.recovery_codes.filter(used_at=None):
        if codes.is_code(typed, kept.code_hash):
            kept.used_at = now
            kept.save(update_fields=["used_at"])
            _write_line(Name.USE_CODE, own, f"เหลือ {codes_left(own)} รหัส")
            return True
    return False


@transaction.atomic
def take_passkey(account: User, used: Used) -> bool:
    """False where the passkey counts its uses and has counted fewer than before: it is a copy."""
    own = _locked(account)
    known: Authenticator = own.authenticators.get(credential_id=used.credential_id)
    counts = used.sign_count or known.sign_count
    if counts and used.sign_count <= known.sign_count:
        return False
    known.sign_count, known.last_used_at = used.sign_count, timezone.now()
    known.save(update_fields=["sign_count", "last_used_at"])
    return True


@transaction.atomic
def release(keys: Iterable[int], *, by: User | None, reason: str) -> list[User]:
    """Lost factors, by the office above, who has seen the person; `by` None: the operator, for the
    department's own last account (manage.py release_second_factor). Factors, codes and sessions end,
    and the next sign-in leads to setting up a new one."""
    accounts = note(Name.RELEASE_FACTOR, keys, by=by, reason=reason)
    for account in accounts:
        if account.second_factor_since is None:
            raise StepRefused(f"{account} ไม่ได้ใช้การยืนยันขั้นที่สอง")
        account.authenticators.all().delete()
        account.recovery_codes.all().delete()
        _set(account, since=None, due=timezone.now())
        User.objects.filter(pk=account.pk).update(session_stamp=F("session_stamp") + 1)
        brake.forget(account)
    return accounts


def _locked(account: User) -> User:
    found: User = User.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    return found


def _set(account: User, *, since, due) -> None:
    User.objects.filter(pk=account.pk).update(second_factor_since=since, second_factor_due_at=due)
    account.second_factor_since, account.second_factor_due_at = since, due


def _write_line(name: Name, own: User, said: str = "") -> None:
    line(name, own, by=own, at=timezone.now(), to=Standing(own.standing), reason=said).save()
