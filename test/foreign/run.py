#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines that anybody may have made, and readers of the output that are slow or leave.

    run.py CXL WITHOUT MACHINES

One TAP line for each: what would show a file of the host, hang, write to this machine, lose
output unseen, or print what no parser takes.
"""
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.append(os.fspath(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402

MACHINE = 'qemu-hb2-regions'
MEM0 = 'sys/devices/pci0000:0c/0000:0c:00.0/0000:0d:00.0/mem0'
VERSION = f'{MEM0}/firmware_version'
MEMORY = 'sys/devices/system/memory'
SECRET = "the host's own"
LIMIT_S = 60
FIFO = object()

# What is changed, and the firmware_version in the answer; None: it cannot be read.
ANSWERS = [
    ('a FIFO is not waited for', {VERSION: FIFO}, None),
    ('a link to an absolute path stays inside', {VERSION: ('link', '{outside}/secret')}, None),
    ('so does one that goes up', {VERSION: ('link', '../' * 40 + '{outside}/secret')}, None),
    ('and one to a directory above', {MEM0 + '/pmem': ('link', '{outside}'), VERSION: 'FW 1\n'}, 'FW 1'),
    ('an absolute link begins at the root of the machine', {'version': 'inside\n', VERSION: ('link', '/version')},
     'inside'),
    ('a link in a circle is none', {VERSION: ('link', 'firmware_version')}, None),
    ('a directory is no attribute', {VERSION: 'directory'}, None),
    ('bytes that are no text are replaced', {VERSION: b'FW\377\376 1\n'}, 'FW\ufffd\ufffd 1'),
    ('so is the rest of a character', {VERSION: b'FW \303\n'}, 'FW \ufffd'),
    ('control characters are escaped', {VERSION: b'FW\033[2J\177\n'}, 'FW\033[2J\177'),
    ('text is left as it is', {VERSION: 'FW \u00fc\u20ac\U0001f600\n'}, 'FW \u00fc\u20ac\U0001f600'),
]


def put(path, what, outside):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if what is FIFO:
        os.mkfifo(path)
    elif what == 'directory':
        path.mkdir()
    elif isinstance(what, tuple):
        path.symlink_to(what[1].format(outside=outside))
    else:
        path.write_bytes(what if isinstance(what, bytes) else what.encode())


def run(argv, **how):
    return subprocess.run(list(map(str, argv)), stdin=subprocess.DEVNULL, timeout=LIMIT_S, check=False,
                          **{'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **how})


class Foreign:
    """A pristine machine to be changed, and a secret of the host's beside it."""

    def __init__(self, machines, work):
        self.pristine, self.outside, self.work = unpack(machines / MACHINE, work / 'pristine'), work / 'outside', work
        self.outside.mkdir()
        for name in ('secret', 'size'):
            (self.outside / name).write_text(SECRET + '\n')

    def changed(self, changes):
        root = self.work / 'machine'
        subprocess.run(['rm', '-rf', root], check=True)
        subprocess.run(['cp', '-a', self.pristine, root], check=True)
        for path, what in changes.items():
            put(root / path, what, self.outside)
        return root


# ---- machines -------------------------------------------------------------------

def version_problems(done, wanted):
    if SECRET.encode() in done.stdout + done.stderr:
        yield 'it shows what is outside'
    if wanted is None and done.returncode == 1 and done.stderr:
        return                  # what cannot be read may be a failure, if it is said
    if done.returncode or done.stderr:
        yield f'status {done.returncode}: {done.stderr!r}'
    try:
        memdev = json.loads(done.stdout.decode())[0]
    except (ValueError, IndexError) as error:
        yield f'{error}: {done.stdout!r}'
        return
    if memdev.get('firmware_version') != wanted:
        yield f'{memdev.get("firmware_version")!r}, not {wanted!r}'


def test_answers(cxl, foreign):
    for what, changes, wanted in ANSWERS:
        root = foreign.changed(changes)
        done = run([cxl, '--sysroot', root, 'list', '-m', 'mem0', '--timeout', '2'])
        tap.ok(what, version_problems(done, wanted))


def test_without_openat2(cxl, without, foreign):
    for reason in ('ENOSYS', 'EPERM'):
        what = f'where openat2() fails with {reason} all is as with it'
        question = ['--sysroot', foreign.pristine, 'list', '-vvv']
        done = run([without, 'openat2', reason, cxl, *question])
        if done.returncode == 77:
            tap.skip(what, 'no system call can be forbidden here')
            continue
        same = run([cxl, *question])
        tap.ok(what, [done.stderr] if (done.stdout, done.stderr) != (same.stdout, same.stderr) else [])
        root = foreign.changed({VERSION: ('link', '{outside}/secret')})
        tap.ok('and no link leads out',
               version_problems(run([without, 'openat2', reason, cxl, '--sysroot', root, 'list', '-m', 'mem0']), None))


def test_media_errors(cxl, foreign):
    for option, status in ('-L', 1), ('-vvv', 0):
        done = run([cxl, '--sysroot', foreign.pristine, 'list', '-M', option])
        lines = done.stderr.decode().splitlines()
        tap.ok(f'poison lists that no captured machine has: list {option} exits with {status}, and lists the rest',
               [f'status {done.returncode}: {lines}'] if done.returncode != status or len(lines) != 1 or
               'media errors: ' not in lines[0] or b'mem0' not in done.stdout else [])


def test_waiting(cxl, foreign):
    root = foreign.changed({f'{MEM0}/security': 'directory', f'{MEM0}/security/state': 'sanitize\n'})
    done = run([cxl, '--sysroot', root, 'wait-sanitize', 'mem0'])
    tap.ok('what holds still is not waited for',
           [f'status {done.returncode}: {done.stderr}'] if done.returncode != 2 or not done.stderr else [])


def test_absurd_blocks(cxl, foreign):
    """As many looks as there are blocks, not as there could be."""
    for size in ('1', '0', 'ffffffffffffffff', '8000000'):
        root = foreign.changed({})
        (root / MEMORY).mkdir(parents=True, exist_ok=True)
        (root / MEMORY / 'block_size_bytes').write_text(f'{size}\n')
        try:
            done = run([cxl, '--sysroot', root, 'destroy-region', '-f', 'region1'])
        except subprocess.TimeoutExpired:
            tap.ok(f'memory blocks of {size} bytes end', [f'not in {LIMIT_S} s'])
            continue
        tap.ok(f'memory blocks of {size} bytes end',
               [f'status {done.returncode}: {done.stderr}'] if done.returncode != 1 or not done.stderr else [])


def test_completion(cxl, foreign):
    root = foreign.changed({})
    devices = root / 'sys/bus/cxl/devices'
    devices.rename(root / 'sys/bus/cxl/others')
    (foreign.outside / 'mem77').touch()
    devices.symlink_to(foreign.outside)
    done = run([cxl, '--sysroot', root, '--complete', 'list', '-m', 'm'])
    tap.ok('nothing outside is offered for completion', [done.stdout] if done.stdout else [])


# The rest of this machine stays; its /sys is the captured one.
INSTEAD_OF_SYS = 'mount --bind "$1" /sys && shift && exec "$@"'


def in_place_of_sys(root, argv):
    return run(['unshare', '-m', '--propagation', 'private', 'sh', '-c', INSTEAD_OF_SYS, 'sh', root / 'sys', *argv])


def test_this_machine(cxl, foreign):
    what = '--sysroot / only looks at this machine'
    root = foreign.changed({})
    if not shutil.which('unshare') or in_place_of_sys(root, ['true']).returncode:
        tap.skip(what, 'no /sys of our own can be had')
        return
    unbinds = [root / f'sys/bus/cxl/drivers/{driver}/unbind' for driver in ('cxl_mem', 'cxl_region')]
    for unbind in unbinds:
        unbind.parent.mkdir(parents=True, exist_ok=True)
        unbind.write_text('')
    asked = [cxl, '--sysroot', '/', 'disable-memdev', '-f', 'mem2']
    done = in_place_of_sys(root, asked)
    tap.ok(what, [f'status {done.returncode}: {done.stderr}'] * (
        done.returncode != 1 or b'never written to' not in done.stderr or any(unbind.read_text() for unbind in unbinds)))
    done = in_place_of_sys(root, [arg for arg in asked if arg not in ('--sysroot', '/')])
    tap.ok('without it that machine is written to',
           [f'status {done.returncode}: {done.stderr}'] if not any(unbind.read_text() for unbind in unbinds) else [])


# ---- streams --------------------------------------------------------------------

def read_slowly(fd):
    data = b''
    while True:
        time.sleep(0.002)
        more = os.read(fd, 2000)
        if not more:
            return data
        data += more


def before_slow_reader(argv):
    ours, theirs = os.pipe()
    fcntl.fcntl(theirs, fcntl.F_SETFL, os.O_NONBLOCK)
    with subprocess.Popen(list(map(str, argv)), stdout=theirs, stdin=subprocess.DEVNULL) as child:
        os.close(theirs)
        data = read_slowly(ours)
        os.close(ours)
        return child.wait(), data


def test_slow_reader(cxl, foreign):
    question = [cxl, '--sysroot', foreign.pristine, 'list', '-vv']
    status, data = before_slow_reader(question)
    tap.ok('a pipe that does not wait gets the whole listing',
           [f'status {status}, {len(data)} bytes'] if status or data != run(question).stdout else [])


def test_lost_output(cxl, foreign):
    question = [cxl, '--sysroot', foreign.pristine, 'list']
    with open('/dev/full', 'wb') as full:
        done = run(question, stdout=full)
    tap.ok('what is lost on a full disk is a failure',
           [f'status {done.returncode}: {done.stderr}'] if done.returncode != 1 or not done.stderr else [])
    ours, theirs = os.pipe()
    os.close(ours)
    for action, wanted in (signal.SIG_DFL, -signal.SIGPIPE), (signal.SIG_IGN, 1):
        done = run(question, stdout=theirs, preexec_fn=lambda a=action: signal.signal(signal.SIGPIPE, a),
                   restore_signals=False)
        tap.ok(f'a reader that leaves: status {wanted}',
               [f'status {done.returncode}: {done.stderr}'] if done.returncode != wanted else [])
    os.close(theirs)


def test_closed_streams(cxl):
    many = ' '.join(f'mem{n}' for n in range(1, 3001))
    for closed in ('>&-', '>&- 2>&-', '<&- >&- 2>&-', '2>&-'):
        done = run(['sh', '-c', f'exec "$1" disable-memdev {many} {closed}', 'sh', cxl])
        tap.ok(f'{closed}: it ends', [f'status {done.returncode}: {done.stderr[-200:]}'] if done.returncode != 3 else [])
    done = run(['sh', '-c', 'exec "$1" list >&-', 'sh', cxl])
    tap.ok('>&-: a listing that goes nowhere is a failure',
           [f'status {done.returncode}'] if done.returncode != 1 or not done.stderr else [])


def main(cxl, without, machines):
    memory = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as work:
        foreign = Foreign(pathlib.Path(machines), pathlib.Path(work).resolve())
        test_answers(cxl, foreign)
        test_without_openat2(cxl, without, foreign)
        test_media_errors(cxl, foreign)
        test_waiting(cxl, foreign)
        test_absurd_blocks(cxl, foreign)
        test_completion(cxl, foreign)
        test_this_machine(cxl, foreign)
        test_slow_reader(cxl, foreign)
        test_lost_output(cxl, foreign)
    test_closed_streams(cxl)
    tap.done()


if __name__ == '__main__':
    main(*(os.path.abspath(arg) for arg in sys.argv[1:]))
