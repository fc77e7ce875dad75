#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The sweep checks what messages claim of the machine: each of those claims is in a message.

    claims.py SOURCE

A claim of test/sweep/claims.c that no message makes any more checks nothing.
"""
import pathlib
import re
import sys

import tap

STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"(?:\s*\n\s*"((?:[^"\\\n]|\\.)*)")*')


def messages(top):
    """All that the product prints; at the begin of a text there may be an object and a colon."""
    for path in [*(top / 'cxl').rglob('*.c'), *(top / 'libcxl').rglob('*.c')]:
        for found in STRING.finditer(path.read_text()):
            yield ': ' + ''.join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', found[0]))


def main(source):
    top = pathlib.Path(source)
    table = (top / 'test/sweep/claims.c').read_text().split('claims[] = {')[1].split('\n};')[0]
    claims = re.findall(r'\{ "((?:[^"\\]|\\.)*)"', table)
    texts = '\n'.join(messages(top))
    tap.ok('there are claims', [] if claims else ['none found in claims.c'])
    tap.ok('each is in a message', (f'"{claim}"' for claim in claims if claim not in texts))
    tap.done()


main(*sys.argv[1:])
