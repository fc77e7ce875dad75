#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""security.md tells of each command which privileges it needs: privileges.py CXL SECURITY.MD"""
import pathlib
import re
import subprocess
import sys

import tap


def commands(cxl):
    """Each command, without the aliases."""
    said = subprocess.run([cxl, 'help'], capture_output=True, text=True, check=True).stdout
    return {name for name, purpose in re.findall(r'^  ([a-z-]+) +(\S.*)$', said, re.M) if not purpose.startswith('alias of')}


def main(cxl, document):
    text = pathlib.Path(document).read_text()
    rows = re.findall(r'^\| (`.*?) \|', text[text.index('## Privileges'):], re.M)
    told = {words.split()[0] for row in rows for words in re.findall(r'`([^`]+)`', row)}
    exist = commands(cxl)
    tap.ok(f'{len(exist)} commands exist', [] if exist else ['none'])
    tap.ok('each is in the table', sorted(exist - told))
    tap.ok('the table has no other', sorted(word for word in told - exist if not word.startswith('-')))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
