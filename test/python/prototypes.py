#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The Python module declares every exported function as the headers do, and has a place for each.

    prototypes.py SYM INCLUDE GENERATOR COMPILER...

The compiler judges the types: it compares each declaration of the module with that of the header.
"""
import inspect
import pathlib
import re
import subprocess
import sys
import typing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402

import cxl  # noqa: E402
from cxl import _library, _prototypes  # noqa: E402


def exported(sym):
    text = re.sub(r'/\*.*?\*/', '', sym.read_text(), flags=re.DOTALL)
    return set(re.findall(r'\b(cxl_\w+);', text))


def assertion(name, result, parameters, pointer):
    """A callback is a function type; of a function of the library there is a pointer."""
    words = ', '.join(parameters) or 'void'
    subject = f'{name} *' if pointer else f'__typeof__(&{name})'
    return (f'_Static_assert(__builtin_types_compatible_p({subject}, {result} (*)({words})), "{name}");\n')


def program():
    lines = ['#include <cxl/libcxl.h>\n']
    for name, (result, *parameters) in _prototypes.FUNCTIONS.items():
        if result != 'void (*)()':      # it has a function as an argument; Python does not call it
            lines.append(assertion(name, result, parameters, False))
    for name, (result, *parameters) in _prototypes.CALLBACKS.items():
        lines.append(assertion(name, result, parameters, True))
    return ''.join(lines)


def complaints(compiler, include, text):
    words = [*compiler, '-std=gnu11', '-fsyntax-only', '-I', include, '-x', 'c', '-']
    heard = subprocess.run(words, input=text, stderr=subprocess.PIPE, text=True)
    return heard.stderr.splitlines()[:20] if heard.returncode else []


def enumerations_differ(compiler, include):
    """The constants of the module against those of the headers."""
    lines = ['#include <cxl/libcxl.h>\n']
    text = ''.join(path.read_text() for path in pathlib.Path(include).glob('cxl/libcxl/*.h'))
    found = set(re.findall(r'^enum (cxl_\w+) \{', text, re.MULTILINE))
    for name in sorted(found):
        members = getattr(cxl, ''.join(word.title() for word in name.removeprefix('cxl_').split('_')), None)
        if members is None:
            yield f'no class for enum {name}'
            continue
        inside = re.search(rf'^enum {name} \{{(.*?)\}};', text, re.MULTILINE | re.DOTALL)[1]
        constants = re.findall(r'^\s*(CXL_\w+)', inside, re.MULTILINE)
        if len(constants) != len(members):
            yield f'{name} has {len(constants)} constants'
        lines += [f'_Static_assert({constant} == {int(member)}, "{constant}");\n'
                  for constant, member in zip(constants, members) if constant.endswith(member.name)]
        yield from (f'{constant} is {member.name}' for constant, member in zip(constants, members)
                    if not constant.endswith(member.name))
    yield from complaints(compiler, include, ''.join(lines))


def used():
    """Every function that the sources of the module name."""
    text = ''.join(path.read_text() for path in pathlib.Path(cxl.__file__).parent.glob('*.py')
                   if path.stem != '_prototypes')
    names = set(re.findall(r"'(cxl_\w+)'", text))
    names |= {f'cxl_error_get_{name}' for name in ('object', 'step', 'attribute', 'value')}
    names |= {f'cxl_plan_on_{name}' for name in ('step', 'finding', 'stop')}
    return names | {f'cxl_region_request_set_{name}' for name in ('bus', 'window')}


def without_a_place(names, left_out):
    """The functions on commands of the mailbox have none yet; nor those that walk, or find the owner."""
    elsewhere = re.compile(r'cxl_cmd_\w+|\w+_get_ctx|cxl_error_get_hint|cxl_cause_is_general|'
                           r'cxl_decoder_get_(last|prev)|cxl_port_get_next_all')
    return sorted(name for name in names - used() - left_out if not elsewhere.fullmatch(name))


def without_documentation():
    for name in cxl.__all__:
        found = getattr(cxl, name)
        if not inspect.getdoc(found):
            yield name
        for member, value in inspect.getmembers(found) if inspect.isclass(found) else ():
            own = not member.startswith('_') and (isinstance(value, property) or inspect.isfunction(value))
            if own and not inspect.getdoc(value):
                yield f'{name}.{member}'


def annotations_without_meaning():
    """Each annotation names a type, for type checkers (py.typed)."""
    for name in cxl.__all__:
        found = getattr(cxl, name)
        classes = found.__mro__ if inspect.isclass(found) and hasattr(found, '_wrap') else ()
        members = {member: value for kind in classes for member, value in vars(kind).items()}
        for member, value in {**members, name: found}.items():
            yield from unresolved(f'{name}.{member}', value)


def unresolved(name, value):
    function = value.fget if isinstance(value, property) else value
    function = inspect.unwrap(function) if callable(function) else None
    if not inspect.isfunction(function) or not function.__module__.startswith('cxl'):
        return
    try:
        hints = typing.get_type_hints(function, {**vars(cxl), **function.__globals__})
    except NameError as error:
        yield f'{name}: {error}'
        return
    if 'return' not in hints:
        yield f'{name}: nothing about what it returns'


def main(sym, include, generator, *compiler):
    sys.path.insert(0, str(pathlib.Path(generator).parent))
    import kinds
    names = exported(pathlib.Path(sym))
    tap.ok(f'{len(names)} functions are exported and declared', sorted(names ^ _prototypes.FUNCTIONS.keys()))
    tap.ok('with the types of the headers', complaints(compiler, include, program()))
    wrong = program().replace('unsigned long long (*)(struct cxl_memdev *)', 'int (*)(struct cxl_memdev *)', 1)
    tap.ok('and another type is noticed', [] if complaints(compiler, include, wrong) else ['it is not'])
    tap.ok('the constants have the values of the headers', enumerations_differ(compiler, include))
    tap.ok('the library has every function',
           [name for name in sorted(names) if not hasattr(_library.library._library, name)])
    tap.ok('every type is one of ctypes', [name for name in names if not callable(_library.library[name])])
    tap.ok('every function has its place in the module', without_a_place(names, kinds.LEFT_OUT.keys()))
    tap.ok('what is left out exists', sorted(set(kinds.LEFT_OUT) - names))
    tap.ok('what is written by hand exists', sorted(kinds.BY_HAND - names))
    tap.ok('everything is documented', without_documentation())
    tap.ok('everything has its types', annotations_without_meaning())
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
