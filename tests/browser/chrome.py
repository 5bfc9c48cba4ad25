"""A small driver for headless Chromium: the DevTools protocol over a pipe, with the standard library only."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-default-apps", "--disable-dev-shm-usage", "--remote-debugging-pipe", "--force-color-profile=srgb",
)  # fmt: skip
PATIENCE = 60.0


class ChromeProblem(Exception):
    """Chromium did not answer, or answered with an error."""


class Chrome:
    """A browser with one page; use it as a context manager."""

    def __init__(self, binary: Path) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        to_child, self._out = os.pipe()
        self._in, from_child = os.pipe()

        def arrange() -> None:
            one, two = fcntl.fcntl(to_child, fcntl.F_DUPFD, 20), fcntl.fcntl(from_child, fcntl.F_DUPFD, 20)
            os.dup2(one, 3)
            os.dup2(two, 4)

        self._process = subprocess.Popen(
            [str(binary), *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"],
            pass_fds=(3, 4, to_child, from_child),
            preexec_fn=arrange,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        self._buffer = b""
        self._number = 0
        self._events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", {"url": "about:blank"}, session="")["targetId"]
        self._session = self._call("Target.attachToTarget", {"targetId": target, "flatten": True}, session="")[
            "sessionId"
        ]
        self.requests: list[str] = []
        self.errors: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")

    def __enter__(self) -> Chrome:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._call("Browser.close", session="")
        except (ChromeProblem, OSError):
            self._process.kill()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._out)
        os.close(self._in)
        self._profile.cleanup()

    def look(self, width: int, height: int, scheme: str) -> None:
        """Set the size of the window and the preferred colour scheme."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self._call("Emulation.setDeviceMetricsOverride", metrics)
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self._call("Emulation.setEmulatedMedia", {"features": features})

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded and nothing is being fetched."""
        self._call("Page.navigate", {"url": "about:blank"})
        self._wait(lambda: self.script("location.href") == "about:blank")
        self._call("Page.navigate", {"url": url})
        self._wait(
            lambda: self.script("document.readyState") == "complete" and self.script("location.href") != "about:blank"
        )
        self.settle()

    def settle(self) -> None:
        """Wait until nothing has been fetched for a moment."""
        calm = time.monotonic() + 0.25
        while time.monotonic() < calm:
            if self._read(0.05) is not None:
                calm = min(calm + 0.1, time.monotonic() + 0.25)

    def script(self, source: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        answer = self._call("Runtime.evaluate", {"expression": source, "awaitPromise": True, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise ChromeProblem(json.dumps(answer["exceptionDetails"])[:600])
        return answer["result"].get("value")

    def wait_for(self, source: str) -> None:
        """Wait until an expression is true in the page."""
        self._wait(lambda: bool(self.script(source)))

    def key(self, key: str, text: str = "") -> None:
        """Press a key, for example ``Tab`` or ``Enter``; ``text`` for keys that type something."""
        codes = {"Tab": 9, "Enter": 13, "ArrowDown": 40, "Escape": 27}
        event: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": codes.get(key, ord(key[0].upper()))}
        typed = "\r" if key == "Enter" else text
        self._call("Input.dispatchKeyEvent", {**event, "type": "keyDown", **({"text": typed} if typed else {})})
        self._call("Input.dispatchKeyEvent", {**event, "type": "keyUp"})

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self._call("Input.insertText", {"text": text})

    def picture(self, path: Path, height: int | None = None) -> None:
        """Save what is seen, or the page down to ``height``, as PNG."""
        clip = {}
        if height is not None:
            size = self._call("Page.getLayoutMetrics")["cssContentSize"]
            clip = {"clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], height), "scale": 1}}
        data = self._call("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, **clip})["data"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))

    def _wait(self, ready: Any) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if ready():
                    return
            except ChromeProblem:
                pass  # the page is just being replaced
            time.sleep(0.02)
        raise ChromeProblem("the page did not get ready")

    def _call(
        self, method: str, parameters: dict[str, Any] | None = None, *, session: str | None = None
    ) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters or {}}
        used = getattr(self, "_session", "") if session is None else session
        if used:
            message["sessionId"] = used
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self._read(1.0)
            if answer is not None and answer.get("id") == number:
                if "error" in answer:
                    raise ChromeProblem(f"{method}: {answer['error'].get('message')}")
                result: dict[str, Any] = answer["result"]
                return result
        raise ChromeProblem(f"{method}: no answer")

    def _read(self, wait: float) -> dict[str, Any] | None:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], wait)
            if not ready:
                return None
            piece = os.read(self._in, 1 << 20)
            if not piece:
                raise ChromeProblem("Chromium went away")
            self._buffer += piece
        raw, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(parameters["exceptionDetails"])[:400])
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.errors.append(f"{parameters['entry'].get('text')} {parameters['entry'].get('url', '')}")
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
            self.errors.append(json.dumps(parameters["args"])[:400])
