#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The examples of the documentation say what the programs say, on a captured machine.

    man-examples.py DOCUMENTATION MACHINES PROGRAM... [--update]

A block of text after a comment "machine NAME" is a dialogue with that machine:
a line that begins with "$ " is a command, what follows is its answer, errors
included. "machine -" is for what asks no machine. The first word of a command
is the name of a PROGRAM, which is told of the machine. "machine A,B": the first
command runs on A, the others on B. What ends with ">FILE" writes to a file. One in Python finds the
library in $LIBRARY_OF_PYTHON, after what $PRELOAD_OF_PYTHON names. With
--update the answers are written anew.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import tap
from unpack import unpack

BLOCK = re.compile(r'^(?://|<!--) machine (\S+)(?: -->)?\n((?:----|```)\w*\n)(.*?)^(----|```)$', re.M | re.S)


class Machines:
    """Captured machines, unpacked when first asked for."""

    def __init__(self, archives, folder):
        self.archives, self.folder = pathlib.Path(archives), pathlib.Path(folder)

    def root(self, name):
        root = self.folder / name
        if not root.exists():
            unpack(self.archives / name, root)
        return root


def of_python(words):
    """A script with the library that is to be tried; the interpreter itself leaks."""
    lent = {'LD_LIBRARY_PATH': os.environ['LIBRARY_OF_PYTHON'],
            'LD_PRELOAD': os.environ.get('PRELOAD_OF_PYTHON', ''),
            'ASAN_OPTIONS': 'detect_leaks=0'}
    return [sys.executable, '-B', *words], {**os.environ, **lent}


class Theatre:
    """The programs, and the machines that they are asked about."""

    def __init__(self, programs, machines):
        self.programs = {pathlib.Path(program).name: str(pathlib.Path(program).resolve()) for program in programs}
        self.machines = machines

    def answer(self, machine, command):
        command, _, file = command.partition(' >')
        words = shlex.split(command)
        words[0] = self.programs[pathlib.Path(words[0]).name]
        if machine != '-':
            root = str(self.machines.root(machine))
            words[1:1] = ['--sysroot', root] if words[0] == self.programs['cxl'] else [root]
        words, environment = of_python(words) if words[0].endswith('.py') else (words, None)
        said = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=60, cwd=self.machines.folder).stdout
        if not file:
            return said
        (self.machines.folder / file).write_text(said)
        return ''

    def play(self, machine, dialogue):
        """The dialogue as it should be."""
        commands = [line for line in dialogue.splitlines() if line.startswith('$ ')]
        machines = machine.split(',')
        return ''.join(f'{command}\n{self.answer(machines[min(i, len(machines) - 1)], command[2:])}'
                       for i, command in enumerate(commands))


def wrong_lines(is_said, would_be):
    for said, heard in zip(is_said.splitlines() + [''], would_be.splitlines() + ['']):
        if said != heard:
            return [f'it says:     {said}', f'it should be: {heard}']
    return ['it ends too early, or too late']


def check(path, text, theatre):
    for block in BLOCK.finditer(text):
        would_be = theatre.play(block[1], block[3])
        command = block[3].splitlines()[0]
        tap.ok(f'{path.name}: {command}', [] if would_be == block[3] else wrong_lines(block[3], would_be))


def update(path, text, theatre):
    def anew(block):
        return block[0].replace(block[2] + block[3], block[2] + theatre.play(block[1], block[3]))
    path.write_text(BLOCK.sub(anew, text))


def each_page(documentation, archives, programs, act):
    top = pathlib.Path(documentation)
    with tempfile.TemporaryDirectory() as folder:
        theatre = Theatre(programs, Machines(archives, folder))
        for path in [*sorted(top.rglob('*.adoc')), *sorted(top.rglob('*.md')), top.parent / 'README.md']:
            act(path, path.read_text(), theatre)


def main(words):
    documentation, archives, *programs = [word for word in words if word != '--update']
    if '--update' in words:
        each_page(documentation, archives, programs, update)
        return
    each_page(documentation, archives, programs, check)
    tap.done()


if __name__ == '__main__':
    main(sys.argv[1:])
