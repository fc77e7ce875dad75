#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The types of the Python module, as mypy reads them: in itself, in a program, and in the errors of a program.

    hints.py MYPY
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402

PROGRAM = pathlib.Path(__file__).with_name('typed.py')
# A getter of ctypes returns Any; its annotation is generated from the declaration.
STRICT = ('--strict', '--no-warn-return-any', '--no-error-summary', '--hide-error-context')


def read_by(mypy, cache, *words):
    environment = {**os.environ, 'MYPYPATH': os.environ['PYTHONPATH']}
    heard = subprocess.run([mypy, *STRICT, '--cache-dir', cache, *words], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, check=False, env=environment)
    return heard.stdout.splitlines()


def expected():
    """Line -> the text of its error."""
    found = {}
    for number, line in enumerate(PROGRAM.read_text().splitlines(), 1):
        error = re.search(r'# error: (.*)', line)
        if error and '`' not in line:
            found[number] = error[1]
    return found


def differences(lines):
    wanted = expected()
    for line in lines:
        found = re.fullmatch(r'.*?:(\d+): error: (.*)', line)
        if found and wanted.get(int(found[1]), '\0') in found[2]:
            del wanted[int(found[1])]
        elif found:
            yield line
    yield from (f'{number}: no error: {text}' for number, text in wanted.items())


def main(mypy):
    # The sanitizers' library is for the interpreter that loads libcxl, which mypy does not.
    os.environ.pop('LD_PRELOAD', None)
    with tempfile.TemporaryDirectory() as cache:
        tap.ok('the module agrees with its types', read_by(mypy, cache, '-p', 'cxl'))
        tap.ok('a program gets types, and its errors are found', differences(read_by(mypy, cache, str(PROGRAM))))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
