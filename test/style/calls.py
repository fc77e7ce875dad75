#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who calls whom, as the object files tell: the layers of the library, the manners of the tool.

    calls.py NM SOURCE BUILD

Calls go down only, in the order in which meson.build names the rooms.
"""
import pathlib
import re
import subprocess
import sys

import tap

# ---- the library ------------------------------------------------------------


# Who alone reaches out of the library, and to what.
DOORS = [
    ('files', {'captured', 'io', 'nodes', 'store'}, r'''
        open|openat|creat|close|read|write|p?readv?|p?writev?|lseek|dup[23]?|fcntl|
        stat|lstat|fstat|fstatat|statx|access|faccessat|chmod|fchmod|
        opendir|fdopendir|readdir|scandir|getdents|glob|n?ftw|realpath|readlink|readlinkat|
        [fl]?(get|set|list|remove)xattr|
        link|symlink|unlink|rename|mkdir|rmdir|truncate|ftruncate|
        ioctl|flock|lockf|mmap|mount|umount|syscall|poll|ppoll|select|inotify_\w+|
        socket|connect|bind|sendto|recvfrom|
        fopen|freopen|fdopen|fclose|fread|getline|fgets|popen|system|exec\w+|fork|posix_spawn\w*'''),
    ('messages', {'log'}, r'''
        stderr|stdout|v?printf|v?fprintf|v?dprintf|puts|fputs|putc|fputc|putchar|fwrite|perror|
        v?syslog|v?warnx?|v?errx?'''),
    ('the environment', {'log'}, r'(secure_)?getenv|setenv|putenv|environ'),
    ('the end of the program', set(), r'exit|_exit|abort'),
    ('libraries loaded when needed', {'dax', 'module'}, r'dlopen|dlsym'),
]

# ---- the tool ---------------------------------------------------------------

# Who prints; all others hand their words to these.
PRINTERS = {
    'output': 'JSON',
    'cmd-doctor': 'what is wrong, for people',
    'steps': 'the steps of --dry-run',
    'daemon': 'the word of a daemon to the process that began it',
    'sink': 'events, wherever they go',
    'streams': 'where all that is printed goes through',
    'say': 'errors',
    'screen': 'views for people',
    'brake': 'the steps of --dry-run, and a question',
    'opt': 'usage',
    'complete': 'candidates are what a shell asked for',
    'cmd-help': 'usage is what was asked for',
    'cmd-version': 'the version is what was asked for',
    'main': 'the lists that completion asks for',
    'cmd-labels': 'labels are bytes, and go out as they are',
    'write-out': 'the library writes the text of a layout',
    'entries': 'a line for each entry of a layout',
    'report': 'a line for each difference between listings',
    'svg': 'a picture',
    'dot': 'a picture for Graphviz',
    'unpack': 'the files of a captured machine, into a directory of its own',
}
PRINTING = r'v?f?printf|v?dprintf|puts|fputs|putc|fputc|putchar|fwrite|write|perror'

# Who asks the terminal how wide it is.
TO_TERMINAL = {'screen', 'upload'}


def plain(symbol):
    """openat64, __openat_2 and __read_chk are openat, openat and read."""
    symbol = re.sub(r'^__(isoc99_)?(?=[a-z])', '', symbol.split('@')[0])
    return re.sub(r'(64)?(_2|_chk)?$', '', symbol)


def is_one_of(symbol, pattern):
    return re.fullmatch(pattern, plain(symbol), re.VERBOSE)


class Objects:
    """The object files of one tree of the build: what each defines and needs, and its room."""

    def __init__(self, nm, source, build):
        # meson names the object file of core/io.c core_io.c.o
        sources = {str(path.relative_to(source)).replace('/', '_'): path for path in source.rglob('*.c')}
        paths = {sources[path.stem].stem: path for path in build.glob('*.p/*.c.o') if path.stem in sources}
        self.room = {sources[path.stem].stem: sources[path.stem].parent.name for path in paths.values()}
        self.name = {path.name: name for name, path in paths.items()}
        self.rooms = re.findall(r"^subdir\('(\w+)'\)", (source / 'meson.build').read_text(), re.MULTILINE)
        self.needs = {name: set() for name in paths}
        self.owner = {}
        if paths:
            self.read([nm, '-P', '-A', *paths.values()])

    def read(self, command):
        out = subprocess.run(command, check=True, capture_output=True, text=True)
        for line in out.stdout.splitlines():
            path, symbol, kind = re.fullmatch(r'(.*): (\S+) (\S).*', line).groups()
            name = self.name[pathlib.Path(path).name]
            if kind in 'Uw':
                self.needs[name].add(symbol)
            elif kind.isupper():
                self.owner[symbol] = name

    def calls(self):
        """Every (caller, symbol, owner) between two objects."""
        for name, symbols in sorted(self.needs.items()):
            for symbol in sorted(symbols & self.owner.keys()):
                yield name, symbol, self.owner[symbol]

    def uses(self, pattern):
        """Every (user, symbol) of a symbol from outside that the pattern names."""
        for name, symbols in sorted(self.needs.items()):
            for symbol in sorted(symbols - self.owner.keys()):
                if is_one_of(symbol, pattern):
                    yield name, symbol


def upward_calls(objects):
    """A room calls only rooms that stand before it in meson.build; what is in no room stands above all."""
    storey = {room: number for number, room in enumerate(objects.rooms)}
    for caller, symbol, owner in objects.calls():
        above, below = (storey.get(objects.room[name], len(storey)) for name in (owner, caller))
        if above > below:
            yield (f'{caller} ({objects.room[caller]}) uses {symbol} '
                   f'of {owner} ({objects.room[owner]})')


def circles(objects):
    """Files that call each other in a loop."""
    calls = {name: set() for name in objects.needs}
    for caller, _, owner in objects.calls():
        calls[caller].add(owner)
    while leaves := {name for name, owners in calls.items() if not owners & calls.keys()}:
        calls = {name: owners for name, owners in calls.items() if name not in leaves}
    yield from (f'{name} -> {", ".join(sorted(owners & calls.keys()))}' for name, owners in sorted(calls.items()))


def check_library(objects):
    tap.ok('libcxl: calls go down only', upward_calls(objects))
    tap.ok('libcxl: no files in a circle', circles(objects))
    for what, doors, pattern in DOORS:
        tap.ok(f'libcxl: {what}: {", ".join(sorted(doors)) or "nobody"}',
               [f'{name} uses {symbol}' for name, symbol in objects.uses(pattern)
                if name not in doors])


def check_tool(objects):
    tap.ok('cxl: calls go down only', upward_calls(objects))
    tap.ok('cxl: commands never call each other',
           [f'{caller} uses {symbol} of {owner}' for caller, symbol, owner in objects.calls()
            if caller.startswith('cmd-') and owner.startswith('cmd-')])
    tap.ok('cxl: only the printers print',
           [f'{name} uses {symbol}' for name, symbol in objects.uses(PRINTING)
            if name not in PRINTERS])
    tap.ok('cxl: only the library reaches the devices',
           [f'{name} uses {symbol}' for name, symbol in objects.uses('ioctl|flock')
            if name not in TO_TERMINAL])


def main(nm, source, build):
    source, build = pathlib.Path(source), pathlib.Path(build)
    library, tool = (Objects(nm, source / room, build / room) for room in ('libcxl', 'cxl'))
    tap.ok('there are object files', [] if library.needs and tool.needs else ['none'])
    check_library(library)
    check_tool(tool)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
