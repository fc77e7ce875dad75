#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The recipes of the manual: their documents are YAML, and their commands do on captured machines what they are for.

    run.py CXL MACHINES RECIPES
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / 'style'))
import tap  # noqa: E402
from unpack import unpack  # noqa: E402

try:
    import yaml
except ImportError:
    tap.skip('recipes', 'there is no PyYAML')
    tap.done()

REFUSED = 'a captured machine cannot be changed (use --dry-run)'


class Machine:
    """A captured machine, and the directory of its layout."""

    def __init__(self, cxl, root, layouts):
        self.cxl, self.root, self.layouts = cxl, root, layouts

    def run(self, words, text=''):
        """What comes of a command line of a recipe, which begins with "cxl"."""
        assert words[0] == 'cxl', words
        env = dict(os.environ, CXL_REGIONS_PATH=str(self.layouts))
        return subprocess.run([self.cxl, '--sysroot', self.root, *words[1:]], input=text, env=env, text=True,
                              check=False, capture_output=True)


def wrong(done, status, text):
    """In what it ended otherwise."""
    if done.returncode == status and text in done.stdout + done.stderr:
        return []
    return [f'status {done.returncode}: {done.stdout}{done.stderr}']


def pattern_of(task):
    """What Ansible looks for in the output, to tell whether something changed."""
    return re.compile(re.search(r"search\('(.*)', multiline=True\)", task['changed_when'])[1], re.MULTILINE)


def check_ansible(tasks, layout, with_regions, idle):
    compare, apply = (task for task in tasks if 'ansible.builtin.command' in task)
    words = compare['ansible.builtin.command']['cmd'].split()
    changes = pattern_of(compare)
    done = with_regions.run(words, layout)
    tap.ok('Ansible: nothing is to be changed where the machine agrees',
           wrong(done, 0, ': satisfied') + changes.findall(done.stdout))
    done = idle.run(words, layout)
    tap.ok('Ansible: the task is changed where it does not',
           wrong(done, 0, ': create') or ([] if changes.search(done.stdout) else [done.stdout]))
    done = idle.run(words, '{}')
    tap.ok('Ansible: what is no layout fails it', wrong(done, 2, 'the key is missing'))
    tap.ok('Ansible: and what is applied is told by its words',
           [word for word in ('a: created\n', 'b: changed\n') if not pattern_of(apply).search(word)] +
           pattern_of(apply).findall('c: satisfied\nd: waiting for serial 0x2\n'))
    done = idle.run(apply['ansible.builtin.command']['cmd'].split())
    tap.ok('Ansible: the command that applies is understood', wrong(done, 1, REFUSED))


def check_cloud_init(config, idle):
    file, = config['write_files']
    place = idle.layouts / pathlib.Path(file['path']).name
    place.write_text(file['content'])
    tap.ok('cloud-init: the file lies where layouts are read', wrong(idle.run(['cxl', 'apply', '--dry-run']), 0, 'memory: '))
    command, = config['runcmd']
    tap.ok('cloud-init: the command is understood', wrong(idle.run(command), 1, REFUSED))


def check_kubernetes(daemons, idle):
    pod = daemons['spec']['template']['spec']
    container, = pod['initContainers']
    mounts = {mount['name']: mount['mountPath'] for mount in container['volumeMounts']}
    tap.ok('Kubernetes: each volume that is mounted is there',
           set(mounts) ^ {volume['name'] for volume in pod['volumes']})
    words = [word.replace(mounts['layout'], str(idle.layouts)) for word in container['command']]
    tap.ok('Kubernetes: the command is understood', wrong(idle.run(words), 1, REFUSED))
    tap.ok('Kubernetes: and agrees with the layout',
           wrong(idle.run(['cxl', 'apply', '--dry-run', words[-1]]), 0, 'memory: '))


def main():
    cxl, machines, recipes = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    tasks, config, daemons = (yaml.safe_load(text) for text in
                              re.findall(r'^```yaml\n(.*?)^```$', recipes.read_text(), re.MULTILINE | re.DOTALL))
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / 'layouts').mkdir()
        with_regions, idle = (Machine(cxl, unpack(machines / name, work / name), work / 'layouts')
                              for name in ('qemu-hb2-regions', 'qemu-hb2-idle'))
        layout = with_regions.run(['cxl', 'export']).stdout
        check_ansible(tasks, layout, with_regions, idle)
        check_cloud_init(config, idle)
        check_kubernetes(daemons, idle)
    tap.done()


if __name__ == '__main__':
    main()
