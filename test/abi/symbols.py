#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the library exports is what was published, what libcxl.sym says and what the headers say.

    symbols.py NM READELF LIBRARY SYM PUBLISHED INCLUDE
"""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'Documentation/libcxl'))
import prototypes  # noqa: E402
import tap         # noqa: E402

# Whether all that was published must be there; else it is only counted.
WHOLE = True

SONAME = 'libcxl.so.1'
OUR_NODE = r'CXL_ADMIN_\d+'

# The published nodes, each upon the one before.
CHAIN = [f'LIBCXL_{n}' for n in range(1, 8)] + ['LIBECXL_8'] + [
    f'LIBCXL_{n}' for n in range(9, 13)]


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def exported(nm, library):
    """symbol -> node"""
    out = output_of(nm, '-D', '--defined-only', '--with-symbol-versions', library)
    return {name: node for name, node in
            re.findall(r'^\S+ [TWDBRVi] (\w+)@@?(\w+)$', out, re.MULTILINE)}


def unversioned(nm, library):
    out = output_of(nm, '-D', '--defined-only', '--with-symbol-versions', library)
    return re.findall(r'^\S+ [TWDBRVi] (\w+)$', out, re.MULTILINE)


def declared(sym):
    """symbol -> node, and node -> the node it stands upon, of the version script"""
    symbols, parents = {}, {}
    text = re.sub(r'/\*.*?\*/', '', sym.read_text(), flags=re.DOTALL)
    for node, body, parent in re.findall(r'(\w+) \{(.*?)\}\s*(\w*);', text, re.DOTALL):
        parents[node] = parent
        globals_ = body.split('local:')[0].replace('global:', '')
        symbols.update((name, node) for name in re.findall(r'\w+', globals_))
    return symbols, parents


def published_symbols(path):
    return {name: node for node, name in
            (line.split() for line in path.read_text().splitlines())}


def differences(ours, theirs, what):
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield f'{name}: {ours.get(name)}, {what}: {theirs.get(name)}'


def wrongly_published(symbols, published):
    """A published node holds published symbols only; ours holds none of them."""
    for name, node in sorted(symbols.items()):
        if published.get(name, node) != node:
            yield f'{name}: {node}, published in {published[name]}'
        elif name not in published and not re.fullmatch(OUR_NODE, node):
            yield f'{name}: {node} never had it'


def chain_problems(parents):
    wanted = dict(zip(CHAIN, [''] + CHAIN))
    for node, parent in parents.items():
        if node in wanted and wanted[node] != parent:
            yield f'{node} stands upon {parent}'
    yield from (f'{node} is missing' for node in CHAIN if node not in parents)


def check_symbols(nm, library, sym, published):
    symbols = exported(nm, library)
    in_script, parents = declared(sym)
    tap.ok(f'{len(symbols)} symbols are those of {sym.name}',
           differences(symbols, in_script, sym.name))
    tap.ok('every one has a version', unversioned(nm, library))
    tap.ok('each published one in its node', wrongly_published(symbols, published))
    tap.ok('the nodes are chained as published', chain_problems(parents))
    missing = sorted(published.keys() - symbols.keys())
    tap.ok('all that was published is there', missing if WHOLE else [])
    tap.note(f'{len(published) - len(missing)} of {len(published)} published symbols; '
             f'{len(missing)} to do')
    return symbols


def check_prototypes(symbols, headers):
    found = list(prototypes.of_headers(headers))
    names = {p.name for p in found if not p.inline}
    tap.ok(f'{len(found)} prototypes: each is exported', sorted(names - symbols.keys()))
    tap.ok('each exported symbol has a prototype', sorted(symbols.keys() - names))
    tap.ok('each prototype has a comment of its own',
           [f'{p.header}: {p.name}' for p in found if not p.comment])
    tap.ok('each prototype stands once',
           sorted(n for n in names if sum(p.name == n for p in found) > 1))


def main(nm, readelf, library, sym, published, include):
    soname = re.search(r'SONAME.*\[(.*)\]', output_of(readelf, '-d', library))
    tap.ok(f'the library is {SONAME}',
           [] if soname and soname[1] == SONAME else [soname and soname[1]])
    symbols = check_symbols(nm, library, pathlib.Path(sym),
                            published_symbols(pathlib.Path(published)))
    check_prototypes(symbols, sorted(pathlib.Path(include).glob('cxl/**/*.h')))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
