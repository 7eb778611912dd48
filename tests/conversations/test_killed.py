"""Killed in the middle of any step, nothing is lost and nothing happens twice."""
import subprocess
import sys
from pathlib import Path

from bot.db import Database
from tests.conversations.dying import STEPS

ROOT = Path(__file__).parent.parent.parent


def test_a_step_happens_whole_or_not_at_all_wherever_the_process_dies(database: Database):
    url = database.engine.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-m", "tests.conversations.dying", url], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    deaths = {name: int(count) for name, count in (line.split() for line in done.stdout.splitlines())}
    assert set(deaths) == set(STEPS) and min(deaths.values()) >= 8  # each died in many places
