#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of captured machines.

    run.py CXL MACHINES [--write]

Each folder of MACHINES holds graph/VIEW.{svg,dot}, which were looked at by eye, in light and in
dark; --write replaces them. One TAP line for each picture: it is that one, is valid, is rendered by
rsvg-convert and dot where they are installed, and its strips are to scale.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.append(os.fspath(pathlib.Path(__file__).resolve().parents[1] / 'style'))
import tap  # noqa: E402
from unpack import captured, unpack  # noqa: E402

VIEWS = ['physical', 'decode', 'use']
SVG = '{http://www.w3.org/2000/svg}'
RENDER = {'svg': ['rsvg-convert'], 'dot': ['dot', '-Tsvg']}


def draw(cxl, machine, view, form):
    return subprocess.run([cxl, '--sysroot', machine, 'graph', f'--view={view}', f'--format={form}'],
                          capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


# ---- one picture -----------------------------------------------------------------

def render_problems(text, form):
    if not shutil.which(RENDER[form][0]):
        tap.note(f'{RENDER[form][0]} is not installed')
        return
    run = subprocess.run(RENDER[form], input=text.encode(), capture_output=True, timeout=60)
    if run.returncode or run.stderr or not run.stdout:
        yield f'{RENDER[form][0]}: {run.stderr}'


def outside(root):
    """What lies outside the picture."""
    width, height = float(root.get('width')), float(root.get('height'))
    for rect in root.iter(f'{SVG}rect'):
        right, bottom = (float(rect.get(at, 0)) + float(rect.get(size)) for at, size in (('x', 'width'), ('y', 'height')))
        if right > width or bottom > height:
            yield f'{rect.attrib} is outside {width}x{height}'


def scale_problems(root):
    """The parts of a strip touch, and are as wide as they are long."""
    parts = [(rect, rect.find(f'{SVG}title').text) for rect in root.iter(f'{SVG}rect') if rect.find(f'{SVG}title') is not None]
    rows = {}
    for rect, title in parts:
        start, end = (int(address, 16) for address in title.split()[-1].split('-'))
        rows.setdefault(rect.get('y'), []).append((float(rect.get('x')), float(rect.get('width')), start, end + 1))
    for row in rows.values():
        scale = sum(part[1] for part in row) / (row[-1][3] - row[0][2])
        for (x, width, start, end), after in zip(row, row[1:] + [None]):
            if abs(width - (end - start) * scale) > 1:
                yield f'{start:#x} is {width} wide, not {(end - start) * scale}'
            if after and (abs(x + width - after[0]) > 0.1 or end != after[2]):
                yield f'a gap after {start:#x}'


def overlaps(root):
    """Boxes that cover each other."""
    boxes = [tuple(float(rect.get(key)) for key in ('x', 'y', 'width', 'height'))
             for rect in root.iter(f'{SVG}rect') if rect.get('rx')]
    for i, (x, y, width, height) in enumerate(boxes):
        for left, top, wide, high in boxes[:i]:
            if x < left + wide and left < x + width and y < top + high and top < y + height:
                yield f'boxes at {x},{y} and {left},{top}'


def svg_problems(text, view):
    root = xml.etree.ElementTree.fromstring(text)
    if [child.tag for child in root][:2] != [f'{SVG}title', f'{SVG}desc'] or not root[0].text or not root[1].text:
        yield 'no title and description'
    if 'prefers-color-scheme: dark' not in text:
        yield 'it is only light'
    yield from outside(root)
    yield from overlaps(root)
    yield from scale_problems(root)
    if (view == 'decode') != ('</title></rect>' in text):
        yield 'a strip is missing, or out of place'


def problems(run, golden, view, form):
    if run.returncode or run.stderr:
        yield f'status {run.returncode}: {run.stderr}'
        return
    if run.stdout != golden.read_text():
        yield f'not {golden}'
    if form == 'svg':
        yield from svg_problems(run.stdout, view)
    yield from render_problems(run.stdout, form)


def try_machine(cxl, folder, root, write):
    machine = unpack(folder, root)
    (folder / 'graph').mkdir(exist_ok=True)
    for view in VIEWS:
        for form in RENDER:
            run, golden = draw(cxl, machine, view, form), folder / 'graph' / f'{view}.{form}'
            if write:
                golden.write_text(run.stdout)
            tap.ok(f'{folder.name}: {view}.{form}', problems(run, golden, view, form))


# ---- what is not as usual -----------------------------------------------------------

def try_disabled(cxl, machine):
    """What has no driver is in the picture, with a frame and a word."""
    for driver in machine.glob('sys/devices/pci*/*/*/mem1/driver'):
        driver.unlink()
    text = draw(cxl, machine, 'physical', 'svg').stdout
    tap.ok('a disabled memdev has a word and a frame',
           [] if '>disabled' in text and 'memory action' in text else [text])


def try_hostile(cxl, machine):
    """Names of a captured machine may be anything."""
    link = machine / 'sys/bus/cxl/devices/mem0'
    target = os.readlink(link)
    evil = 'a"<&>\\\u00fc\n'
    where = (link.parent / target).resolve()
    slot = where.parent
    slot.rename(slot.parent / evil)
    link.unlink()
    link.symlink_to(target.replace(slot.name, evil))
    for form in RENDER:
        run = draw(cxl, machine, 'physical', form)
        tap.ok(f'a name with every special character, as {form}',
               list(render_problems(run.stdout, form)) + ([] if run.stdout.isascii() and 'mem0' in run.stdout else [run.stdout]))


def main(cxl, machines, write=None):
    with tempfile.TemporaryDirectory() as root:
        for folder in captured(machines):
            try_machine(cxl, folder, pathlib.Path(root) / folder.name, write)
        machine = pathlib.Path(root) / 'qemu-hb2-idle'
        try_disabled(cxl, machine)
        try_hostile(cxl, machine)
        empty = pathlib.Path(root) / 'empty'
        empty.mkdir()
        for form in RENDER:
            run = draw(cxl, empty, 'physical', form)
            tap.ok(f'nothing at all, as {form}', [run.stderr] if run.returncode else render_problems(run.stdout, form))
    tap.done()


main(*sys.argv[1:])
