# SPDX-License-Identifier: GPL-2.0-or-later
"""What the installed headers declare, and the comment of each: for their manual pages, and for who checks them."""
import re

TOKEN = re.compile(r'''
    (?P<comment>/\*.*?\*/)
  | (?P<directive>^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<linkage>extern\s+"C"\s*\{ | ^\}$)
  | (?P<blank>\s+)
  | (?P<rest>.)
''', re.VERBOSE | re.DOTALL | re.MULTILINE)

COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)


def guarded(text):
    """@text without what stands between `#ifdef __cplusplus` and `#endif`."""
    return re.sub(r'^#ifdef __cplusplus\n.*?^#endif\n', '\n', text,
                  flags=re.MULTILINE | re.DOTALL)


class Prototype:
    def __init__(self, header, name, comment, inline):
        self.header, self.name, self.comment, self.inline = header, name, comment, inline


def statements(text):
    """(comment, statement) for each statement outside braces, comment '' if it has none; a macro with one is one.

    A comment that belongs to none comes with the statement ''.
    """
    text = guarded(text)
    at, comment = 0, ''
    while at < len(text):
        token = TOKEN.match(text, at)
        if token['comment']:
            if comment:
                yield comment, ''
            comment = token['comment']
        elif token['directive']:
            if comment:
                yield comment, token['directive'] if '#define' in token['directive'] else ''
            comment = ''
        elif token['blank']:
            if token['blank'].count('\n') > 1:
                if comment:
                    yield comment, ''
                comment = ''
        elif token['rest']:
            end = statement_end(text, at)
            yield comment, text[at:end]
            at, comment = end, ''
            continue
        at = token.end()


def statement_end(text, at):
    """Behind the semicolon, or behind the brace that closes a function's body."""
    depth = 0
    for n in range(at, len(text)):
        if text[n] == '{':
            depth += 1
        elif text[n] == '}':
            depth -= 1
            if depth == 0 and ')' in text[at:n].split('{')[0]:
                return n + 1
        elif text[n] == ';' and depth == 0:
            return n + 1
    return len(text)


def function_name(statement):
    """The function that is declared, or None: a type, or a tag."""
    head = COMMENT.sub(' ', statement).split('{')[0]
    found = re.match(r'[\w\s*]*?\b(\w+)\s*\(', head)
    if found and not head.lstrip().startswith('typedef'):
        return found[1]


def of_headers(headers):
    for header in headers:
        for comment, statement in statements(header.read_text()):
            name = function_name(statement)
            if name:
                yield Prototype(header.name, name, comment,
                                statement.startswith('static inline'))
