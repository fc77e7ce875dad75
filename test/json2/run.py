#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--json=2: every document of every command is one of the schema, on a terminal and in a pipe alike.

    run.py CXL MACHINES SCHEMA

On each captured machine: what the reference was asked there, and commands that act, plan, fail or are
mistyped; the latter also on a terminal, and with the options behind the command. The validator is jsonschema, which also takes a schema that allows no unknown key: what the tool
prints is all in the schema.
"""
import copy
import json
import os
import pathlib
import pty
import shlex
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).resolve().parent.parent
sys.path += [str(folder / name) for name in ('selection', 'style')]
import tap  # noqa: E402
from unpack import unpack  # noqa: E402

try:
    import jsonschema
except ImportError:
    print('1..0 # SKIP python3-jsonschema is not installed')
    sys.exit(0)

ASKED = ['status', 'status --color=red', 'list --table', 'list --tree=decode', 'list -HIFAX --memory -vv', 'list -L', 'list -m mem99', 'list -S', 'list --memdve', 'lst', '',
         'list -h', 'create-region -h', 'help', 'help list', 'doctor', 'doctor mem0', 'doctor --check=windows', 'doctor --check=nothing', 'version', 'version -v', '--version',
         'create-region --dry-run -t pmem -U 2bb0e9b6-2d3c-4a5e-8f0a-5d3f0c1b7a11', 'create-region --dry-run -t ram', 'create-region -t ram', 'create-region -s 0',
         'create-region -m mem0 mem0', 'destroy-region all', 'destroy-region region0 -f', 'destroy-region region99',
         'disable-region all', 'enable-region all', 'offline-region all', 'online-region all',
         'set-mode region0 devdax --dry-run', 'set-mode region0 devdax', 'recover', 'recover --dry-run', 'wait region0',
         'enable-memdev all', 'disable-memdev all', 'disable-memdev mem0 mem99', 'reserve-dpa mem0 -t ram -s 256M',
         'free-dpa mem0', 'read-labels mem0', 'write-labels mem0 -i /dev/null', 'zero-labels all',
         'sanitize-memdev all', 'sanitize-memdev all --dry-run', 'set-partition mem0 --dry-run -t pmem',
         'update-firmware mem0', 'set-alert-config mem0', 'wait-sanitize mem0', 'prepare-removal mem0 --dry-run',
         'diff /dev/null', 'diff', 'diff {listing}', 'apply --dry-run', 'apply',
         'disable-port port1', 'enable-port port1', 'disable-bus root0', 'inject-poison mem0 -a 0',
         'clear-poison mem0 -a 0', 'inject-protocol-error nodport -p mem -s fatal']


def strict(schema):
    """The same, without room for keys that it does not name."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(part) for key, part in schema.items()}
    if 'required' in closed and closed.get('type') == 'object' and 'allOf' not in closed:
        closed.setdefault('additionalProperties', False)
    return closed


def in_pipe(words):
    run = subprocess.run(words, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    return run.returncode, run.stdout, run.stderr


def on_terminal(words):
    """As on a terminal, which makes two characters of a newline."""
    master, slave = pty.openpty()
    with tempfile.TemporaryFile() as err:
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=slave, stderr=err) as process:
            os.close(slave)
            text = b''
            while True:
                try:
                    part = os.read(master, 65536)
                except OSError:
                    break
                if not part:
                    break
                text += part
        os.close(master)
        err.seek(0)
        return process.returncode, text.decode().replace('\r\n', '\n'), err.read().decode()


def problems(validators, answer, status):
    try:
        document = json.loads(answer)
    except ValueError as error:
        return [f'no JSON: {error}: {answer[-200:]!r}']
    found = [f'{"/".join(map(str, e.absolute_path))}: {e.message[:200]}'
             for validator in validators for e in validator.iter_errors(document)]
    if status and not document['errors'] and document['kind'] != 'doctor':
        found.append(f'status {status}, and no error')
    found += [f'an error with status {error["status"]}, not {status}' for error in document['errors']
              if error['status'] != status]
    return found


def check(cxl, root, words, validators, everywhere):
    before = [cxl, '--sysroot', str(root), '--json=2', *words]
    behind = [cxl, *words, '--json=2,compact', '--sysroot', str(root)]
    status, piped, said = in_pipe(before)
    wrong = problems(validators, piped, status)
    if not wrong:
        document = json.loads(piped)
        for warning in document['warnings'] + document['errors']:
            wrong += [] if warning['text'] in said else [f'not on standard error: {warning["text"]}']
    if not wrong and everywhere:
        ran = on_terminal(before)
        wrong += [] if ran[:2] == (status, piped) else ['on a terminal it is another document']
        compact = in_pipe(behind)
        wrong += [] if compact[1].count('\n') == 1 else ['compact is not one line']
        wrong += [] if json.loads(compact[1]) == document else ['behind the command it is another document']
    return wrong


def questions(machine):
    asked = {shlex.join(shlex.split(cmd.read_text())[1:]) for cmd in machine.glob('list/*.cmd')}
    return ASKED + sorted(asked)


def main(cxl, machines, path):
    schema = json.loads(pathlib.Path(path).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validators = [jsonschema.Draft202012Validator(copy.deepcopy(s)) for s in (schema, strict(schema))]
    for machine in sorted(p for p in pathlib.Path(machines).iterdir() if p.is_dir()):
        with tempfile.TemporaryDirectory() as root:
            unpack(machine, root)
            listing = pathlib.Path(root) / 'listing.json'
            listing.write_text('[{"memdev":"mem0","serial":1,"host":"x","ram_size":5},{"memdev":"mem77","serial":2}]')
            for words in questions(machine):
                tap.ok(f'{machine.name}: {words or "nothing"}', check(cxl, root, shlex.split(words.replace('{listing}', str(listing))), validators, words in ASKED))
    tap.ok('a format that nobody knows', [] if in_pipe([cxl, '--json=3', 'version'])[0] == 2 else ['not refused'])
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
