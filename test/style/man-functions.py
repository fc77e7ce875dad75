#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pages of the library's functions: each has one, with all that a caller must know, and it can be rendered.

    man-functions.py PAGES SYM INCLUDE [GROFF]
"""
import pathlib
import re
import subprocess
import sys

import tap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'Documentation/libcxl'))
import pages       # noqa: E402
import prototypes  # noqa: E402

# What may be absent: by its type, the words of which one stands in the comment of who answers it.
ABSENT = {
    'unsigned long long': r'ULLONG_MAX|\b0\b',
    'unsigned int': r'UINT_MAX|\b0\b',
    'size_t': r'SIZE_MAX|\b0\b',
    'ssize_t': r'-E[A-Z]+',
    'pointer': r'NULL',
}
# What acts answers 0 or an errno, or as another function does.
ACTS = re.compile(r'_(set|clear|enable|disable|commit|reset|inject|update|cancel|delete|write|read|zero|submit|'
                  r'wait|sanitize|erase|translate|refresh|settle)(_|$)')
ANSWER = re.compile(r'-E[A-Z]+|\b0\b|\b[Tt]he same|[Aa]s (at|of|for|by)|cxl_\w+\(\)')


def rendering_problems(groff, page):
    done = subprocess.run([groff, '-man', '-Tutf8', '-ww', '-z', page], capture_output=True, text=True)
    return done.stderr.splitlines()


def unresolved(page):
    """What is said of another page leads to a page."""
    text = page.read_text()
    for name in re.findall(r'\\fB(cxl_\w+)\\fP\(?\)?', text):
        if not (page.parent / f'{name}.3').exists():
            yield f'{page.name}: {name}'


def returned(prototype, text):
    """The type of what comes back; 'pointer' for any of them."""
    head = re.search(rf'^((?:\w+\s+)+\**\s*){prototype.name}\(', text, re.MULTILINE)
    words = ' '.join(head[1].split())
    return 'pointer' if words.endswith('*') else words


def check_comments(headers):
    found = [(f'{path.name}: {prototype.name}', returned(prototype, path.read_text()), prototype)
             for path in headers for prototype in prototypes.of_headers([path]) if not prototype.inline]
    tap.ok('what may have no value says how that looks',
           [f'{name}: none of {ABSENT[kind]}' for name, kind, prototype in found
            if kind in ABSENT and not re.search(ABSENT[kind], prototype.comment)])
    tap.ok('what acts says how it answers',
           [name for name, kind, prototype in found
            if kind == 'int' and ACTS.search(prototype.name) and not re.search('_(get|is)_', prototype.name)
            and not ANSWER.search(prototype.comment)])


def main(folder, sym, include, groff=''):
    folder = pathlib.Path(folder)
    headers = sorted(pathlib.Path(include).glob('cxl/libcxl/*.h'))
    names = {pages.page_of(path) for path in headers}
    tap.ok('each exported function has a page',
           [name for name in sorted(pages.nodes_of(pathlib.Path(sym))) if not (folder / f'{name}.3').exists()])
    for name in sorted(names):
        page = folder / f'{name}.3'
        tap.ok(f'{name}(3) names only what has a page', unresolved(page))
        if groff:
            tap.ok(f'{name}(3) is rendered without a warning', rendering_problems(groff, page))
    check_comments(headers)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
