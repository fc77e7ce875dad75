# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of the source tree, found without git: the checkout may be somebody else's."""
import os
import pathlib

# What no person wrote here: version control, byte code, and data that tests replay.
NOT_OURS = {'.git', '__pycache__', 'machines', 'corpus'}


def is_build_dir(path):
    return (path / 'meson-private').is_dir() or (path / 'build.ninja').exists()


def walk(top):
    """Every regular file below @top, build directories left out."""
    for folder, dirs, files in os.walk(top):
        folder = pathlib.Path(folder)
        dirs[:] = sorted(d for d in dirs if d not in NOT_OURS
                         and not is_build_dir(folder / d))
        for name in sorted(files):
            path = folder / name
            if path.is_file() and not path.is_symlink():
                yield path


def is_script(path):
    with open(path, 'rb') as file:
        return file.read(2) == b'#!'


def is_source(path):
    """A file with a syntax for comments, so one that can say whose it is and what it is."""
    return (path.suffix in {'.c', '.h', '.sym', '.build', '.py', '.sh', '.adoc'}
            or path.name == 'meson_options.txt' or is_script(path))
