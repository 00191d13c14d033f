"""The project's own tools: what ./test judges can be mended by whoever runs it."""

import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
AUTHOR = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
AUTHOR |= {
    f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}


def run(folder, *command):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | AUTHOR
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def commit(folder, subject):
    run(folder, "git", "commit", "-q", "--allow-empty", "-m", subject)


@pytest.fixture
def project(tmp_path):
    """A small project with the real check, in a folder with a space."""
    made = tmp_path / "a project"
    (made / "src").mkdir(parents=True)
    (made / "tools").mkdir()
    shutil.copy(ROOT / "tools/check", made / "tools/check")
    shutil.copytree(ROOT / "tools/hooks", made / "tools/hooks")
    shutil.copy(ROOT / "ARCHITECTURE.md", made / "ARCHITECTURE.md")
    run(made, "git", "init", "-q", "-b", "main")
    run(made, "git", "add", ".")
    return made


def fast_check(project):
    status, output = run(project, "tools/check", "--fast")
    return [line for line in output.splitlines() if "subject" in line and "upstream" not in line]


def test_commits_that_are_already_upstream_are_not_judged(project, tmp_path):
    commit(project, "This subject is bad")
    run(tmp_path, "git", "clone", "-q", project, "a clone")
    clone = tmp_path / "a clone"
    assert fast_check(clone) == []
    commit(clone, "this one can still be mended")
    found = fast_check(clone)
    assert len(found) == 1 and "this one can still be mended" in found[0]


def test_without_an_upstream_no_subject_is_judged(project):
    commit(project, "This subject is bad")
    status, output = run(project, "tools/check", "--fast")
    assert "no upstream" in output and "This subject" not in output


def test_a_copy_without_history_can_be_checked(project):
    shutil.rmtree(project / ".git")
    (project / "src/Bad-Name.cpp").write_text("// TODO\n")
    status, output = run(project, "tools/check", "--fast")
    assert status == 1 and "snake_case" in output and "unfinished work" in output


@pytest.mark.parametrize(
    "subject, accepted",
    [
        ("index: Keep what is good", True),
        ("index, text: Keep what is good", True),
        ("Merge branch 'other'", True),
        ("no area", False),
        ("index: small letter", False),
        ("index: " + "L" * 66, False),
    ],
)
def test_the_hook_judges_the_subject(project, subject, accepted):
    run(project, "git", "config", "core.hooksPath", "tools/hooks")
    status, output = run(project, "git", "commit", "-q", "--allow-empty", "-m", subject)
    assert (status == 0) == accepted, output
