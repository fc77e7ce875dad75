#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Completion in bash, zsh and fish: each shell is asked, on a captured machine.

    run.py CXL SOURCE
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402

# What is typed behind "cxl --sysroot DIR "; what must be offered; what must not.
ROWS = [
    ('cre', ['create-region'], ['list']),
    ('lis', ['list'], ['create-region']),
    ('list --me', ['--memdev', '--memdevs', '--memory', '--media-errors'], ['--bus']),
    ('list -', ['--memdevs', '--regions', '--timeout', '--debug'], ['list']),
    ('version --', ['--verbose'], ['--memdev']),
    ('help --', [], ['--timeout']),
    ('list -m mem0,', ['mem0,mem1'], ['mem0,region0']),
    ('list --memdev=', ['--memdev=mem0'], ['mem0']),
    ('list -m ', ['mem0', 'mem1', 'mem2', 'mem3'], ['region0', 'root0']),
    ('list -r reg', ['region0'], ['mem0']),
    ('list -d decoder0.', ['decoder0.0', 'decoder0.2'], ['decoder3.0']),
    ('list -p ', ['port1'], ['root0', 'endpoint3']),
    ('list -e ', ['endpoint3'], ['port1']),
    ('list -b ', ['root0'], ['port1']),
    ('list -uTm ', ['mem0'], ['region0']),
    ('destroy-region ', ['region0'], ['mem0']),
    ('disable-memdev mem0 ', ['mem1'], ['region0']),
    ('disable-port ', ['port1'], ['mem0']),
    ('disable-port -fe ', ['endpoint3'], ['port1']),
    ('enable-port --endpoint endpoint3 ', ['endpoint4'], ['port1']),
    ('disable-bus ', ['root0'], ['mem0']),
    ('inject-poison ', ['mem0', 'region0'], ['root0']),
    ('inject-protocol-error pci', ['pci0000:0c'], ['mem']),
    ('inject-protocol-error x -p ', ['mem', 'cache'], ['mem0']),
    ('create-region -t ', ['pmem', 'ram', 'volatile'], ['mem0']),
    ('wait --for=', ['--for=ready', '--for=gone', '--for=applied'], ['mem0']),
    ('online-region --zone ', ['movable', 'kernel'], ['region0']),
    ('create-region --mode=', ['--mode=system-ram', '--mode=devdax', '--mode=famfs'], ['mem0']),
    ('list --table -o NAME,SI', ['NAME,SIZE'], ['NAME,FREE']),
    ('list --tree=', ['--tree=connection', '--tree=decode'], ['mem0']),
    ('status --color=', ['--color=auto', '--color=never'], []),
    ('prepare-removal ', ['mem0', 'mem3'], ['region0']),
    ('set-mode ', ['region0'], ['mem0']),
    ('set-mode region0 dev', ['devdax'], ['famfs', 'region0']),
    ('enable-region --wait ', ['region0'], ['mem0']),
    ('update-firmware --progress ', ['bar', 'json', 'none'], ['mem0']),
    ('set-alert-config --life-used-alert=', ['--life-used-alert=on', '--life-used-alert=off'], ['mem0']),
    ('sanitize-memdev --s', ['--secure-erase'], ['mem0']),
    ('sanitize-memdev ', ['mem0', 'mem3'], ['region0']),
    ('monitor --event ', ['add', 'bind', 'overflow'], ['mem0']),
    ('monitor --device ', ['mem0', 'decoder0.0', 'region0', 'root0'], ['add']),
    ('monitor --log jour', ['journal'], ['syslog']),
    ('monitor ', [], ['mem0', 'root0']),
    ('recover --d', ['--dry-run'], ['--timeout']),
    ('recover ', [], ['mem0', 'region0']),
    ('apply --pr', ['--prune'], ['--replace']),
    ('export ', ['region0'], ['mem0']),
    ('help set-', ['set-alert-config', 'set-mode', 'set-partition'], ['list']),
    ('no-such-command ', [], ['mem0']),
]

BASH = '''
source "$COMPLETION/cxl.bash"
COMP_LINE=$LINE COMP_POINT=${#LINE}
_cxl
word=${LINE##* }
before=${word%"${word##*[=:]}"}  # readline puts its break in front again
printf '%s\\n' "${COMPREPLY[@]/#/$before}"
'''

# A terminal of its own: compadd works in the line editor only.
ZSH = '''
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PROMPT= ; autoload -U compinit; fpath=($FUNCTIONS \\$fpath); compinit -u -d $FUNCTIONS/dump"
zpty -w z 'compadd() { print -rl -- $values >>$ANSWERS; builtin compadd "$@" }'
zpty -w z 'asked() { zle -c 2>/dev/null; : >$ANSWERS.done }; zle -N asked; bindkey "^X" asked'
zpty -w -n z "$LINE"$'\\t'$'\\x18'
for i in {1..300}; do [[ -e $ANSWERS.done ]] && break; zpty -r -t z >/dev/null; sleep 0.05; done
zpty -d z
[[ -e $ANSWERS ]] && cat $ANSWERS
true
'''

FISH = '''
source "$COMPLETION/cxl.fish"
complete -C "$LINE"
'''

SHELLS = {'bash': ['--norc', '-c', BASH], 'zsh': ['-f', '-c', ZSH], 'fish': ['--no-config', '-c', FISH]}


def ask(shell, line, environment, folder):
    """The words that a shell offers for a line."""
    answers = folder / 'answers'
    for old in folder.glob('answers*'):
        old.unlink()
    run = subprocess.run([shell, *SHELLS[shell]], capture_output=True, text=True, timeout=60, check=False,
                         env={**environment, 'LINE': line, 'ANSWERS': str(answers)})
    return {word.split('\t')[0] for word in run.stdout.splitlines()}


def problems(offered, wanted, unwanted):
    yield from (f'{word} is not offered, only {sorted(offered)}' for word in wanted if word not in offered)
    yield from (f'{word} is offered' for word in unwanted if word in offered)


def prepare(folder, cxl, source):
    unpack(source / 'test/golden/machines/qemu-hb2-regions', folder / 'machine')
    (folder / 'bin').mkdir()
    (folder / 'bin/cxl').symlink_to(cxl)
    (folder / 'functions').mkdir()
    shutil.copy(source / 'cxl/completion/cxl.zsh', folder / 'functions/_cxl')
    return {**os.environ, 'PATH': f'{folder}/bin:{os.environ["PATH"]}', 'HOME': str(folder), 'TERM': 'dumb',
            'COMPLETION': str(source / 'cxl/completion'), 'FUNCTIONS': str(folder / 'functions')}


def main(cxl, source):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment = prepare(folder, os.path.abspath(cxl), pathlib.Path(source))
        for shell in SHELLS:
            if not shutil.which(shell):
                tap.skip(shell, 'the shell is not installed')
                continue
            for typed, wanted, unwanted in ROWS:
                line = f'cxl --sysroot {folder}/machine {typed}'
                tap.ok(f'{shell}: cxl {typed}',
                       problems(ask(shell, line, environment, folder), wanted, unwanted))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
