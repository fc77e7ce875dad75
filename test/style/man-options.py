#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The manual and the tool's option tables agree, both ways; so do the pages and the commands.

    man-options.py CXL PAGES
"""
import pathlib
import re
import subprocess
import sys

import tap

# "*-m*, *--memdev*=_MEMDEV_[,...]::" in a page; "    -m, --memdev MEMDEV[,...]" in a usage.
OPTION_IN_PAGE = re.compile(r'^(?:\*-(\w)\*, )?\*(--[a-z-]+)\*(?:\[?=\S+)?::$', re.M)
OPTION_IN_USAGE = re.compile(r'^ {4}(?:-(\w), )?(--[a-z-]+)\b', re.M)
INCLUDE = re.compile(r'^include::(.+)\[\]$', re.M)


def ask(cxl, *words):
    """What the tool says, and what it complains."""
    run = subprocess.run([cxl, *words], capture_output=True, text=True, timeout=30)
    return run.stdout, run.stderr


def read(page):
    """A page with its parts in their places."""
    return INCLUDE.sub(lambda part: read(page.parent / part[1]), page.read_text())


def names_of(text):
    """The names before the dash in the section NAME: a page may have several."""
    return re.search(r'^== NAME\n(.+?) - ', text, re.M)[1].split(', ')


def section(text, title):
    found = re.search(rf'^== {title}\n(.*?)(?=^== |\Z)', text, re.M | re.S)
    return found[1] if found else ''


def differences(documented, offered):
    yield from (f'{option}: the tool does not have it' for option in sorted(documented - offered))
    yield from (f'{option}: the page does not have it' for option in sorted(offered - documented))


def spelling(found):
    letter, name = found
    return f'-{letter}, {name}' if letter else name


def check_command(cxl, command, text):
    usage = ask(cxl, command, '-h')[0]
    in_page = {spelling(found) for found in OPTION_IN_PAGE.findall(section(text, 'OPTIONS'))}
    in_table = {spelling(found) for found in OPTION_IN_USAGE.findall(usage)}
    tap.ok(f'cxl-{command}: the options of the page and those of the tool', differences(in_page, in_table))
    completed = set(ask(cxl, command, '--list-opts')[0].split())
    tap.ok(f'cxl-{command}: the options of the page and those of --list-opts',
           differences({option.split()[-1] for option in in_page}, completed))


def check_pages(texts, commands):
    pages = {name.removeprefix('cxl-') for name in texts if name != 'cxl'}
    tap.ok('every command has its page',
           (f'{name}: no page' for name in sorted(commands - pages)))
    tap.ok('every page has its command',
           (f'{name}: no command' for name in sorted(pages - commands)))
    summary = section(texts['cxl'], 'COMMANDS')
    tap.ok('cxl(1) names every command',
           (f'{name}: not there' for name in sorted(commands) if f'*cxl-{name}*(1)' not in summary))


def main(cxl, pages):
    texts = {name: text for page in sorted(pathlib.Path(pages).glob('*.adoc'))
             for text in [read(page)] if re.search(r'^= .*\(1\)$', text, re.M) for name in names_of(text)}
    commands = set(ask(cxl, '--list-cmds')[0].split())

    check_pages(texts, commands)
    for command in sorted(commands):
        check_command(cxl, command, texts.get(f'cxl-{command}', ''))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
