import { expect, test } from 'vitest';
import { chooseVerb, type Parse } from '../src/cli/choose-verb.ts';
import { parseFast } from '../src/cli/parse.ts';
import { parseWithYargs } from '../src/cli/parse-with-yargs.ts';
import { toy } from './fixture/toy.ts';

const parse: Parse = async (table, argv, mode) => parseFast(table, argv, mode) ?? parseWithYargs(table, argv, mode);

test.each([
  ['list', 'list', ''],
  ['list --json', 'list', ''],
  ['--json list', 'list', ''],
  ['--follow logs x', 'logs', 'x'],
  ['-n5 logs x', 'logs', 'x'],
  ['logs x --follow', 'logs', 'x'],
  ['node list', 'start', 'node list'],
  ['start list', 'start', 'list'],
  ['start start', 'start', 'start'],
  ['-- list', 'start', 'list'],
  ['--json -- list', 'start', 'list'],
  ['--name list node', 'start', 'node'],
  ['constructor', 'start', 'constructor'],
  ['__proto__ x', 'start', '__proto__ x'],
  ['node --follow logs', 'start', 'node --follow logs'],
  ['', 'start', ''],
])('toy %s is for the verb %2$s', async (line, name, operands) => {
  const chosen = await chooseVerb(toy, line.split(' ').filter(Boolean), parse);
  expect([chosen.name, chosen.parsed.operands.join(' ')]).toEqual([name, operands]);
});

test.each([
  ['--name x list', '--name is not an option of toy list'],
  ['--jsno list', 'unknown option --jsno'],
  ['--follow node', 'unknown option --follow'],
  ['--follow -- logs', 'unknown option --follow'],
  ['list --name x', 'unknown option --name'],
])('toy %s is refused', async (line, message) => {
  await expect(chooseVerb(toy, line.split(' '), parse)).rejects.toMatchObject({ name: 'Failure', message });
});

test('a command with a single verb has no word for it', async () => {
  const { verbs, ...rest } = toy;
  const single = { ...rest, verbs: { start: verbs.start ?? expect.fail() } };
  const chosen = await chooseVerb(single, ['start', 'x'], parse);
  expect(chosen).toMatchObject({ named: false, parsed: { operands: ['start', 'x'] } });
});
