"""Commands and files of the machine, as the installer uses them."""

import os
import pwd
import stat

import pytest

from operations.failure import Refused
from operations.machine import Machine


def test_what_a_command_prints_and_how_it_fails(tmp_path):
    machine = Machine()
    assert machine.run("cat", given="told") == "told"
    assert machine.run("pwd", cwd=tmp_path).strip() == str(tmp_path)
    with pytest.raises(Refused, match=r"ls --no-such-option failed:"):
        machine.run("ls", "--no-such-option")
    assert machine.has("cat")
    assert not machine.has("no-such-program")


def test_a_file_is_written_once(tmp_path):
    machine = Machine()
    path = tmp_path / "new" / "secret"
    assert machine.write(path, "one", 0o600)
    assert not machine.write(path, "one", 0o600)
    assert machine.write(path, "two", 0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_a_user_that_is_there_stays(tmp_path, capsys):
    me = pwd.getpwuid(os.geteuid()).pw_name
    Machine().user(me)  # else useradd would be asked
    Machine().folder(tmp_path / "mine", 0o750, me)
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o750
    Machine().say("done")
    assert capsys.readouterr().out == "done\n"
