#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The manual as HTML: the index has each page, each page that is named is linked, and each link leads somewhere.

    html.py HTML-PAGES.PY ASCIIDOCTOR VERSION SOURCE SYM HEADER...
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import tap


def made(pages, asciidoctor, version, source, *others):
    """The text of each page, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, '-B', pages, asciidoctor, version, source, folder, *others], check=True,
                       stdout=subprocess.DEVNULL)
        return {page.name: page.read_text() for page in pathlib.Path(folder).iterdir()}


def dead(texts):
    """The links to a page or to a place in it that does not exist."""
    for name, text in texts.items():
        for page, anchor in re.findall(r'href="([^"#:]*)(?:#([^"]*))?"', text):
            target = texts.get(page or name)
            if target is None or (anchor and f'id="{anchor}"' not in target):
                yield f'{name}: {page}#{anchor}'


def unlinked(texts):
    """The names of pages, in bold with a section, that lead nowhere."""
    for name, text in texts.items():
        for title, section in set(re.findall(r'(?<!">)<strong>([\w-]+)</strong>\((\d)\)', text)):
            if f'{title}.{section}.html' in texts:
                yield f'{name}: {title}({section})'


def main(pages, *others):
    texts = made(pages, *others)
    index = texts['index.html']
    tap.ok(f'the index has each of {len(texts) - 1} pages',
           [page for page in texts if page != 'index.html' and f'href="{page}"' not in index])
    tap.ok('each link leads to a page, and to a place in it', dead(texts))
    tap.ok('each page that is named is linked', unlinked(texts))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
