#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Watch memory devices come and go, from Python."""
# tag::program[]
import select
import sys

import cxl


def say(memdev, what):
    print(f'{memdev.name}, serial {memdev.serial:#x}, {what}', flush=True)


def look(ctx, seen):
    """One object is one device: another one that has taken its name is another object."""
    for memdev in [memdev for memdev in seen if memdev.is_gone]:
        say(memdev, 'left')
        seen.remove(memdev)
    for memdev in ctx.memdevs:
        if memdev not in seen:
            say(memdev, 'is here')
            seen.append(memdev)


def await_change(ctx, poller):
    """The end of the standard input ends the program; a line in it makes it look."""
    while True:
        ready = [descriptor for descriptor, _ in poller.poll()]
        if sys.stdin.fileno() in ready:
            return sys.stdin.buffer.raw.read(256)
        if ctx.watch_drain():
            return True


def main(root=None):
    ctx, poller, seen = cxl.Context(root), select.poll(), []
    poller.register(sys.stdin, select.POLLIN)
    if root is None:    # a captured machine has no events, and needs the lines
        poller.register(ctx.watch_fd(), select.POLLIN)
    look(ctx, seen)
    while await_change(ctx, poller):
        ctx.refresh()
        look(ctx, seen)


main(*sys.argv[1:])
# end::program[]
