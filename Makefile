# Everything a person needs is a target here; nothing has to be installed by hand first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
BENCH_MONTHS ?= 36
SHARE ?= 10
SECONDS_EACH ?= 60
BIN := .venv/bin
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)

.PHONY: help install run stop lock check audit licences test axe bench manual rehearse-take-over rehearse-restore rehearse-failover rehearse-upgrade load release

help: ## List the targets / แสดงคำสั่ง
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
	  while IFS=$$'\t' read -r name what; do printf '  make %-18s %s\n' "$$name" "$$what"; done
	@echo '  PORT=8000 HOST=127.0.0.1 may be changed: make run PORT=9000'

install: .venv/portal.installed .venv/catalogues.compiled .venv/static.collected ## Install into .venv / ติดตั้ง

# One line of shell each: too old, or Debian's python3 without ensurepip, is said plainly.
.venv/made:
	@command -v $(PYTHON) >/dev/null || { \
	  echo 'Python 3.11 or newer is needed: no "$(PYTHON)" was found. Name one: make PYTHON=/path/to/python3' >&2; \
	  echo 'ต้องมี Python 3.11 ขึ้นไป' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12" >&2; \
	  echo 'ต้องมี Python 3.11 ขึ้นไป' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv' >&2; \
	  echo 'กรุณาติดตั้ง python3-venv ก่อน' >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/portal.installed: requirements/portal.txt .venv/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/portal.txt
	@touch $@

.venv/test.installed: requirements/test.txt .venv/portal.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

.venv/catalogues.compiled: $(CATALOGUES) .venv/portal.installed
	@if [ -n '$(CATALOGUES)' ]; then $(BIN)/pybabel --quiet compile -d locale -D django; fi
	@touch $@

.venv/static.collected: $(shell find static -type f 2>/dev/null | sed 's/ /\\ /g') .venv/portal.installed
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

# Certified papers carry the address they are served at.
run: export HOST := $(HOST)
run: export PORT := $(PORT)
run: export PORTAL_DEMO = 1
run: install ## Run the portal with demo data / เปิดใช้งานพร้อมข้อมูลตัวอย่าง
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo --if-empty
	@echo 'The portal: http://$(HOST):$(PORT)/  (Ctrl-C ends it; make stop also ends the database)'
	@trap 'kill $$web $$worker 2>/dev/null || true; wait' EXIT; trap exit INT TERM; \
	$(BIN)/gunicorn otop_registry.wsgi --bind '$(HOST):$(PORT)' \
	  --workers $(WORKERS) --worker-class gthread --threads 4 --no-control-socket & web=$$!; \
	( trap 'kill $${work:-} 2>/dev/null || true; wait; exit' INT TERM; \
	  while :; do \
	    $(BIN)/python manage.py db_worker --interval 0.5 --verbosity 0 & work=$$!; wait $$work || true; \
	    echo 'The worker ended; it begins again. / ระบบดำเนินงานหยุด กำลังเริ่มใหม่' >&2; sleep 2; \
	  done ) & worker=$$!; \
	wait $$web

stop: ## Stop the project's database / ปิดฐานข้อมูลของโครงการ
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m local_postgres stop; fi

lock: .venv/made ## Pin the newest fitting versions anew / ปรับรุ่นโปรแกรมที่ใช้
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-header -q -o requirements/portal.txt
	$(BIN)/uv pip compile pyproject.toml --group test --universal --python-version 3.11 --generate-hashes \
	  --no-header -q -o requirements/test.txt
	$(BIN)/uv pip compile pyproject.toml --group release --universal --python-version 3.11 --generate-hashes \
	  --no-header -q -o requirements/release.txt
	$(BIN)/uv pip compile --group pyproject.toml:audit --universal --python-version 3.11 --generate-hashes \
	  --no-header -q -o requirements/audit.txt
	$(BIN)/uv pip compile --group pyproject.toml:rehearsal -c requirements/portal.txt --universal --python-version 3.11 \
	  --generate-hashes --no-header -q -o requirements/rehearsal.txt

.venv/release.installed: requirements/release.txt .venv/portal.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/release.txt
	@touch $@

check: .venv/test.installed ## Style, floors, migrations, deployment / ตรวจโค้ด
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djhtml --check --tabwidth 2 templates
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=otop_registry.settings_production PORTAL_DEMO=0 ALLOWED_HOSTS=portal.example PUBLIC_ADDRESS=https://portal.example \
	  DATABASE_URL=postgres://nobody@127.0.0.1:1/none \
	  NATIONAL_ID_KEYS="$$($(BIN)/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
	  NATIONAL_ID_HASH_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	  SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

# Measuring the branches costs the tests about half as much again: CI pays it, and make test CI=true.
MEASURED := $(if $(CI),--cov --cov-report=term:skip-covered --durations=30)

test: install .venv/test.installed check ## All checks and tests, in a browser too / ทดสอบทั้งหมด
	$(BIN)/python tests/js/run.py
	$(BIN)/python tests/browser/install_chromium.py
	$(BIN)/python tests/install_libre_office.py
	$(BIN)/python -m pytest -n auto $(MEASURED)

var/engines/audit.installed: requirements/audit.txt .venv/portal.installed
	@rm -rf var/engines/audit && mkdir -p var/engines
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --target var/engines/audit \
	  -r requirements/audit.txt
	@touch $@

audit: var/engines/audit.installed ## Known faults of the locked libraries / ตรวจช่องโหว่ของไลบรารี
	PYTHONPATH=var/engines/audit $(BIN)/python -m operations.audit

licences: install ## Write docs/licences.md anew / ปรับรายการสัญญาอนุญาต
	$(BIN)/python -m operations.licences

manual: export PORTAL_DEMO = 1
manual: install .venv/test.installed ## Take the manual's pictures of the demo anew / ทำภาพในคู่มือใหม่
	$(BIN)/python tests/browser/install_chromium.py
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo --if-empty
	@trap 'kill $$web 2>/dev/null || true; wait' EXIT; \
	$(BIN)/gunicorn otop_registry.wsgi --bind '$(HOST):$(PORT)' --worker-class gthread --threads 4 --no-control-socket & web=$$!; \
	until $(BIN)/python -c "import urllib.request as u; u.urlopen('http://$(HOST):$(PORT)/login/')" 2>/dev/null; do sleep 1; done; \
	$(BIN)/python tests/browser/manual_pictures.py 'http://$(HOST):$(PORT)'

axe: install .venv/test.installed ## Every page, officer and width for axe-core / ตรวจการเข้าถึงทุกหน้า
	$(BIN)/python tests/browser/install_chromium.py
	ACCESSIBILITY=everything $(BIN)/python -m pytest -n auto tests/browser/test_accessibility.py

rehearse-take-over: install ## The nation exported and taken over again, SHARE per cent / ซ้อมนำเข้าจากระบบเดิม
	$(BIN)/python -m bench rehearsal --share $(SHARE) --months $(BENCH_MONTHS)

bench: install ## Measure at the size of the nation / วัดความเร็วด้วยข้อมูลทั่วประเทศ
	$(BIN)/python -m bench --months $(BENCH_MONTHS)

load: install ## The last day, SHARE per cent of the nation, SECONDS_EACH part / ซ้อมวันสุดท้าย
	$(BIN)/python -m bench load --share $(SHARE) --months 12 --seconds $(SECONDS_EACH)

release: install .venv/release.installed ## One archive to install from, no network / ทำไฟล์ติดตั้ง
	$(BIN)/python -m operations.release $(if $(KEY),--key $(KEY))

rehearse-restore: install ## A portal in use is lost and restored: minutes, seconds lost / ซ้อมกู้คืนข้อมูล
	$(BIN)/python -m operations.rehearsals.restore $(if $(NATION),--nation $(NATION)) $(if $(MAJOR),--major $(MAJOR))

var/engines/patroni.installed: requirements/rehearsal.txt .venv/portal.installed
	@rm -rf var/engines/patroni && mkdir -p var/engines
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --target var/engines/patroni \
	  -r requirements/rehearsal.txt
	@touch $@

rehearse-failover: install var/engines/patroni.installed ## Two databases under Patroni, killed 20 times / ซ้อมเครื่องฐานข้อมูลล่ม
	$(BIN)/python -m operations.rehearsals.failover $(if $(KILLS),--kills $(KILLS))

rehearse-upgrade: install .venv/release.installed ## Install, upgrade, go back, on a bare Debian; root / ซ้อมปรับรุ่น
	$(BIN)/python -m operations.rehearsals.upgrade $(if $(BEFORE),--before $(BEFORE)) $(if $(SUITE),--suite $(SUITE))
