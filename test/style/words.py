#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The language of the texts: words that the section "Language" of contributing.md does not allow.

    words.py SOURCE PATH...

Reads the files at each PATH below SOURCE, and those below a folder: the prose of pages, the comments
of C and what it prints. It leaves out other code, and the tables of contributing.md that show what
not to write.
"""
import pathlib
import re
import sys

import tap
import tree

DRIVER = r'(its|their|the|a) drivers?'

# rule -> the words that break it, each in every form that is unambiguous.
RULES = {
    '1: the verb of the kernel and the specification': [
        r'(give|gives|gave|giving|given) (\w+ ){0,3}back',
        r'(take|takes|took|taking|taken) (\w+ ){0,3}back',
        rf'(take|takes|took|taking|taken) (\w+ ){{1,4}}from {DRIVER}',
        rf'(give|gives|gave|giving|given) (\w+ ){{1,4}}to {DRIVER}',
        r'(make|makes|made|making) (a|the) regions?',
        r'regions? (is|are|was) (being )?made',
    ],
    '3: active voice with a subject': [
        r'(is|are|was|were) said', r'(is|are|was|were) told', r'what comes back', r'answers', r'answered',
        r'it is looked', r'(is|are) looked (at|for)', r'(is|are|was|were) asked',
    ],
    '4: things are which or that': [r'whoever'],
    '7: an adverb stands at its verb': [
        r'anew', r'meanwhile', r'all the same', r'for ever', r'forever', r'too(?=[.,;:)])',
    ],
    '8: one name per thing': [
        r'(take|takes|taking) turns', r'out of turn', r'crimes?', r'strangers?', r'accuse[sd]?', r'wary',
        r'spoil(s|t|ed)?', r'if need be', r'in the midst',
    ],
}

# What a page does not say itself: blocks of code and output, inline code, the tables of what not to write.
FENCED = re.compile(r'^(```|----|\.\.\.\.|====)[^\n]*\n.*?^\1[^\n]*$', re.M | re.S)
INDENTED = re.compile(r'^ {4}\S.*$', re.M)
INLINE = re.compile(r'`[^`\n]*`')
NOT_BUT = re.compile(r'^ *\| not \| but \|\n(?: *\|.*\n)+', re.M)
QUOTED = re.compile(r'"[^"\n]*"')

# A comment, or a string that is not quoted inside one.
TEXT_OF_C = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"', re.S)


def blanked(match):
    """The lines stay, so that a problem is found by its number."""
    return re.sub(r'[^\n]', ' ', match[0])


def without(text, patterns):
    for pattern in patterns:
        text = pattern.sub(blanked, text)
    return text


def text_of_c(text):
    """C with its code blanked, the asterisks at the left of comments, and what those quote."""
    kept, at = '', 0
    for found in TEXT_OF_C.finditer(text):
        string = found[0].startswith('"')
        kept += re.sub(r'[^\n]', ' ', text[at:found.start()])
        kept += found[0] if string else QUOTED.sub(blanked, found[0])
        at = found.end()
    return re.sub(r'^ \*', '  ', kept + re.sub(r'[^\n]', ' ', text[at:]), flags=re.M)


def prose(path, text):
    if path.suffix in {'.c', '.h'}:
        return text_of_c(text)
    if path.suffix == '.md':
        return without(text, [FENCED, NOT_BUT, INDENTED, INLINE, QUOTED])
    return without(text, [FENCED, INLINE, QUOTED])


def pattern_of(words):
    """Words of one phrase may stand on two lines."""
    return re.compile(r'\b(?:' + '|'.join(words).replace(' ', r'\s+') + r')(?!\w)', re.I)


def problems(texts, pattern):
    for path, text in texts:
        for found in pattern.finditer(text):
            line = text.count('\n', 0, found.start()) + 1
            yield f'{path}:{line}: {" ".join(found[0].split())}'


SUMMARY = re.compile(r'\.summary = "([^"]*)"|_COMMAND\("[^"]*",\s*"([^"]*)"')
SUMMARY_MAX = 55  # a line of `cxl help` has 80 columns


def long_summaries(top):
    """Rule 2: verb and object, and a line of the list of commands."""
    for path in sorted((top / 'cxl').rglob('cmd-*.c')):
        for found in SUMMARY.finditer(path.read_text()):
            summary = found[1] or found[2]
            if len(summary) > SUMMARY_MAX:
                yield f'{path.relative_to(top)}: "{summary}"'


def files_at(path):
    return tree.walk(path) if path.is_dir() else [path]


def main(top, *paths):
    top = pathlib.Path(top)
    texts = [(file.relative_to(top), prose(file, file.read_text()))
             for path in paths for file in files_at(top / path) if file.suffix in {'.md', '.adoc', '.c', '.h'}]
    for rule, words in RULES.items():
        tap.ok(f'rule {rule}', problems(texts, pattern_of(words)))
    tap.ok('rule 2', long_summaries(top))
    tap.note(f'{len(texts)} files')
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
