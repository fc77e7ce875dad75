#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures of captured machines, and archives that anybody may have made.

    run.py CXL MACHINES

One TAP line for each: a view of the capture that differs from one of the machine, an archive that
creates something where it must not, a directory that stays behind, what identifies a machine in an
anonymous capture.
"""
import gzip
import io
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import tempfile
import time

sys.path.append(os.fspath(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import ARCHIVE, captured, unpack  # noqa: E402

NOBODY = 65534
MIB = 1 << 20
VIEWS = ['list -vv', 'list -BPEDMRTXiu -vvv', 'list --table -M', 'list --tree=decode', 'status', 'doctor',
         'doctor --json=2', 'create-region --dry-run -t pmem -U 2bb0e9b6-2d3c-4a5e-8f0a-5d3f0c1b7a11', 'export']
SERIALS = 'sys/bus/cxl/devices/mem{}/serial'
WITHOUT_MEMDEV = 0xfeed123456
EXTRA = {
    'proc/cmdline': 'root=UUID=0F9B2AA4-16CC-4C27-8B0A-8E4B1CA9AEEF memhp_default_state=online ip=10.0.0.7\n',
    'proc/version': 'Linux version 7.0 (someone@builder)\n',
    'etc/modprobe.d/cxl.conf': 'blacklist cxl_pci\n# the password is 1234\n',
    'etc/cxl/regions.d/a.json': '{"members":[{"serial":"0x77","slot":"0000:0d:00.0"},{"serial":"0xabcdef123"}]}\n',
    'kernel-log': 'cxl mem0: serial 0xabcdef123, pool 0f9b2aa4-16cc-4c27-8b0a-8e4b1ca9aeef\n'
                  'cxl_pci 0000:0d:00.0: sn 46118400291 00000abcdef123 in [mem 0x461184002]\n',
    'proc/cpuinfo': 'processor: 0\nflags: a hypervisor\n\nprocessor: 1\n',
    'sys/firmware/acpi/tables/CEDT': 'CEDT\0\1\2\3',
}


class Setting:
    """The tool, and a directory in which it unpacks."""

    def __init__(self, cxl, folder):
        self.cxl, self.folder = cxl, pathlib.Path(folder)
        self.temporary = self.folder / 'tmp'
        self.temporary.mkdir()

    def run(self, *words, text=True, **how):
        env = {**os.environ, 'TMPDIR': os.fspath(self.temporary)}
        return subprocess.run([self.cxl, *map(os.fspath, words)], capture_output=True, text=text, timeout=60,
                              stdin=subprocess.DEVNULL, env=env, **how)

    def left(self):
        return [f'left behind: {path}' for path in self.temporary.iterdir()]


# ---- captures ------------------------------------------------------------------

def differences(setting, machine, capture):
    """The first view is of the archive itself, the others of what is in it."""
    inside = setting.folder / 'inside'
    with tarfile.open(capture) as tar:
        tar.extractall(inside)
    for view, path in zip(VIEWS, [capture] + [inside / 'cxl-capture'] * len(VIEWS)):
        ours, theirs = (setting.run(*view.split(), '--sysroot', where) for where in (path, machine))
        if (ours.returncode, ours.stdout, ours.stderr) != (theirs.returncode, theirs.stdout, theirs.stderr):
            yield f'{view}: {ours.stdout[:300]}{ours.stderr}'
        if len(theirs.stdout) + len(theirs.stderr) < 8:
            yield f'{view}: nothing to compare'
    shutil.rmtree(inside)


def try_machine(setting, folder):
    machine = unpack(folder, setting.folder / folder.name)
    captures = [setting.folder / f'{folder.name}-{n}.tar.gz' for n in range(3)]
    sources = [machine, folder / ARCHIVE, captures[0]]
    problems = [setting.run('capture', capture, '--sysroot', source).stderr
                for source, capture in zip(sources, captures)]
    tap.ok(f'{folder.name}: a capture of the directory, of its archive and of the capture', filter(None, problems))
    tap.ok(f'{folder.name}: every view of the capture is that of the machine',
           differences(setting, machine, captures[0]))
    tap.ok(f'{folder.name}: the same machine gives the same bytes',
           ['they differ' for capture in captures[1:] if capture.read_bytes() != captures[0].read_bytes()])
    return machine, captures[0]


def texts(archive):
    """The text of each file of a capture, by its path."""
    with tarfile.open(archive) as tar:
        return {member.name.removeprefix('cxl-capture/'): tar.extractfile(member).read()
                for member in tar if member.isfile()}


def try_members(setting, archive):
    with tarfile.open(archive) as tar:
        members = tar.getmembers()
    tap.ok('all members are below one directory, of no time and nobody',
           [member.name for member in members
            if not member.name.startswith('cxl-capture/') or member.mtime or member.uid or member.gid])
    allowed = re.compile(r'cxl-capture/(sys|proc/|dev/cxl|etc/(modprobe|cxl)|usr/lib|boot/config|kernel-|cxl-version|unread)')
    tap.ok('and nothing else than what describes the machine',
           [member.name for member in members if not allowed.match(member.name)])
    tap.ok('standard output gets the same bytes',
           [] if setting.run('capture', '-', '--sysroot', archive, text=False).stdout == archive.read_bytes()
           else ['it does not'])


# ---- anonymous -----------------------------------------------------------------

def space(serial):
    """The configuration space of a card: behind one of another kind, its serial number, and that once more."""
    data = bytearray(4096)
    data[0x100:0x104] = struct.pack('<I', 0x150 << 20 | 1 << 16 | 1)
    data[0x150:0x15c] = struct.pack('<IQ', 1 << 16 | 3, serial)
    data[0x803:0x80b] = struct.pack('<Q', serial)
    return bytes(data)


def add_card(machine, card, serial):
    """With what the bus of PCI devices has of it."""
    link = machine / 'sys/bus/pci/devices' / card.name
    for folder in (link.parent, card):
        folder.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(os.path.relpath(card, link.parent))
    (card / 'class').write_text('0x050210\n')
    (card / 'config').write_bytes(space(serial))


def extend(machine):
    machine = machine.resolve()
    add_card(machine, (machine / SERIALS.format(0)).resolve().parents[1], 0xabcdef123)
    add_card(machine, machine / 'sys/devices/pci0000:99/0000:99:00.0', WITHOUT_MEMDEV)
    for path, text in EXTRA.items():
        (machine / path).parent.mkdir(parents=True, exist_ok=True)
        (machine / path).write_text(text)
    for n, serial in enumerate(['0xabcdef123', '0x77', '0', '0x77']):
        (machine / SERIALS.format(n)).write_text(serial + '\n')


def anonymous_problems(files):
    everything = b'\n'.join(files.values()).lower()
    for secret in (b'abcdef123', b'46118400291', struct.pack('<Q', 0xabcdef123), struct.pack('<Q', WITHOUT_MEMDEV), b'0x77', b'16cc', b'10.0.0.7', b'1234', b'password', b'processor: 1'):
        if secret in everything:
            yield f'{secret} is there'
    serials = [next(text for path, text in files.items() if path.endswith(f'/mem{n}/serial')) for n in range(4)]
    if len(set(serials)) != 3 or serials[1] != serials[3] or serials[2].strip() not in (b'0', b'0x0'):
        yield f'serial numbers: {serials}'
    first, second = (serial.strip().decode() for serial in serials[:2])
    if files['etc/cxl/regions.d/a.json'].decode().count(f'"serial":"{first}"') != 1 or \
            f'"serial":"{second}"' not in files['etc/cxl/regions.d/a.json'].decode():
        yield f'layout: {files["etc/cxl/regions.d/a.json"]}'
    if f'serial {first}, pool 00000000-0000-4000-8000-' not in files['kernel-log'].decode():
        yield f'log: {files["kernel-log"]}'
    number = int(first, 16)
    if f'sn {number} {number:x} in [mem 0x461184002]' not in files['kernel-log'].decode():
        yield f'log: {files["kernel-log"]}'
    spaces = [text for path, text in files.items() if path.endswith('/config')]
    if space(number) not in spaces or len(spaces) != 2 or not all(0 < int.from_bytes(text[0x154:0x15c], 'little') < 9 for text in spaces):
        yield 'the configuration space has another serial number'
    pool = files['kernel-log'].decode().splitlines()[0].rsplit(' ', 1)[1]
    if b'memhp_default_state=online ip=xxxxxxxx' not in files['proc/cmdline']:
        yield f'command line: {files["proc/cmdline"]}'
    if pool.endswith('0000'):
        yield f'pool: {pool}'
    if files['sys/firmware/acpi/tables/CEDT'] != EXTRA['sys/firmware/acpi/tables/CEDT'].encode():
        yield 'the table is another'


def try_anonymous(setting, machine):
    extend(machine)
    plain, masked = setting.folder / 'plain.tar.gz', setting.folder / 'masked.tar.gz'
    setting.run('capture', plain, '--sysroot', machine)
    setting.run('capture', masked, '--anonymous', '--sysroot', machine)
    tap.ok('a plain capture has all of it, but not the rest of the files',
           [] if {b'0xabcdef123', b'0x77'} <= {text.strip() for text in texts(plain).values()} and
           b'password' not in b''.join(texts(plain).values()) else ['it has not'])
    tap.ok('an anonymous capture has nothing that identifies the machine, and the same for the same',
           anonymous_problems(texts(masked)))
    shapes = [[line.split() and re.sub('serial.*|[0-9a-f-]{36}', '', line) for line in
               setting.run('list', '-vv', '--sysroot', capture).stdout.splitlines()] for capture in (plain, masked)]
    tap.ok('and lists what the plain one lists', [] if shapes[0] == shapes[1] else ['it does not'])


# ---- archives from anybody --------------------------------------------------------

def member(name, kind=tarfile.REGTYPE, data=b'', target='', size=None):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, len(data) if size is None else size
    return info, data


def build(members, form=tarfile.GNU_FORMAT):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode='w', format=form) as tar:
        for info, data in members:
            tar.addfile(info, io.BytesIO(data) if info.isreg() else None)
    return file.getvalue()


def damaged(text, at):
    return text[:at] + bytes([text[at] ^ 0x10]) + text[at + 1:]


SYS = member('sys/bus/x', data=b'1')
LONG = '/'.join(['d' * 30] * 40)
GOOD = build([SYS])

# What is in the archive, and what is said; b'': the archive is right.
HOSTILE = [
    ('a path that goes up', build([member('../outside', data=b'x')]), 'leads out'),
    ('one that goes up in the middle', build([member('sys/../../outside', data=b'x')]), 'leads out'),
    ('an absolute path', build([member('/outside', data=b'x')]), 'leads out'),
    ('a file behind a link', build([member('sys', tarfile.SYMTYPE, target='../../outside'), member('sys/file', data=b'x')]),
     'through a link'),
    ('a directory behind a link', build([member('a', tarfile.SYMTYPE, target='..'), member('a/b/c', tarfile.DIRTYPE)]),
     'through a link'),
    ('a file in the place of a link', build([member('a', tarfile.SYMTYPE, target='../../outside/new'), member('a', data=b'x')]),
     'twice'),
    ('a path below a file', build([member('a', data=b'x'), member('a/b', data=b'x')]), 'through a link or a file'),
    ('a device', build([member('dev/mem', tarfile.CHRTYPE)]), 'neither a file'),
    ('a disk', build([member('dev/sda', tarfile.BLKTYPE)]), 'neither a file'),
    ('a FIFO', build([member('sys/fifo', tarfile.FIFOTYPE)]), 'neither a file'),
    ('a hard link', build([SYS, member('b', tarfile.LNKTYPE, target='/etc/passwd')]), 'neither a file'),
    ('attributes of POSIX', build([member('a' * 200, data=b'x')], tarfile.PAX_FORMAT), 'neither a file'),
    ('a giant', build([member('sys/giant', data=bytes(MIB + 1))]), 'larger than a file'),
    ('a link with data', build([member('a', tarfile.SYMTYPE, target='b', size=512)]) + GOOD, 'larger than a file'),
    ('a path that is too long', build([member(LONG, data=b'x')]), 'too long'),
    ('a member that is cut short', GOOD[:512], 'damaged'),
    ('an archive without its end', GOOD[:1024], 'cut short'),
    ('a header with another sum', damaged(GOOD, 0), 'not a compressed tar'),
    ('a size that is no number', GOOD[:124] + b'\xff' * 12 + GOOD[136:], 'not a compressed tar'),
    ('no archive', b'hello\n', 'damaged'),
    ('an empty file', b'', 'not a compressed tar'),
    ('many zeroes', bytes(8192), 'not a compressed tar'),
]


def hostile_problems(setting, text, says, packed=True):
    outside, archive = setting.folder / 'outside', setting.folder / 'hostile.tar.gz'
    archive.write_bytes(gzip.compress(text) if packed else text)
    run = setting.run('list', '-M', '--sysroot', archive)
    if run.returncode != 2 or says not in run.stderr or run.stderr.count('\n') != 1 or run.stdout:
        yield f'status {run.returncode}: {run.stdout}{run.stderr}'
    yield from [f'it created {path}' for path in outside.iterdir()]
    if (setting.folder / 'outside').stat().st_mode & 0o777 != 0o700:
        yield 'the mode of a directory outside is another'
    yield from setting.left()


def try_hostile(setting):
    outside = setting.folder / 'outside'
    outside.mkdir(mode=0o700)
    for what, text, says in HOSTILE:
        tap.ok(f'refused: {what}', hostile_problems(setting, text, says))
    tap.ok('refused: damaged compression', hostile_problems(setting, damaged(gzip.compress(GOOD), 14), '', packed=False))
    bomb = build([member(f'sys/{n}', data=bytes(MIB)) for n in range(66)])
    tap.ok('refused: more than a machine has', hostile_problems(setting, bomb, 'the archive is larger'))


def try_good(setting, machine):
    """Archives that others made: by Python as by GNU tar, and with a directory around the machine."""
    for form in (tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
        archive = setting.folder / 'other.tar.gz'
        with tarfile.open(archive, 'w:gz', format=form) as tar:
            tar.add(machine, arcname='some machine')
        ours, theirs = (setting.run('list', '-vv', '--sysroot', path) for path in (archive, machine))
        tap.ok(f'an archive of the form {form} is read', [] if ours.stdout == theirs.stdout else [ours.stderr])


# ---- what stays behind ---------------------------------------------------------------

def gone(setting):
    deadline = time.monotonic() + 30
    while setting.left() and time.monotonic() < deadline:
        time.sleep(0.05)
    return setting.left()


def try_killed(setting, archive):
    """Stopped while its directory exists: the output is a pipe that is full."""
    env = {**os.environ, 'TMPDIR': os.fspath(setting.temporary)}
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        with subprocess.Popen([setting.cxl, '--sysroot', archive, 'list', '-vvv'], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, env=env) as run:
            run.stdout.read(1)
            seen = setting.left()
            modes = [oct(path.stat().st_mode & 0o777) for path in setting.temporary.iterdir()]
            run.send_signal(number)
        tap.ok(f'its directory is only for this user, and is gone after {number.name}',
               gone(setting) + ([] if seen and modes == ['0o700'] else [f'before: {seen} {modes}']))


def try_files(setting, machine):
    target = setting.folder / 'target'
    target.write_text('old')
    failed = setting.run('capture', '/nowhere/file', '--sysroot', machine)
    tap.ok('a directory that does not exist',
           [] if failed.returncode == 1 and failed.stderr.endswith(': write: No such file or directory\n') else [failed.stderr])
    link = setting.folder / 'link'
    link.symlink_to(target)
    failed = setting.run('capture', link, '--sysroot', machine)
    tap.ok('a link is not replaced', [] if failed.returncode == 1 and target.read_text() == 'old' and link.is_symlink()
           else [failed.stderr])
    full = setting.run('capture', target, '--sysroot', machine, preexec_fn=limit_size)
    tap.ok('what existed stays where the capture cannot be written',
           [] if full.returncode == 1 and target.read_text() == 'old' and not list(setting.folder.glob('target.*'))
           else [full.stderr, *setting.folder.glob('target.*')])
    setting.run('capture', target, '--sysroot', machine)
    tap.ok('else it is replaced, and only this user may read it',
           [] if target.read_bytes()[:2] == b'\x1f\x8b' and target.stat().st_mode & 0o777 == 0o600 else ['it is not'])


def limit_size():
    import resource  # pylint: disable=import-outside-toplevel
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


def nobody_can_run(setting):
    """The build may lie where only root gets."""
    try:
        return os.geteuid() == 0 and setting.run('version', user=NOBODY, group=NOBODY, extra_groups=[]).returncode == 0
    except PermissionError:
        return False


def try_nobody(setting, machine):
    os.chmod(setting.folder, 0o755)
    if not nobody_can_run(setting):
        tap.skip('what a user may not read', 'not root, or another user cannot run the build')
        return
    serial = (machine / SERIALS.format(0)).resolve()
    os.chmod(serial, 0o400)
    run = setting.run('capture', '-', '--sysroot', machine, text=False, user=NOBODY, group=NOBODY, extra_groups=[])
    archive = setting.folder / 'nobody.tar.gz'
    archive.write_bytes(run.stdout)
    files = texts(archive)
    name = os.fspath(serial.relative_to(machine.resolve()))
    says = run.stderr.decode()
    tap.ok('what a user may not read is missing, and is said',
           [] if run.returncode == 0 and 'files cannot be read: not permitted' in says and says.count('cxl capture:') == 1 and
           name not in files and f'{name}: Permission denied' in files['unread'].decode() else [says, files['unread'][:300]])


def try_live(setting):
    run = setting.run('capture', setting.folder / 'live.tar.gz')
    tap.ok('this machine', [] if run.returncode == 0 and 'kernel-release' in texts(setting.folder / 'live.tar.gz')
           else [run.stderr])


def main(cxl, machines):
    # Thousands of small files: on a disk that takes a minute.
    memory = '/dev/shm' if os.access('/dev/shm', os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        setting = Setting(cxl, folder)
        for machine_folder in captured(machines):
            machine, capture = try_machine(setting, machine_folder)
        try_members(setting, capture)
        try_killed(setting, capture)
        try_hostile(setting)
        try_good(setting, machine)
        try_files(setting, machine)
        try_anonymous(setting, machine)
        try_nobody(setting, machine)
        try_live(setting)
        tap.ok('nothing is left behind', setting.left())
    tap.done()


main(*sys.argv[1:])
