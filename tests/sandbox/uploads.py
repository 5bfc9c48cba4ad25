"""Multipart uploads as a client sends them."""

from __future__ import annotations

from typing import Any


def form(*files: tuple[str, bytes, str], **values: str | list[str]) -> dict[str, Any]:
    """The data and headers of a multipart upload."""
    head = 'Content-Disposition: form-data; name="file"; filename="{}"\r\nContent-Type: {}\r\n\r\n'
    parts = [head.format(name, kind).encode() + data for name, data, kind in files]
    for name, given in values.items():
        for value in given if isinstance(given, list) else [given]:
            parts.append(f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode())
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=edge", "X-Atlassian-Token": "nocheck"}
    return {"data": body, "headers": headers}
