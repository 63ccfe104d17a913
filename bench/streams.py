"""Reads streams of a model, many at once, and knows when each frame came.

One epoll loop takes nothing but bytes and the time; what they mean is found out when all streams have ended. So the
reader spends a few microseconds a frame, and 512 streams wait for the gateway, not for Python.
"""

import json
import select
import socket
import time

FIRST_WORD = b'"content":"The"'  # what the mock's every answer begins with


class Stream:
    """One stream: its bytes as they came, later its frames."""

    def __init__(self, port, request):
        self.pieces = []  # (time, bytes)
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        self.socket.setblocking(False)

    def take(self):
        """Whether there may be more."""
        try:
            piece = self.socket.recv(65536)
        except ConnectionError:
            piece = b""
        self.pieces.append((time.perf_counter(), piece))
        return bool(piece)

    def chunks(self):
        """(time, bytes) of each whole chunk of the body; none if there is no chunked body."""
        rest, is_body = b"", False
        for came, piece in self.pieces:
            rest += piece
            if not is_body:
                head, found, after = rest.partition(b"\r\n\r\n")
                if not found:
                    continue
                if not head.startswith(b"HTTP/1.1 200 ") or b"chunked" not in head:
                    return
                rest, is_body = after, True
            while (line := rest.find(b"\r\n")) >= 0:
                size = int(rest[:line], 16)
                end = line + 2 + size
                if size == 0 or len(rest) < end + 2:
                    break
                yield came, rest[line + 2 : end]
                rest = rest[end + 2 :]

    def frames(self):
        """(time, data) of each whole event."""
        rest = b""
        for came, chunk in self.chunks():
            *events, rest = (rest + chunk).split(b"\n\n")
            for event in events:
                yield came, event.removeprefix(b"data: ").decode()

    def words(self):
        """What the model said, a frame each, with `[DONE]` if it said that it is."""
        said = []
        for _, data in self.frames():
            if data == "[DONE]":
                said.append(data)
            elif choices := json.loads(data).get("choices"):
                said.append(choices[0]["delta"].get("content", choices[0]["finish_reason"]))
        return said


def read_streams(port, requests, seconds_max=60):
    """Asks all at once and reads each to the end of its connection, or until the time is over."""
    poll = select.epoll()
    streams = {}
    for request in requests:
        stream = Stream(port, request)
        streams[stream.socket.fileno()] = stream
        poll.register(stream.socket, select.EPOLLIN)
    under_way = len(streams)
    until = time.monotonic() + seconds_max
    while under_way > 0 and time.monotonic() < until:
        for number, _ in poll.poll(timeout=1):
            if not streams[number].take():
                poll.unregister(number)
                under_way -= 1
    poll.close()
    for stream in streams.values():
        stream.socket.close()
    return list(streams.values())


class Listener:
    """A client that keeps its connection and hears one stream after the other."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def hear(self, request):
        """Seconds from when it was sent: until the first word, and until each piece."""
        heard, first, times = b"", None, []
        began = time.perf_counter()
        self.socket.sendall(request)
        while not heard.endswith(b"0\r\n\r\n"):
            piece = self.socket.recv(65536)
            times.append(time.perf_counter() - began)
            if not piece:
                raise ConnectionError(f"the stream broke after {heard!r}")
            heard += piece
            if first is None and FIRST_WORD in heard:
                first = times[-1]
        return first, times

    def close(self):
        self.socket.close()
