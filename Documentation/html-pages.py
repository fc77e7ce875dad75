#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""All manual pages as HTML, with an index.

    html-pages.py ASCIIDOCTOR VERSION SOURCE FOLDER SYM HEADER...

SOURCE has the pages of the commands and of the library; those of the headers are made of their comments.
"""
import collections
import html
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / 'libcxl'))
import pages  # noqa: E402

STYLE = """body { max-width: 60em; margin: 2em auto; padding: 0 1em; font-family: sans-serif; line-height: 1.5 }
pre { background: #f4f4f4; padding: .6em; overflow: auto } td { padding: .1em 1.5em .1em 0; vertical-align: top }"""


def document(title, body):
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="UTF-8">\n<title>{html.escape(title)}</title>\n'
            f'<style>\n{STYLE}\n</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n')


def linked(text, names):
    """A page that is named in another, in bold, with its section, leads there."""
    def link(found):
        page = f'{found[1]}.{found[2]}'
        return f'<a href="{names[page]}">{found[0]}</a>' if page in names else found[0]
    return re.sub(r'<strong>([\w-]+)</strong>\((\d)\)', link, text)


# ---- the pages of the commands and of the library

def heading(text):
    """The names, the section and the purpose of a page."""
    section = re.search(r'^= .*\((\d)\)$', text, re.M)[1]
    names, purpose = re.search(r'^== NAME\n(.+?) - (.+)$', text, re.M).groups()
    return names.split(', '), section, purpose


def convert(asciidoctor, version, source, out):
    subprocess.run([asciidoctor, '-b', 'html5', '--failure-level', 'WARN', '-a', 'reproducible', '-a', 'webfonts!',
                    '-a', f'version={version}', '-o', out, source], check=True)


# ---- the pages of the headers

def prose(text, stems):
    text = html.escape(text)
    text = re.sub(r'\b(\w+)\.h\b',
                  lambda m: f'<strong>{stems[m[1]]}</strong>(3)' if m[1] in stems else m[0], text)
    text = re.sub(r'\b(cxl_\w+)\(\)', r'<strong>\1</strong>()', text)
    return re.sub(r'@(\w+)', r'<em>\1</em>', text)


def entry(comment, statement, nodes, stems):
    name = pages.prototypes.function_name(statement)
    anchor = f' id="{name}"' if name else ''
    text = [f'<p>{prose(part, stems)}</p>' for part in pages.paragraphs(comment)]
    return '\n'.join([f'<pre{anchor}>{html.escape(pages.signature(statement))}</pre>', *text,
                      f'<p>{pages.origin(statement, nodes)}</p>' if name else ''])


def header_page(header, nodes, stems):
    body = [f'<h1>{header.page}(3)</h1>', *(f'<p>{prose(text, stems)}</p>' for text in header.text),
            '<p>See also <strong>libcxl</strong>(3).</p>']
    for title, kind in (('Constants', header.constants), ('Functions', header.functions)):
        if kind:
            body += [f'<h2>{title}</h2>', *(entry(*row, nodes, stems) for row in kind)]
    return document(header.page, '\n'.join(body))


# ---- the index

def row(page, name, purpose):
    return f'<tr><td><a href="{page}">{html.escape(name)}</a></td><td>{html.escape(purpose)}</td></tr>'


def index(version, rows):
    tables = [f'<h2>{title}</h2>\n<table>\n' + '\n'.join(row(*one) for one in rows[section]) + '\n</table>'
              for title, section in (('Commands', '1'), ('Library', '3'), ('Files', '5'), ('Guides', '7'))]
    return document(f'cxl {version}', f'<h1>cxl {html.escape(version)}</h1>\n' + '\n'.join(tables))


def main(asciidoctor, version, source, folder, sym, *paths):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rows, names = collections.defaultdict(list), {}
    for page in sorted(pathlib.Path(source).glob('*/*.adoc'), key=lambda page: page.stem):
        called, section, purpose = heading(page.read_text())
        target = f'{page.stem}.{section}.html'
        convert(asciidoctor, version, page, folder / target)
        rows[section].append((target, ', '.join(called), purpose))
        names.update({f'{name}.{section}': target for name in called})
    headers = [pages.Header(pathlib.Path(path)) for path in paths]
    nodes = pages.nodes_of(pathlib.Path(sym))
    stems = {pathlib.Path(path).stem: header.page for path, header in zip(paths, headers)}
    for header in headers:
        target = f'{header.page}.3.html'
        (folder / target).write_text(header_page(header, nodes, stems))
        rows['3'].append((target, header.page, header.purpose()))
        names[f'{header.page}.3'] = target
    for target in set(names.values()):
        (folder / target).write_text(linked((folder / target).read_text(), names))
    (folder / 'index.html').write_text(index(version, rows))
    print(folder / 'index.html')


if __name__ == '__main__':
    main(*sys.argv[1:])
