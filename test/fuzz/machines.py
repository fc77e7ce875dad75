#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured machines, spoiled by chance: cxl answers or refuses, in time, and stays inside.

    machines.py CXL MACHINES [--runs N] [--seed SEED] [--only RUN] [--verbose]

Each run takes one of the MACHINES, changes some of its files into what no kernel
has (empty, huge, binary, numbers that overflow, FIFOs, devices, directories, links
in circles and out of the machine, names with ids of 2^31), and gives it to a few
commands. None may crash, hang, print what is no JSON, end with a status that is not
documented, change the machine, or show what lies outside. In every tenth run each
file that is opened is looked at, where strace is there to tell. The runs are the same
for each SEED; --only repeats one of them.
"""
import argparse
import functools
import gzip
import io
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tarfile
import tempfile
import time

sys.path.append(os.fspath(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import captured, unpack  # noqa: E402

CANARY = 'canary-of-the-host'
STATUSES = {0, 1, 2, 3, 129}
CPU_S, STILL_S = 60, 30         # a loop without an end; a wait without one
TICKS = os.sysconf('SC_CLK_TCK')
TRACED = 10                     # of so many runs one
ASAN = {'ASAN_OPTIONS': 'allocator_may_return_null=1'}      # a size that no memory has is refused, as without it

LISTS = ['list', 'list -vvv', 'list -BEMPDRT', 'list -Mu', 'list -HIFA', 'list -Ru', 'list -Di', 'list -L',
         'list -M -p root0', 'list -D -d decoder0.0', 'list -vv -m mem0', 'list -R -r region0', 'list -X']
OTHERS = ['create-region --dry-run', 'create-region --dry-run -t ram -w 2', 'create-region -t pmem -m mem0 mem1',
          'create-region --dry-run -d decoder0.0 -m mem0', 'create-region -d decoder0.1 -w 4 -g 4096',
          'destroy-region -f all', 'destroy-region region0', 'disable-region all', 'disable-region -f region0',
          'enable-region all', 'recover --dry-run', 'recover', 'disable-memdev all', 'disable-memdev -f mem0',
          'enable-memdev all', 'reserve-dpa mem0 -t ram', 'free-dpa all', 'read-labels all', 'zero-labels mem0',
          'status', 'doctor', 'graph', 'graph --view=decode', 'graph --view=use --format=dot', 'capture -', 'capture - --anonymous', 'wait-sanitize all', 'wait all', 'online-region all', 'offline-region all', 'set-mode region0 devdax', 'prepare-removal mem1', 'sanitize-memdev mem0', 'set-partition mem0', 'inject-poison mem0 -a 0x1000',
          'inject-poison region0 -o 0x3040', 'clear-poison region0 -a 0x1000000000', 'disable-port all',
          'disable-port -f port1', 'enable-port all', 'disable-bus root0', 'set-alert-config mem0 --life-used-threshold 9 '
          '--life-used-alert on', 'inject-protocol-error 0000:0d:00.0 -p mem -s correctable',
          '--complete list -m m', '--complete list -d decoder']

NUMBERS = ['0', '-1', '1', '2', '3', '5', '16', '17', '255', '256', '257', '4095', '65536', '2147483647', '2147483648',
           '4294967295', '4294967296', '9223372036854775807', '9223372036854775808', '18446744073709551615',
           '18446744073709551616', '0x0', '0x1', '0xfffffff', '0x10000000', '0x7fffffffffffffff',
           '0x8000000000000000', '0xffffffffffffffff', '0xfffffffff0000000', '0x10000000000000000', '08', '1e3', 'nan']
TEXTS = ['', '\n', ' ', '\0', 'decoder0.0', 'decoder2147483648.2147483648', 'region0', 'region2147483647', 'mem0',
         'mem2147483648', 'online', 'sanitize', ',,,,', '0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16', ',' * 900,
         '1,' * 500, 'x' * 1022, 'x' * 1023, 'x' * 1024, '\033[2J\033[31m', '"\\/\b\f\r\t', '\u00e9\u2028\U0010ffff']
NAMES = ['mem2147483648', 'mem2147483647', 'mem4294967296', 'mem00', 'memx', 'region2147483647', 'region99999999999',
         'decoder0.2147483648', 'decoder2147483647.0', 'decoder.', 'endpoint2147483647', 'root0', 'root1',
         'port2147483647', 'port0', 'mem0', 'mem1', 'region0', 'mem5\033[31m', 'mem7\n']
# What decides about loops and sums, wherever it is.
SIZES = re.compile(r'(interleave_ways|interleave_granularity|size|resource|start|target_?\w*|block_size_bytes|mode'
                   r'|dpa_\w+|payload_max|label_storage_size|commit|region|dev|state|decoders_committed|\w*offset'
                   r'|extended_linear_cache_size|serial|numa_node|security|cap_\w+|locked)$')
BLOCKS = 'sys/devices/system/memory'


# ---- spoiling -------------------------------------------------------------------

def clear(path):
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path)


def put(path, data):
    clear(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def make_number(chance, m, path):
    put(path, chance.choice(NUMBERS) + chance.choice(['\n', '\n', '\n', '']))


def make_text(chance, m, path):
    put(path, chance.choice(TEXTS) + '\n')


def make_huge(chance, m, path):
    put(path, chance.choice([b'9', b'x', b'0x', b'a,', b'\n', b'\0']) * chance.choice([1000, 5000, 700000]))


def make_sparse(chance, m, path):
    put(path, '')
    os.truncate(path, 1 << 40)


def make_binary(chance, m, path):
    put(path, chance.randbytes(chance.choice([1, 3, 64, 1023, 1024, 100000])))


def make_another(chance, m, path):
    other = chance.choice(m.files)
    if other.is_file() and not other.is_symlink() and other != path:
        put(path, other.read_bytes())


def make_fifo(chance, m, path):
    clear(path)
    os.mkfifo(path)


def make_socket(chance, m, path):
    clear(path)
    with socket.socket(socket.AF_UNIX) as sock:
        here = os.open(path.parent, os.O_PATH)
        sock.bind(f'/proc/self/fd/{here}/{path.name}')      # the whole path may be too long
        os.close(here)


def make_device(chance, m, path):
    clear(path)
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, chance.choice([3, 5, 7, 9])))
    except OSError:
        path.touch()


def make_directory(chance, m, path):
    clear(path)
    path.mkdir()


def make_way_out(chance, m, path):
    up = '../' * chance.choice([len(path.relative_to(m.root).parts), 12, 40])
    target = chance.choice([f'{m.outside}/{path.name}', f'{m.outside}/file', f'{m.outside}/dir', f'{m.outside}/fifo',
                            '/etc/hostname', '/dev/zero', '/dev/tty', '/proc/self/root', '/proc/self/environ', '/sys',
                            f'{up}etc/hostname', f'{up}outside/file', f'{up}outside/dir', f'{up}dev/zero'])
    clear(path)
    path.symlink_to(target)


def make_circle(chance, m, path):
    clear(path)
    path.symlink_to(chance.choice([path.name, f'./{path.name}/{path.name}', '.', '..', '../..', f'/{path.name}',
                                   '/sys', '/', '../../../../sys/bus/cxl/devices', 'none', 'x' * 255, 'a/' * 2000]))


def make_nothing(chance, m, path):
    clear(path)


def make_closed(chance, m, path):
    if not path.is_symlink():
        path.chmod(0)


def make_crowd(chance, m, path):
    """Many names where one is looked for."""
    for n in range(2000):
        (path.parent / f'{chance.choice(["target", "dport", "memory", "mem", "region"])}{n}').touch()


def make_device_links(chance, m, path):
    devices = m.root / 'sys/bus/cxl/devices'
    link = devices / chance.choice(NAMES)
    if not devices.is_dir() or devices.is_symlink():
        return
    target = chance.choice(sorted(devices.iterdir()) or [path])
    clear(link)
    link.symlink_to(os.readlink(target) if target.is_symlink() else os.path.relpath(path, devices))


def make_other_name(chance, m, path):
    to = path.with_name(chance.choice(NAMES))
    if not os.path.lexists(to):
        path.rename(to)


def make_blocks(chance, m, path):
    put(m.root / BLOCKS / 'block_size_bytes', chance.choice(['1', '0', '100', '8000000', 'ffffffffffffffff', '-1']) + '\n')
    for n in chance.sample(range(2048), 4):
        put(m.root / BLOCKS / f'memory{n}/state', chance.choice(['online', 'offline', 'going-offline', '']) + '\n')


EVERY = [make_number, make_text, make_huge, make_sparse, make_binary, make_another, make_fifo, make_socket,
         make_device, make_directory, make_way_out, make_circle, make_nothing, make_closed, make_other_name,
         make_crowd, make_device_links, make_blocks]
OF_SIZES = [make_number, make_number, make_number, make_text, make_another]


class Machine:
    """One copy of a machine, and a neighbour that is none of its business."""

    def __init__(self, pristine, work):
        self.root, self.outside = work / 'machine', work / 'outside'
        subprocess.run(['cp', '-a', pristine, self.root], check=True)      # far quicker than Python
        (self.outside / 'dir').mkdir(parents=True)
        for path in ('file', 'dir/serial', 'dir/uevent', 'dir/size', 'serial', 'firmware_version'):
            put(self.outside / path, CANARY + '\n')
        os.mkfifo(self.outside / 'fifo')
        self.files = sorted(pathlib.Path(folder) / name for folder, folders, names in os.walk(self.root)
                            for name in folders + names)

    def spoil(self, chance):
        """What was done, for who wants to see it."""
        sizes = [path for path in self.files if SIZES.search(path.name)]
        for _ in range(chance.choice([1, 1, 2, 3, 5, 12])):
            of_sizes = chance.random() < 0.5
            path = chance.choice(sizes if of_sizes else self.files)
            change = chance.choice(OF_SIZES if of_sizes else EVERY)
            if not os.path.lexists(path) or path.parent.resolve() != path.parent:
                continue                # it went with another one
            try:
                change(chance, self, path)
            except OSError as error:    # such as one change after another cannot be made
                yield f'{change.__name__}: {error.strerror}'
            yield f'{change.__name__} {path.relative_to(self.root)}'

    def fingerprint(self):
        def one(path):
            st = path.lstat()
            return path, st.st_mode, st.st_size, st.st_mtime_ns
        return [one(pathlib.Path(folder) / name) for folder, folders, names in os.walk(self.root)
                for name in folders + names]


# ---- running --------------------------------------------------------------------

def cpu_ticks(pid):
    """What it and its children have used, or None when it is no more."""
    try:
        fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
        return sum(map(int, fields[11:15]))
    except OSError:
        return None


def limit_cpu():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))


def is_still(child):
    """Whether it has done nothing for so long: however slow the host, who works goes on."""
    used, since = cpu_ticks(child.pid), time.monotonic()
    while True:
        try:
            child.wait(0.2)
            return False
        except subprocess.TimeoutExpired:
            now = cpu_ticks(child.pid)
        if now != used:
            used, since = now, time.monotonic()
        if time.monotonic() - since > STILL_S:
            return True


def run(argv, work):
    """The finished child with its bytes, or None where it hung."""
    with open(work / 'out', 'wb') as out, open(work / 'err', 'wb') as err:
        child = subprocess.Popen(list(map(str, argv)), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                 preexec_fn=limit_cpu, cwd=work, env=os.environ | ASAN)
    if is_still(child):
        child.kill()
        child.wait()
        return None
    return subprocess.CompletedProcess(argv, child.returncode, (work / 'out').read_bytes(), (work / 'err').read_bytes())


# ---- judging --------------------------------------------------------------------

CONTROL = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f]')
OPENED = re.compile(r'\b(open|openat|openat2)\(.*\) = \d+<(.*)>$')
WRITING = re.compile(r'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC')
# Libraries that are loaded when needed, the characters of iconv; and what a sanitizer reads.
THE_HOSTS = re.compile(r'^(/usr/|/lib|/etc/ld\.so|/proc/\d+/(maps|task|status)|/dev/null$)')


def text_problems(name, data):
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return [f'{name} is no UTF-8: {data[:200]}']
    found = [f'{name} shows what is outside'] if CANARY in text else []
    if CONTROL.search(text):
        found.append(f'{name} has control characters: {text[:200]!r}')
    return found


def json_problems(words, done):
    if words[0] != 'list' or (done.returncode and not done.stdout):
        return []
    try:
        json.loads(done.stdout)
        return []
    except ValueError as error:
        return [f'no JSON: {error}: {done.stdout[:200]}']


def archive_problems(data):
    """It is one, and has nothing from outside."""
    if CANARY.encode() in gzip.decompress(data):
        yield 'the capture has what is outside'
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        yield from [f'{member.name} is too large' for member in tar if member.size > 1 << 20]


def says_on_stdout(words):
    """What is wrong is what these were asked for."""
    return any(word in ('status', 'doctor') for word in words)


def problems(words, done):
    if done is None:
        return [f'it hangs: no progress in {STILL_S} s']
    if words[0] == 'capture' and done.stdout:
        found = list(archive_problems(done.stdout))
    else:
        found = text_problems('stdout', done.stdout)
    found += text_problems('stderr', done.stderr) + json_problems(words, done)
    if done.returncode == -signal.SIGKILL:
        return [f'it loops: {CPU_S} s of processor time']
    if done.returncode not in STATUSES:
        found.append(f'status {done.returncode}')
    if re.search(rb'Sanitizer|runtime error', done.stderr):
        found.append(done.stderr.decode(errors='replace')[:2000])
    if done.returncode and not done.stderr and not (says_on_stdout(words) and done.stdout):
        found.append(f'status {done.returncode} without a word')
    return found


@functools.cache
def can_strace():
    return bool(shutil.which('strace')) and subprocess.run(
        ['strace', '-qq', '-o', '/dev/null', 'true'], capture_output=True, check=False).returncode == 0


def opened_outside(cxl, machine, words, work):
    """Files that are opened but do not lie in the machine, and those in it that are opened to write."""
    log = work / 'strace'
    done = run(['strace', '-f', '-y', '-qq', '-e', 'trace=open,openat,openat2,creat', '-o', log,
                '-E', 'ASAN_OPTIONS=detect_leaks=0', cxl, '--sysroot', machine.root, *words], work)
    if done is None:
        yield 'it hangs under strace'
    begun = False               # before it opens the machine the C library is at work
    for line in log.read_text(errors='replace').splitlines():
        match = OPENED.search(line)
        if not match:
            continue
        is_inside = f'{match[2]}/'.startswith(f'{machine.root}/')
        begun = begun or is_inside
        if begun and not is_inside and not THE_HOSTS.match(match[2]):
            yield f'{match[2]} is opened: {line}'
        if is_inside and WRITING.search(line):
            yield f'opened to write: {line}'


# ---- a run ----------------------------------------------------------------------

def try_machine(number, args, pristine, work):
    """What was done to the machine, and what went wrong."""
    chance = random.Random(f'{args.seed}:{number}')
    machine = Machine(chance.choice(pristine), work)
    done, wrong = list(machine.spoil(chance)), []
    before = machine.fingerprint()
    for question in chance.sample(LISTS, 2) + chance.sample(OTHERS, 3):
        words = question.split()
        result = run([args.cxl, '--sysroot', machine.root, *words], work)
        wrong += [f'cxl {question}: {problem}' for problem in problems(words, result)]
        if number % TRACED == 0 and can_strace():
            wrong += [f'cxl {question}: {problem}' for problem in opened_outside(args.cxl, machine, words, work)]
        if args.verbose:
            tap.note(f'cxl {question}: {result and result.returncode} '
                     f'{result and result.stderr.decode(errors="replace").strip()}')
    if machine.fingerprint() != before:
        wrong.append('the machine has changed')
    return done, wrong


def unpack_writable(machine, to):
    unpack(machine, to)
    for folder, _, names in os.walk(to):
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                os.chmod(path, os.stat(path).st_mode | 0o600)
    return to


def memory():
    return '/dev/shm' if os.access('/dev/shm', os.W_OK) else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('cxl', type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument('machines', type=pathlib.Path)
    parser.add_argument('--runs', type=int, default=100)
    parser.add_argument('--seed', default='1')
    parser.add_argument('--only', type=int)
    parser.add_argument('--verbose', action='store_true')
    args = parser.parse_args()
    runs = range(args.runs) if args.only is None else [args.only]
    bad = 0
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        folder = pathlib.Path(folder).resolve()
        pristine = [unpack_writable(machine, folder / machine.name) for machine in captured(args.machines)]
        for number in runs:
            work = folder / 'work'
            work.mkdir()
            done, wrong = try_machine(number, args, pristine, work)
            if wrong or args.verbose:
                bad += bool(wrong)
                tap.note('\n'.join([f'run {number}: --seed {args.seed} --only {number}', *done, *wrong]))
            subprocess.run(['rm', '-rf', work], check=True)
    tap.ok(f'{len(runs)} spoiled machines, seed {args.seed}: answered or refused, and left alone',
           [f'{bad} are not'] if bad else [])
    if not can_strace():
        tap.note('no strace: what is opened was not looked at')
    tap.done()


if __name__ == '__main__':
    main()
