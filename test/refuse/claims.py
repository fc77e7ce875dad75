#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A captured machine is only looked at: each command that acts fails there with one line, and claims nothing.

    claims.py CXL MACHINES

Also where there is nothing to do. One TAP line for each row, and one for the
commands that have none.
"""
import pathlib
import subprocess
import sys

from captured import fingerprint, refusal_problems, tap, try_rows

IDLE, REGIONS = 'qemu-hb2-idle', 'qemu-hb2-regions'
CAPTURED = 'captured machine'

# machine, what is typed, what is said.
ROWS = [
    (IDLE, 'enable-memdev mem0', CAPTURED),
    (IDLE, 'disable-memdev mem1', CAPTURED),
    (IDLE + '+disabled', 'disable-memdev mem1', CAPTURED),
    (IDLE + '+disabled', 'enable-memdev mem1', CAPTURED),
    (REGIONS, 'disable-memdev -f mem1', CAPTURED),
    (IDLE, 'reserve-dpa mem1', CAPTURED),
    (IDLE, 'free-dpa mem1', CAPTURED),
    (IDLE, 'update-firmware mem0', CAPTURED),
    (IDLE, 'update-firmware mem0 -w', CAPTURED),
    (IDLE, 'update-firmware mem0 -F {file}', CAPTURED),
    (IDLE, 'update-firmware mem0 -F {file} -w', CAPTURED),
    (IDLE, 'update-firmware mem0 --cancel', 'no update is in progress'),
    (IDLE, 'set-alert-config mem0 -L 30 --life-used-alert=on', CAPTURED),
    (IDLE, 'wait-sanitize mem0', CAPTURED),
    (IDLE, 'sanitize-memdev mem0', CAPTURED),
    (IDLE, 'sanitize-memdev mem0 --yes', CAPTURED),
    (IDLE, 'set-partition mem0', CAPTURED),
    (IDLE, 'set-partition mem0 --dry-run', CAPTURED),
    (IDLE, 'read-labels mem0', CAPTURED),
    (IDLE, 'read-labels mem1', CAPTURED),
    (IDLE, 'zero-labels mem1', 'no label area'),
    (IDLE + '+no-nvdimm', 'zero-labels mem0', CAPTURED),
    (IDLE + '+no-nvdimm', 'zero-labels mem0 --yes', CAPTURED),
    (IDLE + '+no-nvdimm', 'write-labels mem0 -i {file}', CAPTURED),
    (IDLE, 'create-region -t ram -d decoder0.1 -m mem3', CAPTURED),
    (REGIONS, 'enable-region region0', CAPTURED),
    (REGIONS, 'disable-region region0', CAPTURED),
    (REGIONS, 'wait region0', CAPTURED),
    (REGIONS, 'offline-region region0', CAPTURED),
    (REGIONS, 'online-region region0', 'it has no memory blocks'),
    (REGIONS, 'set-mode region0 devdax', CAPTURED),
    (IDLE, 'prepare-removal mem1', CAPTURED),
    (REGIONS, 'set-mode region0 system-ram --no-online', CAPTURED),
    (REGIONS + '+locked', 'disable-region region0', CAPTURED),
    (REGIONS, 'destroy-region -f region0', CAPTURED),
    (REGIONS, 'inject-poison region0 -o 0', CAPTURED),
    (REGIONS, 'clear-poison region0 -a 0x4d0000000', CAPTURED),
    (REGIONS, 'inject-media-poison mem1 -a 0x1000', CAPTURED),
    (REGIONS, 'clear-media-poison mem1 -a 0x1000', CAPTURED),
    (IDLE, 'disable-port -f port2', CAPTURED),
    (IDLE, 'enable-port port2', CAPTURED),
    (IDLE, 'enable-port -m port2', CAPTURED),
    (IDLE, 'disable-bus -f root0', CAPTURED),
    (IDLE, 'monitor', CAPTURED),
    (IDLE, 'monitor -l {missing}/log', CAPTURED),
    (IDLE, 'apply', CAPTURED),
    (IDLE, 'apply --prune', CAPTURED),
    (IDLE, 'inject-protocol-error pci0000:0c -p mem -s correctable', 'cannot inject it'),
]

# They act on nothing; "recover" finds nothing to undo on these machines, which is true.
LOOKING = {'version', 'list', 'help', 'recover', 'status', 'doctor', 'capture', 'graph', 'export', 'diff'}


def problems(argv, tree, says):
    """What is wrong with the answer, and the answer."""
    before = fingerprint(tree)
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    lines = [line for line in done.stderr.splitlines() if ': chose ' not in line]
    yield from refusal_problems(done, lines, [1, 2], says)
    if fingerprint(tree) != before:
        yield 'the machine has changed'
    yield f'stderr: {done.stderr}'


def main():
    cxl, packed = (pathlib.Path(arg).resolve() for arg in sys.argv[1:3])
    try_rows(cxl, packed, ROWS, problems)
    known = {command.split()[0] for _, command, _ in ROWS} | LOOKING
    listed = subprocess.run([cxl, '--list-cmds'], capture_output=True, text=True, check=True)
    missing = sorted(set(listed.stdout.split()) - known)
    tap.ok('every command has a row', [f'none: {" ".join(missing)}'] if missing else [])
    tap.done()


if __name__ == '__main__':
    main()
