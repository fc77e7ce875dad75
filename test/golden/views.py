#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines: what the views for people show of them, in pipes and on terminals.

    views.py CXL MACHINES [--write]

views/NAME of each machine in MACHINES is what the command of that name printed there, with its status in the
last line; --write writes it instead. No line of a table is wider than the terminal, no escape sequence is where
there are no colours, and a terminal of any width shows what a pipe shows, from the left.
"""
import errno
import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / 'style'))
from unpack import unpack  # noqa: E402

UTF8 = {'LC_ALL': 'C.UTF-8'}

# name: arguments, columns of the terminal (None: a pipe), environment
VIEWS = {
    'status': ('status', None, UTF8),
    'status-80': ('status', 80, UTF8),
    'status-200': ('status', 200, UTF8),
    'status-40': ('status', 40, UTF8),
    'status-dumb': ('status', 80, {**UTF8, 'TERM': 'dumb'}),
    'status-no-color': ('status', 80, {**UTF8, 'NO_COLOR': '1'}),
    'status-always': ('status --color=always', None, UTF8),
    'table': ('list --table', None, UTF8),
    'table-80': ('list --table', 80, UTF8),
    'table-200': ('list --table -MBPEDRi', 200, UTF8),
    'table-columns': ('list --table -M -o +ADDRESS,WAYS,HEALTH --sort SERIAL --bytes', None, UTF8),
    'table-raw': ('list --table -R --raw --noheadings', None, UTF8),
    'tree': ('list --tree', None, UTF8),
    'tree-c': ('list --tree', None, {'LC_ALL': 'C'}),
    'tree-80': ('list --tree -i', 80, UTF8),
    'tree-decode': ('list --tree=decode', None, UTF8),
    'tree-mem1': ('list --tree -m mem1', None, UTF8),
    'status-c': ('status', None, {'LC_ALL': 'C'}),
}
# The same bytes, whatever makes them.
SAME = (('status', 'status-dumb'), ('status', 'status-no-color'))
ESCAPE = re.compile('\033\\[[0-9]*m')


def environment(more):
    return {'PATH': os.environ['PATH'], 'TERM': 'xterm', **{k: v for k, v in os.environ.items() if k.endswith('SAN_OPTIONS')},
            **more}


def read_all(fd):
    text = b''
    while True:
        try:
            part = os.read(fd, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            part = b''
        if not part:
            return text
        text += part


def on_terminal(words, columns, env):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 50, columns, 0, 0))
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.DEVNULL, env=env) as child:
        os.close(slave)
        text = read_all(master)
    os.close(master)
    return text.decode().replace('\r\n', '\n') + f'status {child.returncode}\n'


def in_pipe(words, env):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, check=False)
    return done.stdout.decode() + f'status {done.returncode}\n'


def ask(cxl, tree, view):
    arguments, columns, env = VIEWS[view]
    words = [cxl, '--sysroot', tree, *arguments.split()]
    env = environment(env)
    return on_terminal(words, columns, env) if columns else in_pipe(words, env)


def is_table(line):
    """A line below the tables, and that above them, is as long as it has to be."""
    return not re.match(r'(CXL memory|error|action|note|status)\b', line)


def problems(view, text):
    arguments, columns, env = VIEWS[view]
    colored = columns and env.get('TERM') != 'dumb' and 'NO_COLOR' not in env or 'always' in arguments
    if not colored and '\033' in text:
        yield 'an escape sequence without colours'
    if colored and '\033' not in text:
        yield 'no colours'
    if env.get('LC_ALL') == 'C' and not text.isascii():
        yield 'the locale C has only ASCII'
    for line in ESCAPE.sub('', text).splitlines():
        if is_table(line) and len(line) > (columns or 80):
            yield f'wider than the terminal: {line!r}'
        if line != line.rstrip():
            yield f'blanks at the end: {line!r}'


def difference(ours, recorded):
    a, b = ours.splitlines(), recorded.splitlines()
    for n, (x, y) in enumerate(zip(a, b), 1):
        if x != y:
            return f'line {n}: {x!r}, recorded {y!r}'
    return f'{len(a)} lines, recorded {len(b)}'


def columns_of_manual():
    page = pathlib.Path(__file__).resolve().parents[2] / 'Documentation/cxl/cxl-list.adoc'
    return re.findall(r'^([A-Z]+)::', page.read_text().split('== TABLES')[1].split('\ninclude::')[0], re.MULTILINE)


def columns_of(cxl):
    """Those that the tool names where there is no such column."""
    said = subprocess.run([cxl, '--sysroot', '/', 'list', '--table', '-o', '?'], capture_output=True, text=True,
                          check=False).stderr
    return re.findall('[A-Z]+', said.split('(')[-1])


def main(cxl, machines, write):
    failed = number = 0
    for machine in sorted(pathlib.Path(machines).iterdir()):
        with tempfile.TemporaryDirectory() as tree:
            unpack(machine, tree)
            told = {view: ask(cxl, tree, view) for view in VIEWS}
        for view, text in told.items():
            file = machine / 'views' / view
            if write:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text)
            wrong = list(problems(view, text))
            if not file.exists() or file.read_text() != text:
                wrong.append(difference(text, file.read_text() if file.exists() else ''))
            wrong += [f'not as {one}' for one, other in SAME if other == view and told[one] != text]
            number += 1
            failed += bool(wrong)
            print(f'{"not " if wrong else ""}ok {number} - {machine.name}: {view}')
            for reason in wrong:
                print(f'# {reason}')
    same = columns_of_manual() == columns_of(cxl) != []
    print(f'{"" if same else "not "}ok {number + 1} - the manual has the columns of the tool, in their order')
    print(f'1..{number + 1}')
    failed += not same
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2], '--write' in sys.argv[3:]))
