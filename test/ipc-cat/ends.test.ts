import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { DEADLINE_MS } from '../rig/until.ts';
import { CELLS, type Cell, letters, type Outcome, type ToolLine, tryCell } from './ends.ts';

/** So long peers may take, who are only looked at; we have as long as anything in the tests. */
const PEERS_PATIENCE_MS = 4_000;

const cat =
  (connecting: readonly string[], listening: readonly string[], joint = ' '): ToolLine =>
  (role, socket) => {
    const words = role === 'client' ? connecting : listening;
    return joint === '' ? [...words.slice(0, -1), `${words.at(-1)}${socket}`] : [...words, socket];
  };

const socat = (...options: readonly string[]): ToolLine =>
  cat(['socat', ...options, '-', 'UNIX-CONNECT:'], ['socat', ...options, '-', 'UNIX-LISTEN:'], '');

const PEERS: Readonly<Record<string, ToolLine>> = {
  socat: socat(),
  'socat -t 10': socat('-t', '10'),
  nc: cat(['nc', '-U'], ['nc', '-lU']),
  'nc -N': cat(['nc', '-N', '-U'], ['nc', '-N', '-lU']),
  ncat: cat(['ncat', '-U'], ['ncat', '-lU']),
};

const ours: ToolLine = cat([toolPath('ipc-cat'), 'unix:'], [toolPath('ipc-cat'), 'unix-listen:'], '');

const isInstalled = (line: ToolLine): boolean => spawnSync(line('client', '')[0] ?? '', ['-h']).error === undefined;

const titleOf = ({ direction, other, role }: Cell): string => `${role} ${direction} ${other}`;

const passed = (outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, { data, end }) => sum + Number(data) + Number(end), 0);

const rowOf = (name: string, outcomes: readonly Outcome[]): string =>
  `| ${name} | ${outcomes.map(letters).join(' | ')} | ${passed(outcomes)}/${2 * CELLS.length} |`;

const HEAD = `| | ${CELLS.map(titleOf).join(' | ')} | |\n|${' --- |'.repeat(CELLS.length + 2)}`;

/** All cells of a tool, at once. */
const tryAll = (line: ToolLine, name: string, patienceMs: number) => {
  const here = scene();
  return Promise.all(CELLS.map((cell, index) => tryCell(here, cell, line, `${name}${index}`, patienceMs)));
};

test('data and their end come through in all 24 ways', async () => {
  const outcomes = await tryAll(ours, 'ours', DEADLINE_MS);
  console.log(rowOf('ipc-cat', outcomes));
  expect(outcomes.map((outcome, index) => [titleOf(CELLS[index] as Cell), outcome])).toEqual(
    CELLS.map((cell) => [titleOf(cell), { data: true, end: true }]),
  );
});

test('and so through the other cats, which may do what they want', async () => {
  const installed = Object.entries(PEERS).filter(([, line]) => isInstalled(line));
  const tried = await Promise.all(
    installed.map(async ([name, line], row) => ({ name, outcomes: await tryAll(line, `${row}-`, PEERS_PATIENCE_MS) })),
  );
  console.log([HEAD, ...tried.map(({ name, outcomes }) => rowOf(name, outcomes))].join('\n'));
  for (const { outcomes } of tried) expect(outcomes.some(({ data }) => data)).toBe(true);
});
