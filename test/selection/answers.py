# SPDX-License-Identifier: GPL-2.0-or-later
"""What 85 answered on a machine, kept small: most answers are given to several questions."""
import json
import lzma
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent / 'answers'


def path(name):
    return FOLDER / f'{name}.xz'


def write(name, said):
    """@said: question -> [status, standard output]."""
    texts = sorted({text for _, text in said.values()})
    number = {text: n for n, text in enumerate(texts)}
    kept = {'answers': texts, 'questions': {q: [status, number[text]] for q, (status, text) in said.items()}}
    FOLDER.mkdir(exist_ok=True)
    path(name).write_bytes(lzma.compress(json.dumps(kept, indent=0).encode(), preset=9))


def read(name):
    kept = json.loads(lzma.decompress(path(name).read_bytes()))
    return {q: (status, kept['answers'][n]) for q, (status, n) in kept['questions'].items()}
