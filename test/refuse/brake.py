#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What destroys data asks on a terminal: what is asked, and what each answer does.

    brake.py CXL MACHINES

The terminal is a pseudo terminal. That the command went on is seen by what a
captured machine then answers: it is only looked at.
"""
import os
import pathlib
import pty
import subprocess
import sys

from captured import tap, try_rows

IDLE = 'qemu-hb2-idle'
FREE = IDLE + '+no-nvdimm'
ASKED, STOPPED, WENT_ON = 'Continue? [y/N]', 'not confirmed: nothing was changed', 'captured machine'

# machine, what is typed, the answer (None: the end of the input), the status, what is said, what is not.
ROWS = [
    (IDLE, 'sanitize-memdev mem0', 'y\n', 1, [ASKED, WENT_ON], [STOPPED]),
    (IDLE, 'sanitize-memdev mem0', 'YES\n', 1, [ASKED, WENT_ON], [STOPPED]),
    (IDLE, 'sanitize-memdev mem0', 'n\n', 1, [ASKED, STOPPED], [WENT_ON]),
    (IDLE, 'sanitize-memdev mem0', '\n', 1, [ASKED, STOPPED], [WENT_ON]),
    (IDLE, 'sanitize-memdev mem0', 'yes please\n', 1, [ASKED, STOPPED], [WENT_ON]),
    (IDLE, 'sanitize-memdev mem0', None, 1, [ASKED, STOPPED], [WENT_ON]),
    (IDLE, 'sanitize-memdev mem0 mem1', 'n\n', 1,
     ['mem0: sanitize (serial 0x1, pmem 256.00 MiB (268.44 MB), labels that cannot be read)',
      'mem1: sanitize (serial 0x2, ram 256.00 MiB (268.44 MB))', STOPPED], [WENT_ON, 'mem2']),
    (IDLE, 'sanitize-memdev -e mem0', 'n\n', 1, ['mem0: erase (', STOPPED], [WENT_ON]),
    (IDLE, 'sanitize-memdev --yes mem0', '', 1, [WENT_ON], [ASKED, STOPPED]),
    (IDLE, 'sanitize-memdev all', '', 2, ['--yes'], [ASKED, WENT_ON]),
    (IDLE, 'sanitize-memdev all --yes', '', 1, [WENT_ON], [ASKED]),
    (IDLE, 'sanitize-memdev mem1 --dry-run', '', 0,
     ['1. mem1: sanitize (serial 0x2, ram 256.00 MiB (268.44 MB))'], [ASKED, WENT_ON]),
    # what cannot be done is not asked about
    (IDLE + '+disabled', 'sanitize-memdev mem1', '', 1, ['cxl enable-memdev mem1'], [ASKED]),
    (IDLE, 'zero-labels mem0', '', 1, ['pmem0 is bound'], [ASKED]),
    (FREE, 'zero-labels mem0', 'n\n', 1,
     ['mem0: zero 1048576 bytes of its label area from 0 on (', STOPPED], [WENT_ON]),
    (FREE, 'zero-labels mem0 -s 512 -O 256', 'y\n', 1,
     ['zero 512 bytes of its label area from 256 on (', WENT_ON], [STOPPED]),
    (FREE, 'write-labels mem0 -i {file}', 'n\n', 1,
     ['mem0: write to its label area from 0 on (', STOPPED], [WENT_ON]),
    (FREE, 'write-labels mem0 -i {file}', 'y\n', 1, [ASKED, WENT_ON], [STOPPED]),
    (FREE, 'write-labels mem0 -i {file} --dry-run', '', 0,
     ['1. mem0: write 1000 bytes to its label area from 0 on ('], [ASKED, WENT_ON]),
    # what destroys nothing
    (IDLE, 'zero-labels mem1 mem3', '', 0, ['zeroed 0 mem'], [ASKED]),
]


def on_terminal(argv, answer):
    """The status, and what was said, of argv on a terminal where answer is typed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(argv, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    os.write(ours, b'\x04' if answer is None else answer.encode())
    said = b''
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:         # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(ours)
    return process.wait(timeout=60), said.decode().replace('\r\n', '\n')


def problems(argv, tree, answer, status, says, never):
    """What is wrong with the status and the output, and the output."""
    ended, said = on_terminal(argv, answer)
    if ended != status:
        yield f'exit status {ended}, not {status}'
    yield from (f'no "{words}"' for words in says if words not in said)
    yield from (f'"{words}" is printed' for words in never if words in said)
    yield f'{answer!r}: {said}'


def main():
    try_rows(*(pathlib.Path(arg).resolve() for arg in sys.argv[1:3]), ROWS, problems)
    tap.done()


if __name__ == '__main__':
    main()
