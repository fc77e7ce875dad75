#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The manual pages of the library: one for each header, made of its comments, and a link for each function.

    pages.py --list SYM HEADER...             the names of the files
    pages.py FOLDER VERSION SYM HEADER...     write them
"""
import pathlib
import re
import sys

import prototypes

# Where a page is not called as its header is.
PAGES = {
    'alert': 'cxl_cmd_alert_config',
    'cmd': 'cxl_cmd',
    'einj': 'cxl_protocol_error',
    'health': 'cxl_cmd_health_info',
    'identify': 'cxl_cmd_identify',
    'mapping': 'cxl_memdev_mapping',
    'partition': 'cxl_cmd_partition',
}
ERRNO = re.compile(r'\\-E[A-Z]{2,}\b')


def page_of(header):
    return PAGES.get(header.stem, 'cxl_' + header.stem)


# ---- reading

class Header:
    """A header as its page shows it: what it says of all, then what it declares."""

    def __init__(self, path):
        self.page = page_of(path)
        self.text, self.constants, self.functions = [], [], []
        for comment, statement in prototypes.statements(path.read_text()):
            if 'SPDX' in comment or not comment:
                continue
            kind = self.functions if is_called(statement) else self.constants
            if statement:
                kind.append((comment, statement))
            elif not self.constants and not self.functions:
                self.text += paragraphs(comment)

    def purpose(self):
        """Of "A memdev: one device. It is so." the words "one device"."""
        sentence = re.match(r'(.*?)\.(?=\s+[A-Z]|$)', self.text[0])[1]
        words = sentence.split(': ', 1)[-1]
        return words[0].lower() + words[1:]


def is_called(statement):
    return bool(prototypes.function_name(statement) or re.match(r'#define \w+\(', statement))


def paragraphs(comment):
    lines = [re.sub(r'^ ?\* ?', '', line).strip()
             for line in comment.removeprefix('/*').removesuffix('*/').splitlines()]
    return [' '.join(text.split()) for text in '\n'.join(lines).split('\n\n') if text.strip()]


def nodes_of(sym):
    """symbol -> the version that has it"""
    text = re.sub(r'/\*.*?\*/', '', sym.read_text(), flags=re.DOTALL)
    return {name: node for node, body in re.findall(r'(\w+) \{(.*?)\}', text, re.DOTALL)
            for name in re.findall(r'\bcxl_\w+', body)}


# ---- writing

def roff(text):
    for plain, escaped in (('\\', '\\e'), ('-', '\\-'), ("'", '\\(aq'), ('`', '\\(ga'),
                           ('^', '\\(ha'), ('~', '\\(ti')):
        text = text.replace(plain, escaped)
    return '\\&' + text if text.startswith('.') else text


def prose(text, stems):
    """Functions and errors are bold, parameters slanted; a header is its page."""
    text = roff(text)
    text = re.sub(r'\b(\w+)\.h\b', lambda m: f'\\fB{stems[m[1]]}\\fP(3)' if m[1] in stems else m[0], text)
    text = re.sub(r'\b(cxl_\w+)\(\)', r'\\fB\1\\fP()', text)
    text = re.sub(r'@(\w+)', r'\\fI\1\\fP', text)
    return ERRNO.sub(lambda m: f'\\fB{m[0]}\\fP', text)


def signature(statement):
    """A function without its body, a macro without what it stands for, an enumeration whole."""
    if statement.startswith('#define'):
        macro = re.match(r'#define (\w+\([^)]*\))', statement)
        return macro[1] if macro else statement
    if is_called(statement):
        return re.sub(r'^static inline\s+', '', statement.split('\n{')[0]).rstrip(';') + ';'
    return statement


def origin(statement, nodes):
    name = prototypes.function_name(statement)
    if not name:
        return ''
    return f'[{nodes.get(name, "inline")}]'


def entry(comment, statement, nodes, stems):
    text = [prose(p, stems) for p in paragraphs(comment)]
    text[-1] = f'{text[-1]} {origin(statement, nodes)}'.strip()
    lines = roff(signature(statement)).expandtabs().splitlines()
    return ['.PP', '.nf', *(f'\\fB{line}\\fP' for line in lines), '.fi',
            '.RS 4', '\n.PP\n'.join(text), '.RE']


def section(title, lines):
    return [f'.SH {title}', *lines] if lines else []


def page(header, version, nodes, stems):
    def entries(kind):
        return [line for comment, statement in kind for line in entry(comment, statement, nodes, stems)]

    others = sorted(set(stems.values()) - {header.page})
    return '\n'.join([
        '.\\" SPDX-License-Identifier: LGPL-2.1-or-later',
        f'.TH {header.page.upper()} 3 "" "libcxl {version}" "cxl manual"',
        '.ad l', '.nh',
        *section('NAME', [f'{header.page} \\- {roff(header.purpose())}']),
        *section('SYNOPSIS', ['.nf', '\\fB#include <cxl/libcxl.h>\\fP', '.PP',
                              '\\fBcc\\fP \\fIFILE\\fP.c $(\\fBpkg\\-config\\fP \\-\\-cflags \\-\\-libs libcxl)',
                              '.fi']),
        *section('DESCRIPTION', '\n.PP\n'.join(prose(p, stems) for p in header.text).splitlines() + [
            '.PP', '\\fBlibcxl\\fP(3) describes what all objects and all errors have in common. '
            '"Since 5.18" names the first kernel with the file; brackets enclose the symbol version of a function.']),
        *section('CONSTANTS', entries(header.constants)),
        *section('FUNCTIONS', entries(header.functions)),
        *section('SEE ALSO', ['\\fBlibcxl\\fP(3), ' + ', '.join(f'\\fB{name}\\fP(3)' for name in others)]),
        ''])


def files(headers, version, nodes, stems):
    """name -> text"""
    for header in headers:
        yield f'{header.page}.3', page(header, version, nodes, stems)
        for _, statement in header.functions:
            name = prototypes.function_name(statement)
            if name and name != header.page:
                yield f'{name}.3', f'.so man3/{header.page}.3\n'


def main(first, *rest):
    version, rest = ('', rest) if first == '--list' else (rest[0], rest[1:])
    sym, *paths = map(pathlib.Path, rest)
    headers = [Header(path) for path in paths]
    made = files(headers, version, nodes_of(sym), {path.stem: page_of(path) for path in paths})
    for name, text in made:
        if first == '--list':
            print(name)
        else:
            pathlib.Path(first, name).write_text(text)


if __name__ == '__main__':
    main(*sys.argv[1:])
