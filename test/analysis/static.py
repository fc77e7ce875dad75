#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What gcc -fanalyzer, clang-tidy and cppcheck find in the library and the tool.

    static.py BUILD

BUILD has compile_commands.json. Prints a line of TAP, named analyse/TOOL, for each tool, with what it found besides the
lines of the file suppressions next to this script; a line there that suppresses nothing is not ok either. With
CXL_TEST_THOROUGH clang-tidy also runs the analyser of clang, which takes minutes.
"""
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
THOROUGH = bool(os.environ.get('CXL_TEST_THOROUGH'))
# What a look at the text finds: swapped or forgotten operands, sizes, conversions without a check.
TIDY = ['-*', 'bugprone-*', '-bugprone-assignment-in-if-condition', '-bugprone-easily-swappable-parameters',
        '-bugprone-implicit-widening-of-multiplication-result', '-bugprone-macro-parentheses',
        '-bugprone-narrowing-conversions', '-bugprone-reserved-identifier', '-bugprone-sizeof-expression',
        '-bugprone-suspicious-string-compare', 'cert-err34-c', 'cert-str34-c', 'misc-redundant-expression', 'misc-static-assert']
ANALYSER = ['clang-analyzer-*', '-clang-analyzer-security.insecureAPI.*']
LINE = re.compile(r'(?P<path>/[^:]+):(?P<line>\d+)(?::\d+)?: (?:warning|error): (?P<text>.*) \[(?P<check>[^][]+)\]$')


class Finding:
    def __init__(self, tool, check, path, line, text):
        self.tool, self.check, self.line, self.text = tool, check, line, text
        self.path = os.path.relpath(os.path.realpath(path), SOURCE)

    def __str__(self):
        return f'{self.path}:{self.line}: {self.text} [{self.check}]'


class Suppression:
    """One line of the file: TOOL CHECK PATH: reason."""

    def __init__(self, text):
        words, self.reason = text.split(': ', 1)
        self.tool, self.check, self.path = words.split()
        self.text, self.used = words, False

    def suppresses(self, finding):
        found = (self.tool == finding.tool and self.check == finding.check and
                 fnmatch.fnmatch(finding.path, self.path))
        self.used = self.used or found
        return found


def heard_from(words, folder):
    heard = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return heard.stdout


def findings_in(tool, text, folder):
    for line in text.splitlines():
        found = LINE.match(re.sub(r'^(\.\./)+[^:]*', lambda at: os.path.realpath(folder / at[0]), line))
        if found:
            check = found['check'].split(',')[0].removeprefix('-W')
            yield Finding(tool, check, found['path'], found['line'], found['text'])


def gcc(entry, build):
    words = shlex.split(entry['command'])
    words[words.index('-o') + 1] = '/dev/null'
    words[words.index('-c')] = '-S'
    words = [word for word in words if word not in {'-MD', '-MQ', '-MF'} and not word.endswith(('.o', '.o.d'))]
    text = heard_from([*words, '-fanalyzer', '-fdiagnostics-plain-output'], entry['directory'])
    return findings_in('gcc', re.sub(r' \[CWE-\d+\](?= \[)', '', text), build)


def tidy(entry, build):
    checks = ','.join(TIDY + ANALYSER * THOROUGH)
    text = heard_from(['clang-tidy', '--quiet', '-p', str(build), f'--checks={checks}', entry['file']], entry['directory'])
    return findings_in('clang-tidy', text, build)


def cppcheck(entries, build):
    text = heard_from(['cppcheck', '--enable=warning,performance,portability', '--inconclusive', '--quiet', '-j2',
                       '--project=' + str(build / 'compile_commands.json'),
                       '--template={file}:{line}: warning: {message} [{id}]'], build)
    return findings_in('cppcheck', text, build)


def report(tool, findings, suppressions):
    unique = {str(finding): finding for finding in findings}
    left = [text for text, finding in unique.items()
            if not any([suppression.suppresses(finding) for suppression in suppressions])]
    left += [f'suppressions: suppresses nothing: {s.text}' for s in suppressions if s.tool == tool and not s.used and
             (THOROUGH or not s.check.startswith('clang-analyzer'))]
    print(f'{"not ok" if left else "ok"} analyse/{tool}{": " * bool(left)}{len(left) or ""}')
    print(''.join(f'# {line}\n' for line in sorted(left)), end='', flush=True)
    return not left


def main(build):
    build = pathlib.Path(build).resolve()
    entries = json.loads((build / 'compile_commands.json').read_text())
    for entry in entries:
        entry['file'] = os.path.realpath(os.path.join(entry['directory'], entry['file']))
    entries = [entry for entry in entries if entry['file'].endswith('.c')]
    suppressions = [Suppression(line) for line in (HERE / 'suppressions').read_text().splitlines()
                    if line and not line.startswith('#')]
    good = True
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for tool, work in (('gcc', gcc), ('clang-tidy', tidy)):
            found = [finding for one in pool.map(lambda entry, work=work: list(work(entry, build)), entries) for finding in one]
            good &= report(tool, found, suppressions)
    good &= report('cppcheck', cppcheck(entries, build), suppressions)
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main(*sys.argv[1:])
