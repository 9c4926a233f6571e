"""A server of its own process that sends and takes as much as it is asked to: `python -m tests.wire.streams`."""

from __future__ import annotations

import socket
import sys
from threading import Thread

from tests.wire.servers import Request, answer

CHUNK = b"\0" * (1 << 20)


def serve(sock: socket.socket) -> None:
    """`GET /<bytes>` gives that many; a body is counted, and its length is the answer."""
    rest = b""
    buffer = bytearray(1 << 20)
    while True:
        while b"\r\n\r\n" not in rest:
            data = sock.recv(65536)
            if not data:
                return
            rest += data
        head, _, rest = rest.partition(b"\r\n\r\n")
        request = Request(head, b"")
        taken, rest = len(rest), b""
        if request.header("transfer-encoding") == "chunked":
            # Counted with its framing; the last chunk is looked for at the end of what arrived.
            tail = b""
            while not tail.endswith(b"0\r\n\r\n"):
                count = sock.recv_into(buffer)
                taken += count
                tail = (tail + bytes(buffer[max(0, count - 5) : count]))[-5:]
        while taken < int(request.header("content-length") or 0):
            taken += sock.recv_into(buffer)
        if request.method != "GET":
            sock.sendall(answer(body=str(taken).encode()))
            continue
        left = int(request.target[1:])
        sock.sendall(answer(length=left))
        while left:
            left -= sock.send(CHUNK[: min(left, len(CHUNK))])


def main() -> None:
    """Print the port, serve until the input ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)  # noqa: T201
        Thread(target=accept, args=(listener,), daemon=True).start()
        sys.stdin.read()


def accept(listener: socket.socket) -> None:
    while True:
        sock, _ = listener.accept()
        Thread(target=serve, args=(sock,), daemon=True).start()


if __name__ == "__main__":
    main()
