#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `cxl list` selects is what 85 selects, and in the order of the tree: all kinds, filters and looks, on many machines.

    run.py CXL [EVERY [MACHINE]...]

The answers of 85 were recorded by `reference`. One TAP line for each machine: asked is every question, or each EVERYth.
Where we differ on purpose there is a rule below, and a line in Documentation/differences-from-85.md.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path[:0] = [os.fspath(pathlib.Path(__file__).resolve().parent.parent / 'style')]
import answers  # noqa: E402
import machines  # noqa: E402
import order  # noqa: E402
import tap  # noqa: E402

SHOWN = 12      # problems of a machine
OURS = {'orphan'}       # keys that 85 does not have
UNKNOWN_CLASSES = {'qos_class_mismatch'}        # 85 takes an unknown class for another one
BUCKETS = {'bus': 'buses', 'port': 'ports', 'endpoint': 'endpoints', 'memdev': 'memdevs', 'region': 'regions'}


class Facts:
    """What the rules need to know of a machine."""

    def __init__(self, root):
        self.order = order.Order(root)
        self.devices = self.order.devices
        self.uncompared = OURS if self.order.has_classes() else OURS | UNKNOWN_CLASSES
        self.restricted = {os.path.realpath(p / 'uport').rpartition('/')[2] for p in self.devices.glob('endpoint*')
                           if os.path.realpath(p).split('/')[-2].startswith('root')}
        self.unbound_ports = {p.name for p in self.devices.iterdir()
                              if re.match('port|endpoint', p.name) and not (p / 'driver').exists()}
        self.mixed = any(list(p.glob('port*/uport')) and list(p.glob('endpoint*/uport')) for p in self.devices.iterdir())

    def kind_of_decoder(self, name):
        parent = pathlib.Path(os.path.realpath(self.devices / name)).parent.name
        return re.sub('[0-9]', '', parent)

    def decoder_bucket(self, name):
        return {'root': 'root decoders', 'port': 'port decoders', 'endpoint': 'endpoint decoders'}[
            self.kind_of_decoder(name)]

    def bucket(self, thing):
        name = order.name_of(thing)
        if 'decoder' in thing:
            return self.decoder_bucket(name)
        is_anonymous = 'memdev' in thing and not (self.devices / name / 'driver').exists()
        return 'anon memdevs' if is_anonymous else BUCKETS[next(iter(thing))]

    def is_below_unbound_port(self, name):
        return bool(self.unbound_ports & set(os.path.realpath(self.devices / name).split('/')))


# ---- where we differ on purpose: question, object -> is it left out of the comparison? ----------

def filter_of(question, letter):
    match = re.search(f' -{letter} (\\S+)', question)
    return match[1] if match else None


def wants_memdevs(question):
    kinds = re.findall(' -([BPEMDR]+)(?= |$)', question)
    return any('M' in k for k in kinds) or (not kinds and (not re.search(' -[bpedr] ', question) or
                                                           filter_of(question, 'm') or filter_of(question, 's')))


def of_endpoint_decoder(question, thing, facts):
    """-M -d ENDPOINT-DECODER: 85 lists neither the decoder nor the memdev that it is a decoder of."""
    wanted = (filter_of(question, 'd') or '').split(',')
    if not wants_memdevs(question) or not any(
            w == 'endpoint' or (facts.devices / w).exists() and facts.kind_of_decoder(w) == 'endpoint' for w in wanted):
        return False
    name = order.name_of(thing)
    return 'memdev' in thing or ('decoder' in thing and facts.kind_of_decoder(name) == 'endpoint')


def disabled_by_endpoint(question, thing, facts):
    """-e: a disabled memdev has no endpoint; 85 lists all of them."""
    return bool(filter_of(question, 'e')) and 'memdev' in thing and facts.bucket(thing) == 'anon memdevs'


def below_disabled_port(question, thing, facts):
    """-b: 85 takes what is below a disabled port to be on no bus."""
    return bool(filter_of(question, 'b')) and facts.is_below_unbound_port(order.name_of(thing))


def of_restricted_host(question, thing, facts):
    """-b: 85 takes the memdev of a restricted host to be on no bus; and so its endpoint's decoders, with -M."""
    if not filter_of(question, 'b'):
        return False
    name = order.name_of(thing)
    if 'memdev' in thing:
        return name in facts.restricted or not facts.order.place(os.path.realpath(facts.devices / name))[2:]
    return 'decoder' in thing and wants_memdevs(question) and facts.kind_of_decoder(name) == 'endpoint' and \
        os.path.realpath(facts.devices / name / '../uport').rpartition('/')[2] in facts.restricted


RULES = (of_endpoint_decoder, disabled_by_endpoint, below_disabled_port, of_restricted_host)


# ---- comparing ------------------------------------------------------------------

def comparable(value, question, facts):
    """Without what a rule leaves out, and without the order of siblings."""
    if isinstance(value, dict):
        kept = {key: comparable(v, question, facts) for key, v in value.items() if key not in facts.uncompared}
        return {key: v for key, v in kept.items() if v is not None and not (':' in key and v == [])}
    if isinstance(value, list):
        return sorted((comparable(v, question, facts) for v in value if not is_left_out(v, question, facts)),
                      key=json.dumps)
    return value


def is_left_out(value, question, facts):
    return isinstance(value, dict) and order.name_of(value) is not None and \
        any(rule(question, value, facts) for rule in RULES)


def buckets(answer, question, facts):
    """The lists of an answer by their names, which stand there only where there are several."""
    found = {}
    for objects in order.lists(answer if isinstance(answer, list) else [answer]):
        for thing in objects:
            found.setdefault(facts.bucket(thing), []).append(thing)
    found = {key: comparable(objects, question, facts) for key, objects in found.items()}
    return {key: objects for key, objects in found.items() if objects}


def without_memdev(value):
    """The memdev of an endpoint is an object of its own, not in a list."""
    if isinstance(value, dict):
        return {k: without_memdev(v) for k, v in value.items() if not (k == 'memdev' and isinstance(v, dict))}
    return [without_memdev(v) for v in value] if isinstance(value, list) else value


def flat_names(answer):
    return [[order.name_of(thing) for thing in objects] for objects in order.lists(answer)]


def ids_ascend(value):
    """Below an object its children stand by id."""
    if isinstance(value, dict):
        return all(ids_ascend(v) for v in value.values())
    if not isinstance(value, list):
        return True
    names = [order.name_of(v) for v in value if isinstance(v, dict) and v]
    return all(map(ids_ascend, value)) and (None in names or names == sorted(names, key=order.numbers))


def first_difference(ours, theirs):
    for key in dict.fromkeys([*theirs, *ours]):
        a, b = json.dumps(ours.get(key)), json.dumps(theirs.get(key))
        at = next((n for n, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
        if a != b:
            return f'{key}: ours ...{a[max(0, at - 60):at + 60]}, theirs ...{b[max(0, at - 60):at + 60]}'
    return None


def problems(question, run, recorded, facts):
    status, said = recorded
    if run.returncode != status:
        yield f'exit status {run.returncode}, theirs {status}'
        return
    ours, theirs = json.loads(run.stdout), json.loads(said or '[]')
    if filter_of(question, 'd') and of_endpoint_decoder(question, {'memdev': 'mem0'}, facts):
        ours, theirs = without_memdev(ours), without_memdev(theirs)
    if filter_of(question, 'b'):
        ours, theirs = without_restricted(ours, facts), without_restricted(theirs, facts)
    difference = first_difference(buckets(ours, question, facts), buckets(theirs, question, facts))
    if difference:
        yield difference
    elif not facts.mixed and buckets(ours, '', facts) == buckets(theirs, '', facts) and flat_names(ours) != flat_names(theirs):
        yield f'in another order: {flat_names(ours)}, theirs {flat_names(theirs)}'
    yield from order.problems(json.loads(run.stdout), facts.order)
    if not all(ids_ascend(v) for objects in order.lists(ours) for v in objects):
        yield 'siblings not by id'


def without_restricted(value, facts):
    if isinstance(value, list):
        return [without_restricted(v, facts) for v in value]
    if not isinstance(value, dict):
        return value
    gone = isinstance(value.get('memdev'), dict) and value['memdev'].get('memdev') in facts.restricted
    return {k: without_restricted(v, facts) for k, v in value.items() if not (gone and k == 'memdev')}


# ---- asking ---------------------------------------------------------------------

def ask(cxl, root, question):
    return subprocess.run([cxl, '--sysroot', root, *question.split()], capture_output=True, text=True, check=False,
                          timeout=60)


def check(cxl, name, every):
    with tempfile.TemporaryDirectory() as folder:
        root = f'{folder}/machine'
        machines.make(name, root)
        facts = Facts(root)
        recorded = dict(list(answers.read(name).items())[::every])
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            runs = pool.map(lambda question: ask(cxl, root, question), recorded)
            found = [f'cxl {question}: {problem}' for question, run in zip(recorded, runs)
                     for problem in problems(question, run, recorded[question], facts)]
        tap.ok(f'{name}: {len(recorded)} questions', [*found[:SHOWN], f'{len(found)} in all'] if found else [])


def main(cxl, every='1', *only):
    for name in only or machines.names():
        check(cxl, name, int(every))
    tap.done()


if __name__ == '__main__':
    main(*sys.argv[1:])
