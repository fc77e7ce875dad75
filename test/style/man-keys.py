#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The keys of the JSON that the tool prints are those of the manual, both ways.

    man-keys.py SOURCES PAGES

A page names its keys in its section OUTPUT: as the terms of a list ("`size`:: Size."),
or in the text of one. The tool prints what stands in its source where the functions of
output.h are called, and in the tables of keys.
"""
import pathlib
import re
import sys

import tap

# Which files print what a page, or a part of it, is about.
PLACES = [
    ('cxl-list', [''], ['tree']),
    ('cxl-list', ['Bus', 'Port, endpoint', 'Dport'], ['show-bus', 'show-port']),
    ('cxl-list', ['Memdev'], ['show-memdev']),
    ('cxl-list', ['Health'], ['show-health']),
    ('cxl-list', ['Alert configuration'], ['show-alert']),
    ('cxl-list', ['Partitions'], ['show-partition']),
    ('cxl-list', ['Firmware'], ['show-firmware']),
    ('cxl-list', ['Decoder', 'Target'], ['show-decoder']),
    ('cxl-list', ['Region'], ['show-region']),
    ('cxl-list', ['DAX region'], ['show-dax']),
    ('cxl-list', ['Memory'], ['show-memory']),
    ('cxl-list', ['Media error'], ['show-poison']),
    ('cxl-reserve-dpa', [''], ['memdevs']),
    ('cxl-free-dpa', [''], ['memdevs']),
    ('cxl-inject-poison', [''], ['location']),
    ('cxl-clear-poison', [''], ['location']),
    ('cxl-update-firmware', [''], ['progress']),
    ('cxl-apply', [''], ['entries']),
    ('cxl-diff', [''], ['entries', 'report']),
    ('cxl-monitor', [''], ['monitor', 'monitor-devices', 'monitor-records']),
]

# output_size(out, "ram_size", ...); { "media_normal", cxl_cmd_... }; [TOP_BUSES] = "buses";
# [CXL_MEMORY_READ_LATENCY] = "read_latency"; [CHILD_PORTS] = "ports", with a name behind it; and "slot_%d_version".
VALUE = re.compile(r'\boutput_(?:text|bool|int|uint|size|address)\(&?[\w>-]+,\s*"(\w+)"')
ROW = re.compile(r'\{ "(\w+)",\s*cxl_cmd_')
MADE = re.compile(r'\bsnprintf\(key, sizeof\(key\), "(\w*%d\w*)"')
TOP = re.compile(r'\[TOP_\w+\] = "([\w ]+)"')
FIGURE = re.compile(r'\[CXL_MEMORY_\w+_(?:BANDWIDTH|LATENCY)\] = "(\w+)"')
CHILD = re.compile(r'\[CHILD_\w+\] = "(\w+)"')
CONTAINER = re.compile(r'\boutput_open_(?:object|array)\(&?[\w>-]+,\s*"(\w+)"')

INCLUDE = re.compile(r'^include::(.+)\[\]$', re.M)
QUOTED = re.compile(r'`([\w :.]+)`|\*(\w+)\*')
TERMS = re.compile(r'^((?:(?:`[\w ]+`|\*\w+\*)(?:, | or | to )?)+):{2,3}(?: |$)', re.M)


def quoted(text):
    return {left or right for left, right in QUOTED.findall(text)}


def values_of(source):
    """What a key that holds a value looks like: expressions."""
    yield from VALUE.findall(source) + ROW.findall(source) + TOP.findall(source) + FIGURE.findall(source)
    yield from (made.replace('%d', r'\d') for made in MADE.findall(source))
    yield from (rf'{kind}:[\w.]+' for kind in CHILD.findall(source))


def read(page):
    return INCLUDE.sub(lambda part: read(page.parent / part[1]), page.read_text())


def parts_of(page):
    """The section OUTPUT by the titles of its parts; what is before the first has none."""
    output = re.search(r'^== OUTPUT\n(.*?)(?=^== )', read(page), re.M | re.S)
    first, *rest = re.split(r'^=== (.+)\n', output[1] if output else '', flags=re.M)
    return {'': first, **dict(zip(rest[::2], rest[1::2]))}


def undocumented(values, containers, text, page_text):
    yield from (f'{value}: the page does not have it' for value in sorted(values)
                if not any(re.fullmatch(value, word) for word in quoted(text)))
    yield from (f'{key}: the page does not have it' for key in sorted(containers - quoted(page_text)))


def never_printed(expressions, text):
    terms = {key for term in TERMS.findall(text) for key in quoted(term)}
    yield from (f'{key}: the tool does not print it' for key in sorted(terms)
                if not any(re.fullmatch(expression, key) for expression in expressions))


def check_place(page, titles, names, sources, pages):
    parts = parts_of(pages / f'{page}.adoc')
    text = '\n'.join(parts[title] for title in titles)
    own = '\n'.join(sources[name] for name in names)
    of_page = '\n'.join(sources[name] for place in PLACES if place[0] == page for name in place[2])
    values = set(values_of(own))
    wrong = [*undocumented(values, set(CONTAINER.findall(own)), text, '\n'.join(parts.values())),
             *never_printed(values | set(CONTAINER.findall(of_page)), text)]
    tap.ok(f'{page}: {", ".join(titles) or "output"}: the keys of the page and those of {", ".join(names)}', wrong)


# The keys of --json=2 are in its schema, which test/json2 compares with what the tool prints.
CONTRACT = {'advice', 'each', 'cmd-doctor', 'opt', 'cmd-help', 'cmd-version', 'cmd-poison', 'envelope', 'steps', 'item', 'item-labels', 'item-region', 'item-poison'}


def main(folder, pages):
    sources = {path.stem: path.read_text() for path in sorted(pathlib.Path(folder).rglob('*.c'))}
    for page, titles, names in PLACES:
        check_place(page, titles, names, sources, pathlib.Path(pages))
    known = {name for place in PLACES for name in place[2]}
    tap.ok('every file that prints keys has its page',
           [name for name, text in sources.items()
            if name not in known | CONTRACT and (VALUE.search(text) or CONTAINER.search(text))])
    listed = {title for page, titles, _ in PLACES if page == 'cxl-list' for title in titles}
    tap.ok('every part of the output of cxl-list has its file',
           sorted(set(parts_of(pathlib.Path(pages) / 'cxl-list.adoc')) ^ listed))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
