#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes the parts of the Python module that follow from the installed headers.

    generate.py prototypes|kinds HEADER...

_prototypes.py has the types of every function, _kinds.py a class for each kind of object, with a property for each
getter and a method for each function that acts. What a getter returns where an attribute is absent, which its comment
states, becomes None.
"""
import os
import re
import sys
import textwrap

sys.dont_write_bytecode = True
import declarations  # noqa: E402
from kinds import BY_HAND, KINDS, LEFT_OUT, LIFE, NAMES, RESULTS  # noqa: E402

HEAD = '''# SPDX-License-Identifier: LGPL-2.1-or-later
"""{}: generated from the headers of libcxl by generate.py."""
'''
OUT = re.compile(r'(bool|unsigned int|unsigned long long|enum \w+) \*|struct \w+ \*\*')
GREATEST = {'unsigned long long': 'ULLONG_MAX', 'unsigned int': 'UINT_MAX', 'size_t': 'SIZE_MAX'}
ABSENT_ZERO = re.compile(r'\b0 (?:(?:while it has|when there are) none, and )?where it is absent')
NUMBERS = {'int', 'unsigned int', 'unsigned long', 'unsigned long long', 'size_t'}


def kind_of(c_type):
    found = re.fullmatch(r'(?:const )?struct (\w+) \*+', c_type)
    return KINDS.get(found[1]) if found else None


def class_of(enum):
    """enum cxl_decoder_mode is DecoderMode."""
    return ''.join(word.title() for word in enum.split()[1].removeprefix('cxl_').split('_'))


def is_action(function, functions):
    """Whether it returns 0 or an error."""
    like = re.match(r'Like (cxl_\w+)\(\)', function.comment)
    if like and like[1] in functions:
        return is_action(functions[like[1]], functions)
    return function.result == 'int' and bool(re.match(r'Returns 0 (after|once|and|when)', function.comment))


# ---- types ------------------------------------------------------------------

class Value:
    """How a value of a C type appears in Python: its annotation, and the converter that makes it."""

    def __init__(self, c_type, function=None):
        about = function.comment if function else ''
        kind = kind_of(c_type)
        self.absent = False
        if kind:
            self.annotation, self.made_by = kind.name, f"kind('{kind.name}')"
            self.absent = 'Never NULL' not in about
        elif c_type == 'const char *':
            self.annotation, self.made_by = 'str', 'text'
            self.absent = 'ever NULL' not in about
        elif c_type.startswith('enum '):
            self.annotation = class_of(c_type)
            self.absent = bool(function and '_get_' in function.name and re.search(r'NONE|UNKNOWN', about))
            self.made_by = f"enumerated({self.annotation}, {self.absent})"
        elif c_type == 'bool' or (c_type == 'int' and about.startswith('Returns 1 ')):
            self.annotation, self.made_by = 'bool', 'truth'
        else:
            self.number(c_type, about)

    def number(self, c_type, about):
        greatest = GREATEST.get(c_type)
        self.annotation = 'int'
        self.made_by = 'number'
        if greatest and greatest in about:
            self.made_by, self.absent = f'unless({greatest})', True
        elif c_type == 'int' and re.search(r'-1\b|-E[A-Z]+|CXL_QOS_CLASS_NONE', about):
            self.made_by, self.absent = 'natural', True
        elif c_type != 'int' and ABSENT_ZERO.search(about):
            self.made_by, self.absent = 'unless(0)', True

    def full(self):
        return self.annotation + ' | None' * self.absent


def annotation_of(c_type):
    if c_type in NUMBERS:
        return 'int'
    return {'bool': 'bool', 'const char *': 'str | os.PathLike[str]'}.get(c_type) or (
        class_of(c_type) if c_type.startswith('enum ') else kind_of(c_type).name)


# ---- texts ------------------------------------------------------------------

def docstring(function, absent):
    text = re.sub(r'^Returns 0 (after|once|when)', r'Returns \1', function.comment)
    text = re.sub(r'^Returns 0 and writes to \*?@\w+ ', 'Returns ', text)
    text = re.sub(r'; (\*?@\w+|the results?) (is|are) then unchanged', '', text)
    if absent:
        text = re.sub(r'\b(ULLONG_MAX|UINT_MAX|SIZE_MAX|CXL_QOS_CLASS_NONE)\b|(?<= )-1\b|(?<= )-E[A-Z]+\b', 'None', text)
    text = re.sub(r'\bFails with\b', 'Raises Error with', text)
    text = re.sub(r'(?<!\w)-(E[A-Z]{2,})\b', r'\1', text)
    for word, python in (('NULL', 'None'), ('true', 'True'), ('false', 'False')):
        text = re.sub(rf'\b{word}\b', python, text)
    return re.sub(r'\*?@(\w+)', r'\1', text)


def quoted(text, indent):
    lines = textwrap.wrap(text, 110 - indent, break_on_hyphens=False)
    lines = [lines[0], '', *lines[1:]] if len(lines) > 1 and lines[0].endswith('.') else lines
    body = '\n'.join(lines)
    end = '"""' if len(lines) == 1 else '\n"""'
    return textwrap.indent(f'"""{body}{end}', ' ' * indent, lambda line: line.strip()) + '\n'


# ---- members ----------------------------------------------------------------

def member_name(function, kind):
    if function.name in NAMES:
        return NAMES[function.name]
    name = function.name.removeprefix(kind.prefix if function.name.startswith(kind.prefix) else 'cxl_')
    return re.sub(r'^(\w+)_get_by_(name|provider)$', r'find_\1', name)


def object_of(function):
    """The kind of its first parameter, on which it is a member."""
    first = function.types[0] if function.types else ''
    return None if first.endswith('**') else kind_of(first)


def is_generated(function):
    kind = object_of(function)
    return (kind and function.name not in BY_HAND and function.name not in LEFT_OUT and
            function.name.startswith(kind.prefix if function.name not in NAMES else 'cxl_') and
            not (kind.prefix == 'cxl_' and belongs_elsewhere(function)) and
            member_name(function, kind) not in LIFE)


def belongs_elsewhere(function):
    """A function on the context whose name is that of another kind: cxl_memdev_get_first(), not ..._get_by_name()."""
    return re.search(r'_get_(first|next)$', function.name)


def getter(function, kind):
    value = Value(RESULTS.get(function.name, function.result), function)
    name = member_name(function, kind).replace('get_', '', 1)
    return (f'    @property\n    def {name}(self) -> {value.full()}:\n' +
            quoted(docstring(function, value.absent), 8) +
            f"        return self._get('{function.name}', {value.made_by})\n")


def method(function, kind, functions):
    inputs = [p for p in function.parameters[1:] if not OUT.fullmatch(p.type)]
    outs = [p for p in function.parameters[1:] if OUT.fullmatch(p.type)]
    acts = is_action(function, functions) or 'Fails with' in function.comment and function.result == 'int'
    raises = acts or 'NULL with errno on failure' in function.comment
    results = [] if function.result == 'void' or is_action(function, functions) else [
        Value(RESULTS.get(function.name, function.result), function)]
    if raises and results:
        results[0].absent = False
        results[0].made_by = results[0].made_by.replace('natural', 'number')
    results += [Value(p.type[:-2] if p.type[-2:] == ' *' else p.type[:-1]) for p in outs]
    types = [result.full() for result in results]
    annotation = 'None' if not types else types[0] if len(types) == 1 else f'tuple[{", ".join(types)}]'
    words = ''.join(f', {p.name}: {annotation_of(p.type)}' for p in inputs)
    given = ''.join(f', {p.name}' for p in inputs)
    if outs:
        positions = [p.name for p in function.parameters[1:]]
        places = [f"({positions.index(p.name)}, '{p.type}')" for p in outs]
        given = f", outs=[{', '.join(places)}]" + (f", values=[{', '.join(p.name for p in inputs)}]" if inputs else '')
    makers = ', '.join(result.made_by for result in results)
    return (f'    def {member_name(function, kind)}(self{words}) -> {annotation}:\n' +
            quoted(docstring(function, False), 8) +
            f"        {'return ' * bool(results)}self.{call_of(acts, raises, outs)}"
            f"('{function.name}', [{makers}]{given})\n")


def call_of(acts, raises, outs):
    return '_query' if outs else '_act' if acts else '_make' if raises else '_ask'


def listing(function, declared):
    child = kind_of(function.result)
    about = declared.functions[function.name.replace('_first', '_next')]
    return (f'    @property\n    def {child.plural}(self) -> list[{child.name}]:\n' +
            quoted(docstring(function, False).replace('Returns the first', 'Returns a list, beginning with the first')
                   .replace('Returns the', 'Returns a list, beginning with the')
                   .replace('or None', 'empty'), 8) +
            f"        return self._list('{function.name}', '{about.name}', kind('{child.name}'))\n")


def members(kind, declared):
    """(name, text) of every member of a class."""
    for function in declared.functions.values():
        if object_of(function) is not kind:
            continue
        if function.name.endswith('_get_first'):
            yield kind_of(function.result).plural, listing(function, declared)
        elif is_generated(function):
            one = len(function.types) == 1 and function.result != 'void' and 'Fails with' not in function.comment
            name = member_name(function, kind)
            if one and not is_action(function, declared.functions) and not name.startswith('create'):
                yield name, getter(function, kind)
            else:
                yield name, method(function, kind, declared.functions)


# ---- files ------------------------------------------------------------------

def enumeration(found):
    prefix = os.path.commonprefix(list(found.constants))
    prefix = prefix[:prefix.rindex('_') + 1]
    about = quoted(found.comment or f'enum {found.name}.', 4)
    return (f'class {class_of("enum " + found.name)}(enum.IntEnum):\n{about}\n' +
            ''.join(f'    {name.removeprefix(prefix)} = {value}\n' for name, value in found.constants.items()))


def kinds(declared):
    yield HEAD.format('The kinds of objects, and what each can do')
    yield 'from __future__ import annotations\n\nimport enum\nimport os\nimport typing\n\n'
    yield ('from ._objects import SIZE_MAX, UINT_MAX, ULLONG_MAX, Object, enumerated, kind, natural, number, text, '
           'truth, unless\n\nif typing.TYPE_CHECKING:\n    from . import (\n')
    yield ''.join(f'        {kind.name},\n' for kind in sorted(KINDS.values(), key=lambda kind: kind.name))
    yield '    )\n'
    for found in declared.enumerations.values():
        yield '\n\n' + enumeration(found)
    for kind in KINDS.values():
        yield f'\n\nclass {kind.name}Calls(Object):\n'
        yield quoted(docstring_of_kind(kind, declared), 4)
        for _, text in members(kind, declared):
            yield '\n' + text


def docstring_of_kind(kind, declared):
    return declared.about.get(kind.header) or f'struct {kind.struct} of libcxl.'


def prototypes(declared):
    yield HEAD.format('The functions of libcxl, with their types as the headers declare them')
    yield '\n# name: (result, parameters...)\nFUNCTIONS = {\n'
    for function in declared.functions.values():
        types = ['void (*)()' if function.callback else function.result, *function.types]
        yield f'    {function.name!r}: {tuple(types)!r},\n'
    yield '}\n\n# the types of functions that the library calls\nCALLBACKS = {\n'
    for callback in declared.callbacks.values():
        yield f'    {callback.name!r}: {(callback.result, *callback.types)!r},\n'
    yield '}\n'


def main(what, *headers):
    declared = declarations.Declarations(headers)
    sys.stdout.writelines({'prototypes': prototypes, 'kinds': kinds}[what](declared))


if __name__ == '__main__':
    main(*sys.argv[1:])
