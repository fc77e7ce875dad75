#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How every file looks: its licence, its first sentence, its length, its blanks, its words.

    files.py SOURCE
"""
import pathlib
import re
import sys

import tap
import tree

LICENCES = {
    'libcxl': 'LGPL-2.1-or-later',
    'cxl': 'GPL-2.0-or-later',
    'test': 'GPL-2.0-or-later',
}

# At 600 lines there is a second thing in a file; these have a reason: path -> why.
MAX_LINES = 600
MAY_BE_LONG = {}

# Put together here, so that this file may stand in the tree.
LEFT_OPEN = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'X' * 3]) + r')\b')


def spdx_problem(path, lines):
    said = re.search(r'SPDX-License-Identifier: (\S+)', '\n'.join(lines[:3]))
    if not said:
        return 'no SPDX line'
    wanted = LICENCES.get(path.parts[0], said[1])
    if said[1] != wanted:
        return f'{said[1]}, not {wanted}'


def after_the_licence(lines):
    for n, line in enumerate(lines[:3]):
        if 'SPDX-License-Identifier' in line:
            return lines[n + 1:]
    return lines


# How a comment begins; a script without a suffix may be of the shell or Python.
OPENINGS = {'.c': '/*', '.h': '/*', '.sym': '/*', '.py': '"""', '.sh': '#', '': ('#', '"""')}


def sentence_problem(path, lines):
    """A reader learns from the first comment what the file is."""
    first = next((line for line in after_the_licence(lines) if line.strip()), '')
    if not first.startswith(OPENINGS.get(path.suffix, '')):
        return 'no first sentence'


def blank_problems(path, lines):
    for n, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield f'{n}: blanks at the end'
        if path.suffix in {'.c', '.h', '.build'} and line.startswith(' ' * 8):
            yield f'{n}: indented by blanks'
        if path.suffix == '.py' and '\t' in line:
            yield f'{n}: a tab'


def all_of(files, problem_of):
    """A line for each problem that @problem_of yields of a file and its lines."""
    for path, lines in files:
        for problem in problem_of(path, lines):
            yield f'{path}: {problem}'


def one(problem):
    """Turns what gives a problem or nothing into what yields problems."""
    def yielding(*args):
        found = problem(*args)
        if found:
            yield found
    return yielding


def length_problem(path, lines):
    if len(lines) > MAX_LINES and str(path) not in MAY_BE_LONG:
        return f'{len(lines)} lines'


def word_problems(path, lines):
    for n, line in enumerate(lines, 1):
        if LEFT_OPEN.search(line):
            yield f'{n}: {line.strip()}'


def end_problem(path, text):
    if text and not text.endswith('\n'):
        return 'no newline at the end'
    if '\r' in text:
        return 'carriage returns'


# An exported one has the type that version 85 has published.
NOT_BOOL = re.compile(r'^(?!EXPORT)(?:static )?(?:int|ssize_t) (?!cxl_)((?:\w+_)?is_\w+)\(')


def question_problems(path, lines):
    if path.parts[0] in {'cxl', 'libcxl'} and path.suffix == '.c':
        yield from (f'{n}: {found[1]}' for n, line in enumerate(lines, 1) if (found := NOT_BOOL.match(line)))


TAG = re.compile(r'^(?:static )?(?:const )?((?:struct|enum|union) \w+) \{', re.M)


def tag_problems(texts):
    """Of the library and the tool together: a reader may meet both in one file. A copy of a header (includes.py) is no second one."""
    first = {}
    for path, text in texts:
        for tag in TAG.findall(text):
            if first.setdefault(tag, path).parts[1:] != path.parts[1:]:
                yield f'{tag}: {first[tag]} and {path}'


def main(top):
    top = pathlib.Path(top)
    texts = [(path, path.read_text()) for path in tree.walk(top)
             if tree.is_source(path)]
    files = [(path.relative_to(top), text.split('\n')[:-1]) for path, text in texts]

    tap.ok('every file says its licence', all_of(files, one(spdx_problem)))
    tap.ok('every file says what it is', all_of(files, one(sentence_problem)))
    tap.ok(f'no file has more than {MAX_LINES} lines', all_of(files, one(length_problem)))
    tap.ok('blanks are as they should be', all_of(files, blank_problems))
    tap.ok('every file ends in a newline', all_of(
        [(path.relative_to(top), text) for path, text in texts], one(end_problem)))
    tap.ok('nothing is left open', all_of(files, word_problems))
    tap.ok('what is named is_ answers yes or no', all_of(files, question_problems))
    tap.ok('no two structs have the same name', tag_problems(
        [(path.relative_to(top), text) for path, text in texts
         if path.relative_to(top).parts[0] in {'cxl', 'libcxl'} and path.suffix in {'.c', '.h'}]))
    tap.note(f'{len(files)} files')
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
