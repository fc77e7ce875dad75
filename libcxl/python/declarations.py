# SPDX-License-Identifier: LGPL-2.1-or-later
"""The functions and enumerations of the installed headers as values: for the Python module and its tests."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'Documentation/libcxl'))
import prototypes  # noqa: E402


def squeeze(text):
    """A C type with one space where it needs one: "const char *"."""
    text = ' '.join(re.sub(r'\*', ' * ', text).split())
    return text.replace('* *', '**')


def words_of(comment):
    """The text of a comment, without its stars, as one paragraph."""
    lines = comment.removeprefix('/*').removesuffix('*/').splitlines()
    return ' '.join(' '.join(re.sub(r'^\s*\* ?', '', line) for line in lines).split())


class Parameter:
    def __init__(self, text):
        text = ' '.join(text.split())
        found = re.fullmatch(r'(.*?)(\w+)', text)
        self.type, self.name = squeeze(found[1]), found[2]


class Function:
    """One function: its result, its parameters, what its comment says."""

    def __init__(self, name, comment, statement):
        head = ' '.join(prototypes.COMMENT.sub(' ', statement).split('{')[0].split()).rstrip('; ')
        self.name, self.comment = name, words_of(comment)
        result, inside = re.fullmatch(rf'(.*?)\b{name}\s*\((.*)\)', head).groups()
        self.result = squeeze(result.replace('extern', ''))
        # a function pointer has commas and parentheses of its own
        self.callback = '(*' in inside
        self.parameters = [] if inside == 'void' or self.callback else [Parameter(p) for p in inside.split(',')]

    @property
    def types(self):
        return [parameter.type for parameter in self.parameters]


class Callback:
    """A function type: typedef int cxl_claim_fn(void *arg, ...)."""

    def __init__(self, statement):
        head = ' '.join(statement.split()).rstrip(';')
        result, self.name, inside = re.fullmatch(r'typedef (.*?)(\w+)\((.*)\)', head).groups()
        self.result = squeeze(result)
        self.types = [Parameter(p).type for p in inside.split(',')]


class Enumeration:
    """enum cxl_decoder_mode: its constants with their values."""

    def __init__(self, comment, statement):
        text = prototypes.COMMENT.sub(' ', statement)
        self.name, inside = re.search(r'enum (\w+) \{(.*)\}', text, re.DOTALL).groups()
        self.comment = words_of(comment)
        self.constants = {}
        value = -1
        for constant in filter(None, (text.strip() for text in inside.split(','))):
            name, *given = constant.split('=')
            value = int(given[0], 0) if given else value + 1
            self.constants[name.strip()] = value


class Declarations:
    """All headers together."""

    def __init__(self, headers):
        self.functions, self.callbacks, self.enumerations, self.about = {}, {}, {}, {}
        for header in map(pathlib.Path, headers):
            for comment, statement in prototypes.statements(header.read_text()):
                self.add(header.stem, comment, statement)

    def add(self, stem, comment, statement):
        name = prototypes.function_name(statement)
        if not statement and 'SPDX' not in comment:
            self.about.setdefault(stem, words_of(comment))
        elif re.match(r'enum \w+ \{', statement):
            enumeration = Enumeration(comment, statement)
            self.enumerations[enumeration.name] = enumeration
        elif re.match(r'typedef .*\(', statement, re.DOTALL):
            callback = Callback(statement)
            self.callbacks[callback.name] = callback
        elif name and not statement.startswith('static inline'):
            self.functions[name] = Function(name, comment, statement)
