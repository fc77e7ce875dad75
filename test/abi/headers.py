#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The installed headers, alone and together, in every C and C++ of today, without a warning.

    headers.py INCLUDE PUBLISHED CLIENT CC [CXX]
"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402

WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Werror']
STANDARDS = {'c': ['c99', 'c11', 'c17', 'c2x'], 'c++': ['c++11', 'c++17', 'c++20']}


def names_of(include):
    return sorted(str(path.relative_to(include)) for path in (include / 'cxl').rglob('*.h'))


def programs(include, published, client):
    """what it shows -> the program"""
    names = names_of(include)
    together = [f'#include <{name}>' for name in names]
    alone = {f'<{name}> alone': f'#include <{name}>\nint alone;\n' for name in names}
    return alone | {
        'all headers, twice': '\n'.join(together + together[::-1]) + '\nint both;\n',
        'with libuuid': '#include <uuid/uuid.h>\n#define HAVE_UUID\n#include <cxl/libcxl.h>\n'
                        'int uuid;\n',
        'every macro and inline function': client.read_text(),
        'every published type': f'#include <cxl/libcxl.h>\n#include "{published}"\nint same;\n',
    }


def complaint(compiler, language, standard, include, text):
    command = [*compiler, '-x', language, f'-std={standard}', '-I', include,
               '-fsyntax-only', *WARNINGS, '-']
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    return [done.stderr] if done.returncode else []


def main(include, published, client, cc, cxx=''):
    include = pathlib.Path(include)
    texts = programs(include, published, pathlib.Path(client))
    for language, compiler in (('c', cc), ('c++', cxx)):
        for standard in STANDARDS[language]:
            if not compiler:
                tap.skip(standard, 'no compiler')
                continue
            problems = []
            for what, text in texts.items():
                if language == 'c++' and what == 'every published type':
                    text = f'extern "C" {{\n{text}}}\n'
                problems += [f'{what}:\n{c}' for c in
                             complaint(compiler.split(), language, standard, include, text)]
            tap.ok(f'{standard}: {len(texts)} programs compile', problems)
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
