"""The alert rules speak of what `/metrics` really says, and fire when they should."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.contrib.auth.signals import user_login_failed

from core.jobs.models import Worker
from otop_registry.watching import health

RULES = settings.BASE_DIR / "deploy/prometheus"
_METRIC = re.compile(r"\bportal_[a-z_]+")
_CHECK = re.compile(r'portal_well\{check="(\w+)"\}')
ASKED_ELSEWHERE = {"disk"}  # by its bytes, earlier than the check


def rules() -> str:
    return (RULES / "alerts.yml").read_text()


@pytest.mark.django_db
def test_every_metric_of_a_rule_is_told(client):
    Worker.objects.create(name="worker")
    user_login_failed.send(sender=None, credentials={}, request=None)
    client.get("/health/live")
    told = client.get("/metrics").content.decode()
    named = set(_METRIC.findall(rules()))
    assert len(named) >= 8
    families = set(re.findall(r"^# TYPE (\w+)", told, re.MULTILINE))
    families |= {name.removesuffix("_total") for name in families}
    missing = {
        one for one in named if one not in families and one.removesuffix("_bucket") not in families
    }
    assert missing == set()


def test_every_check_of_the_portals_health_has_its_alert():
    assert set(_CHECK.findall(rules())) | ASKED_ELSEWHERE == set(health.CHECKS)


def test_promtool_sees_every_fault_raise_its_alert():
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool (Debian's package prometheus) is not on this machine")
    for command in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]):
        done = subprocess.run([promtool, *command], cwd=RULES, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
