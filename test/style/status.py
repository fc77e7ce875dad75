#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""In the tool an enum status and an errno never share a variable.

    status.py SOURCE

A function that returns an enum status has reported what went wrong; an int that
is a negative errno has not been reported. The compiler sees no difference.
"""
import pathlib
import re
import sys

import tap

RETURNS_STATUS = re.compile(r'^(static )?(?:.*[ (])?enum status (?:\(\*)?(\w+)\)?\(', re.MULTILINE)
FUNCTION = re.compile(r'^(?P<head>\w[^\n;{}]*\([^;{}]*\))\n\{\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL)


def declared(body, kind):
    """The names of the local variables of a type."""
    for line in re.findall(rf'^\t+{kind} ([^;]*);', body, re.MULTILINE):
        for part in re.split(r',(?![^(]*\))', line):
            name = re.match(r'\s*(\w+)', part)
            if name:
                yield name[1]


def problems_of(path, statuses, ints):
    for function in FUNCTION.finditer(path.read_text()):
        head, body = function['head'], function['body']
        for name in declared(body, 'int'):
            for call in re.findall(rf'\b{name}\s*=\s*[^;=]*?\b({statuses})\(', body):
                yield f'{path.name}: int {name} is the status that {call}() returns'
        for name in declared(body, 'enum status'):
            if re.search(rf'\b{name}\s*=\s*-', body) or re.search(rf'\b{name}\s*[<=!]=?\s*-', body):
                yield f'{path.name}: enum status {name} is an errno'
        if head.startswith(('enum status', 'static enum status')) and re.search(r'\breturn -\w', body):
            yield f'{path.name}: {head.splitlines()[0]} returns an errno'
        elif head.startswith(('enum status', 'static enum status')):
            for call in set(re.findall(r'\breturn (?:[^;?]*\? )?(\w+)\(', body)) & ints:
                yield f'{path.name}: {head.splitlines()[0]} returns the int of {call}()'
        elif re.match(r'(static )?int (?!main\()', head):  # what main() returns is the exit status
            for call in re.findall(rf'\breturn [^;]*?\b({statuses})\(', body):
                yield f'{path.name}: {head.splitlines()[0]} returns the status of {call}()'


def names_in(text):
    """(static or not, the name) of each function, or pointer to one, that returns a status."""
    return {(bool(static), name) for static, name in RETURNS_STATUS.findall(text)}


def main(top):
    texts = {path: path.read_text() for path in sorted(pathlib.Path(top, 'cxl').rglob('*.[ch]'))}
    public = {name for text in texts.values() for static, name in names_in(text) if not static}
    tap.ok('there are functions that return a status', [] if len(public) > 30 else sorted(public))
    problems = []
    for path, text in texts.items():
        own = {name for _, name in names_in(text)}
        others = set(re.findall(r'^static (?!enum status)[^;={}()]*?(\w+)\(', text, re.MULTILINE))
        ints = set(re.findall(r'^static int (\w+)\(', text, re.MULTILINE))
        statuses = '|'.join(sorted((public - others) | own))
        problems += problems_of(path, statuses, ints) if path.suffix == '.c' else []
    tap.ok('no variable and no function holds both', problems)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
