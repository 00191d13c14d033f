"""What can go wrong in a cluster, each as a function that does it for a moment."""

import signal
import time

from proxy import DEEDS, STEPS


def freeze(r, signal_to, seconds_more=1):
    """Stops what `signal_to` reaches for a second and some."""
    signal_to(signal.SIGSTOP)
    time.sleep(1 + seconds_more * r.random())
    signal_to(signal.SIGCONT)


def faults_of(cluster):
    def kill_node(r):
        node = r.choice(cluster.nodes)
        node.kill()
        node.start()

    def freeze_node(r):
        freeze(r, r.choice(cluster.nodes).signal, seconds_more=2)

    def kill_database(r):
        cluster.postgres.kill()
        cluster.postgres.start()

    def freeze_database(r):
        freeze(r, cluster.postgres.freeze)

    def kill_s3(r):
        cluster.s3.kill()
        time.sleep(r.random())
        cluster.s3.start()

    def freeze_s3(r):
        freeze(r, cluster.s3.signal)

    def fill_s3(r):
        cluster.s3.fill()
        time.sleep(1 + 2 * r.random())
        cluster.s3.make_room()

    def cut(r):
        for _ in range(5):
            cluster.proxy.cut()
            time.sleep(0.2 * r.random())

    def delay(r):
        cluster.proxy.delay = 0.02
        time.sleep(1)
        cluster.proxy.delay = 0.0

    def swallow(r):
        cluster.proxy.is_black_hole = True
        time.sleep(1 + 2 * r.random())
        cluster.proxy.is_black_hole = False
        if r.random() < 0.5:
            cluster.proxy.cut()

    def break_each_step_of_a_transaction(r):
        traps = [
            cluster.proxy.set_trap(step, r.choice(DEEDS), 3 * r.random(), r.random() < 0.3)
            for step in STEPS
        ]
        end = time.monotonic() + 4
        while not all(trap.sprung.is_set() for trap in traps) and time.monotonic() < end:
            time.sleep(0.05)
        cluster.proxy.take_traps_away()

    every = [kill_node, freeze_node, kill_database, freeze_database, kill_s3, freeze_s3, cut]
    every += [delay, swallow, break_each_step_of_a_transaction]
    return [*every, fill_s3] if cluster.s3.is_small else every
