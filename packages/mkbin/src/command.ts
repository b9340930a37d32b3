import { type Command, directoryValue, flag, nameValue, single, textValue, verb } from '@proctools/core';
import { version } from '../package.json';
import { nodeChoice } from './options.ts';
// The other verbs are files of their own, read on demand; this one is asked so often that the millisecond counts.
import { list as showList } from './verbs/list.ts';

const NAMES = { shell: 'mkbin list --quiet' };

const form = 'How it is made';
const running = 'How it runs';
const where = 'Where it goes';
const care = 'Care';
const output = 'Output';

const json = flag({ group: output, help: 'print JSON' });
const system = flag({ group: where, help: 'the commands of all users, in /usr/local/bin' });
const dryRun = flag({ group: care, help: 'print the plan as shell commands, and do nothing' });

const installOptions = {
  link: flag({ group: form, help: 'a symbolic link to the script, which is made executable (default)' }),
  launcher: flag({ group: form, help: 'a small file for sh that runs the script; the script stays as it is' }),
  copy: flag({ group: form, help: 'the script itself, copied' }),
  bundle: flag({ group: form, help: 'one file with all that it imports; TypeScript and JSX compiled' }),
  exe: flag({ group: form, help: 'one executable with Node inside, for machines without Node' }),
  name: single(nameValue, { group: where, short: 'n', help: 'call it so, instead of after the file' }),
  dir: single(directoryValue, { group: where, short: 'd', help: 'put it there, instead of ~/.local/bin' }),
  system: flag({ group: where, help: 'put it into /usr/local/bin, for all users' }),
  interpreter: single(
    { ...textValue, word: 'COMMAND', expected: 'a command such as python3' },
    { group: running, help: 'run the script with this, whatever its #! line says' },
  ),
  node: single(nodeChoice, {
    group: running,
    initial: 'env',
    help: 'with the node on PATH, with this very Node (pin), or with that on PATH when its version fits',
  }),
  nodeOptions: single(
    { ...textValue, word: 'OPTIONS', expected: 'options of Node, such as "--no-warnings"' },
    { group: running, takesAnyWord: true, help: 'options for Node; works with BusyBox and the BSDs, too' },
  ),
  noEdit: flag({ group: care, help: 'leave the script alone; make a launcher where a link needs a change' }),
  force: flag({ group: care, short: 'f', help: 'replace what is there; mkbin undo puts it back' }),
  noCheck: flag({ group: care, help: 'do not run the new command once to see whether it works' }),
  extras: flag({ group: care, help: 'install the man page and the completions that it prints, too' }),
  dryRun,
  json,
} as const;

const install = verb({
  summary: 'make commands of scripts, or of all that a package names',
  operands: 'FILE...',
  fewest: 1,
  most: Number.POSITIVE_INFINITY,
  options: installOptions,
  completeOperand: 'file',
  examples: [
    { command: 'mkbin hello.js', does: 'hello now works in every shell' },
    { command: 'mkbin hello.ts --name hi --bundle', does: 'one self-contained file, TypeScript compiled' },
    { command: 'mkbin .', does: "every command of this folder's package.json" },
    { command: 'mkbin tool.py --no-edit', does: 'leaves the script as it is' },
    { command: 'mkbin server.mjs --node ">=22" --node-options "--no-warnings"', does: 'says what Node it needs' },
    { command: 'mkbin ./list', does: 'a script that is called like a verb' },
  ],
  load: async () => (await import('./verbs/install.ts')).install,
});

const list = verb({
  summary: 'show all commands, and how they stand',
  operands: '',
  fewest: 0,
  most: 0,
  options: { system, json },
  examples: [
    { command: 'mkbin list', does: 'a table' },
    { command: 'mkbin list --json', does: 'the same for programs' },
  ],
  load: async () => showList,
});

const remove = verb({
  summary: 'take commands away: only what mkbin can prove it made',
  operands: 'NAME...',
  fewest: 1,
  most: Number.POSITIVE_INFINITY,
  options: {
    forget: flag({ group: care, help: 'leave a file that somebody has changed, and forget the command' }),
    dryRun,
    system,
    json,
  },
  completeOperand: NAMES,
  examples: [{ command: 'mkbin remove hello', does: 'the script stays' }],
  load: async () => (await import('./verbs/remove.ts')).remove,
});

const undo = verb({
  summary: 'take back what mkbin did last; again for what it did before',
  operands: '',
  fewest: 0,
  most: 0,
  options: { dryRun, system, json },
  examples: [{ command: 'mkbin undo', does: 'puts back what --force replaced, too' }],
  load: async () => (await import('./verbs/undo.ts')).undo,
});

const who = verb({
  summary: 'tell whose a name is: mkbin, a package manager, the shell',
  operands: 'NAME...',
  fewest: 1,
  most: Number.POSITIVE_INFINITY,
  options: { json },
  completeOperand: 'command',
  examples: [{ command: 'mkbin who hello', does: 'all files of that name on PATH; the first is what runs' }],
  load: async () => (await import('./verbs/who.ts')).who,
});

const doctor = verb({
  summary: 'tell what is wrong with commands, and why; mend what can be mended',
  operands: '[NAME...]',
  fewest: 0,
  most: Number.POSITIVE_INFINITY,
  options: {
    fix: flag({ group: care, help: 'make again what is broken and ours; mkbin undo takes it back' }),
    system,
    json,
  },
  completeOperand: NAMES,
  examples: [
    { command: 'mkbin doctor', does: 'all commands' },
    { command: 'mkbin doctor --fix hello', does: 'mends that one' },
  ],
  load: async () => (await import('./verbs/doctor.ts')).doctor,
});

const path = verb({
  summary: 'tell whether shells find the commands, and what makes them',
  operands: '',
  fewest: 0,
  most: 0,
  options: {
    apply: flag({ group: care, help: 'write it to the profile of your shell, in a marked block, once' }),
    dir: single(directoryValue, { group: where, short: 'd', help: 'this directory, instead of ~/.local/bin' }),
    json,
  },
  examples: [
    { command: 'mkbin path', does: 'the line to add, and to which file' },
    { command: 'mkbin path --apply', does: 'adds it' },
  ],
  load: async () => (await import('./verbs/path.ts')).pathVerb,
});

const exporting = verb({
  summary: 'print all commands, for another machine',
  operands: '',
  fewest: 0,
  most: 0,
  options: { system },
  examples: [{ command: 'mkbin export > commands.json', does: 'for mkbin import, there' }],
  load: async () => (await import('./verbs/export.ts')).exportAll,
});

const importing = verb({
  summary: 'make the commands that another machine has exported',
  operands: '[FILE]',
  fewest: 0,
  most: 1,
  options: {
    dir: installOptions.dir,
    system: installOptions.system,
    noEdit: installOptions.noEdit,
    force: installOptions.force,
    noCheck: installOptions.noCheck,
    dryRun,
    json,
  },
  completeOperand: 'file',
  examples: [{ command: 'mkbin import < commands.json', does: 'all of them, or none' }],
  load: async () => (await import('./verbs/import.ts')).importAll,
});

export const command: Command = {
  name: 'mkbin',
  version,
  summary: 'make a command of a script, and hurt nothing else',
  examples: [
    { command: 'mkbin hello.js', does: 'hello now works in every shell' },
    { command: 'mkbin hello.ts --name hi --bundle', does: 'one self-contained file, TypeScript compiled' },
    { command: 'mkbin .', does: 'every command of the package.json here' },
    { command: 'mkbin list', does: 'what there is, and whether it works' },
    { command: 'mkbin remove hi', does: 'takes it away' },
  ],
  verbs: { install, list, remove, undo, doctor, who, path, export: exporting, import: importing },
  defaultVerb: 'install',
  usageCode: 2,
  manual: async () => (await import('./manual.ts')).manual,
};
