"""`blamefree sandbox`, as a process."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.conftest import Caller

COMMAND = (sys.executable, "-m", "blamefree", "sandbox")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_where_it_is_and_how_to_reach_it_and_ends_with_130(tmp_path: Path, number: signal.Signals) -> None:
    state = tmp_path / "state.json"
    with subprocess.Popen([*COMMAND, "--state", str(state)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
            lines = [process.stdout.readline().strip() for _ in range(5)]
            given = dict(line.removeprefix("export ").replace("'", "").split("=", 1) for line in lines)
            call = Caller(given["CONFLUENCE_URL"], given["CONFLUENCE_TOKEN"])
            assert call("GET", "/api/v2/spaces").json()["results"][0]["key"] == given["CONFLUENCE_SPACE"]
            process.send_signal(number)
            assert process.wait(timeout=20) == 130
        finally:
            process.kill()
    assert state.exists()


def test_a_port_in_use_is_one_line_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"port {port} on 127.0.0.1 cannot be used" in done.stderr


@pytest.mark.parametrize("content", ["{", "[]", '{"confluence": {}}'])
def test_a_file_that_is_no_state_is_named(tmp_path: Path, content: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(content)
    done = subprocess.run([*COMMAND, "--state", str(state)], capture_output=True, text=True, timeout=30, check=False,
                          env={**os.environ, "NO_COLOR": "1"})  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "is no state of a sandbox" in done.stderr
    assert state.read_text() == content
