# SPDX-License-Identifier: GPL-2.0-or-later
"""A test script's voice: one TAP line for each thing it found true or not."""
import sys

count = failed = 0


def ok(what, problems=()):
    """Say that @what holds, or in which places it does not."""
    global count, failed
    problems = list(problems)
    count += 1
    failed += bool(problems)
    print(f'{"not ok" if problems else "ok"} {count} - {what}')
    for problem in problems:
        note(problem)


def note(text):
    for line in str(text).rstrip().splitlines():
        print(f'# {line}')


def skip(what, why):
    global count
    count += 1
    print(f'ok {count} - {what} # SKIP {why}')


def done():
    """The last words: the plan, and the exit status."""
    print(f'1..{count}')
    sys.exit(1 if failed else 0)
