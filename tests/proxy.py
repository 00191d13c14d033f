"""Stands between the nodes and the database: can delay, cut and swallow, at any time or at a step
of a transaction that it knows by the messages of PostgreSQL's protocol."""

import contextlib
import select
import socket
import threading
import time

# The whole message that has COMMIT parsed. What stands before it has the transaction's id.
COMMIT = b"P\0\0\0\x0e\0COMMIT\0"
BEGIN = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE\0"
# Where a connection is caught, and what becomes of it there.
STEPS = ("begin", "statement", "before commit", "commit", "answer")
DEEDS = ("cut", "delay", "swallow")


class Trap:
    """For the first connection that comes to the step. `seconds`: how long what is caught is held;
    after a cut the database's side stays open so long, and gets what was held if `is_late`."""

    def __init__(self, step, deed, seconds=0.5, is_late=False):
        self.step, self.deed, self.seconds, self.is_late = step, deed, seconds, is_late
        self.sprung = threading.Event()

    def catches(self, pair, from_client, data):
        """How many of these bytes still pass; None: it is another step."""
        if not from_client:
            return 0 if self.step == "answer" and pair.has_committed else None
        if COMMIT in data:
            if self.step == "commit":
                return data.index(COMMIT)
            return 0 if self.step == "before commit" else None
        if BEGIN in data:
            return 0 if self.step == "begin" else None
        return 0 if self.step == "statement" and pair.is_writing else None


class Pair:
    def __init__(self, client, behind):
        self.client, self.behind = client, behind
        self.is_writing = self.has_committed = False

    def note(self, from_client, data):
        if from_client:
            self.is_writing = BEGIN in data or (self.is_writing and COMMIT not in data)
            self.has_committed = COMMIT in data
        elif self.has_committed:
            self.has_committed = False

    def close(self):
        for one in (self.client, self.behind):
            close(one)


def close(one):
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


class Proxy:
    def __init__(self, target):
        self.target, self.delay, self.is_black_hole = target, 0.0, False
        self.pairs, self.traps = [], []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.lock = threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.server.accept()[0]
                behind = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                if self.server.fileno() < 0:
                    return
                with contextlib.suppress(Exception):
                    client.close()
                continue
            pair = Pair(client, behind)
            with self.lock:
                self.pairs.append(pair)
            threading.Thread(target=self.pump, args=(pair,), daemon=True).start()

    def pump(self, pair):
        with contextlib.suppress(OSError, ValueError):
            while True:
                for source in select.select([pair.client, pair.behind], [], [], 1)[0]:
                    data = source.recv(65536)
                    if not data:
                        return pair.close()
                    self.pass_on(pair, source is pair.client, data)
        pair.close()

    def pass_on(self, pair, from_client, data):
        if self.delay:
            time.sleep(self.delay)
        while self.is_black_hole:
            time.sleep(0.05)
        target = pair.behind if from_client else pair.client
        trap, passing = self.trap_of(pair, from_client, data)
        pair.note(from_client, data)
        if trap is not None:
            target.sendall(data[:passing])
            data = data[passing:]
            if trap.deed == "cut":
                close(pair.client)
            trap.sprung.set()
            time.sleep(trap.seconds)
            if trap.is_late:
                target.sendall(data)
                time.sleep(0.5)  # the database takes it
            if trap.deed != "delay":
                raise OSError("the connection has ended")
        target.sendall(data)

    def trap_of(self, pair, from_client, data):
        with self.lock:
            for trap in self.traps:
                passing = trap.catches(pair, from_client, data)
                if passing is not None:
                    self.traps.remove(trap)
                    return trap, passing
        return None, 0

    def set_trap(self, *words, **more):
        trap = Trap(*words, **more)
        with self.lock:
            self.traps.append(trap)
        return trap

    def take_traps_away(self):
        with self.lock:
            self.traps = []

    def cut(self):
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            pair.close()

    def stop(self):
        self.server.close()
        self.cut()
