// Verdicts on what is shown: one fact that is otherwise, and the claim does not hold.
import { expect, test } from 'vitest';
import type { Facts } from '../../src/claims/child/facts.ts';
import type { Judgement } from '../../src/claims/claim.ts';
import { judgeAttached } from '../../src/claims/experiments/attached-dies.ts';
import { judgeChannel } from '../../src/claims/experiments/channel-env.ts';
import { judgeDirectories } from '../../src/claims/experiments/cwd-inherited.ts';
import { judgeDetached } from '../../src/claims/experiments/detached-survives.ts';
import { judgeExitAndClose } from '../../src/claims/experiments/exit-before-close.ts';
import { judgeForked } from '../../src/claims/experiments/fork-is-node.ts';
import { judgeInjection } from '../../src/claims/experiments/injection.ts';
import { judgeKilled } from '../../src/claims/experiments/kill-is-signal.ts';
import { judgeOrder } from '../../src/claims/experiments/loop-order.ts';
import { judgeMaxBuffer } from '../../src/claims/experiments/maxbuffer-kills.ts';
import { judgeMemories } from '../../src/claims/experiments/memory-separate.ts';
import { judgeOrphan } from '../../src/claims/experiments/orphan-ppid.ts';
import { judgePortInUse } from '../../src/claims/experiments/port-in-use.ts';
import { judgeCalls } from '../../src/claims/experiments/spawn-is-base.ts';

/** A judge with what makes it say `holds`, and with changes after which it does not. */
const cases = <Shown extends object>(
  judge: (shown: Shown) => Judgement,
  shown: NoInfer<Shown>,
  changes: Readonly<Record<string, Partial<NoInfer<Shown>>>>,
) => ({ judge: judge as (shown: object) => Judgement, shown, changes });

const facts: Facts = {
  pid: 20,
  ppid: 1,
  cwd: '/',
  execPath: '/node',
  argv: ['/node', 'file', 'a'],
  hasTerminal: false,
  hasChannel: true,
  channelVariable: null,
  inherited: null,
  ended: {},
};

const call = { file: '/bin/x', args: ['x', '-c', 'y'] };
const flooded = { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', signal: 'SIGTERM', bytes: 10 };
const server = { listening: 3, answering: 2 };
const claimed = ['nextTick', 'microtask', 'timer', 'I/O', 'check'];

const all = {
  'spawn-is-base': cases(
    judgeCalls,
    { exec: [call], execFile: [call], fork: [call], isSeen: true },
    {
      'one did without': { execFile: [] },
      'one called it twice': { fork: [call, call] },
      'ps shows another': { isSeen: false },
    },
  ),
  'fork-is-node': cases(
    judgeForked,
    { execPath: '/node', forked: facts, spawned: facts, ballastMb: 192, childMb: 40 },
    {
      'another program ran': { forked: { ...facts, execPath: '/other' } },
      'the arguments differ': { forked: { ...facts, argv: ['/node', '--x', 'file'] } },
      'there was no channel': { forked: { ...facts, hasChannel: false } },
      'a variable was copied': { forked: { ...facts, inherited: 'x' } },
      'as much memory is there': { childMb: 200 },
    },
  ),
  'maxbuffer-kills': cases(
    judgeMaxBuffer,
    { limit: 10, atLimit: { code: undefined, signal: undefined, bytes: 10 }, beyond: flooded },
    {
      'there was no error': { beyond: { ...flooded, code: undefined } },
      'nobody ended it': { beyond: { ...flooded, signal: undefined } },
      'the limit itself is too much': { atLimit: flooded },
      'something is missing': { atLimit: { code: undefined, signal: undefined, bytes: 9 } },
    },
  ),
  injection: cases(
    judgeInjection,
    { byExec: true, byExecFile: false },
    { 'exec ran nothing more': { byExec: false }, 'execFile ran it, too': { byExecFile: true } },
  ),
  'exit-before-close': cases(
    judgeExitAndClose,
    { held: ['exit', 'data', 'close'], commands: 8, unread: 1, closedLast: 8 },
    {
      'close came first': { held: ['close', 'exit'] },
      'nothing came after exit': { held: ['exit', 'close'] },
      'close came earlier once': { closedLast: 7 },
    },
  ),
  'port-in-use': cases(
    judgePortInUse,
    { processes: 3, refusals: ['EADDRINUSE', 'EADDRINUSE'], handed: server, clustered: server },
    {
      'one more listened': { refusals: ['EADDRINUSE'] },
      'it was something else': { refusals: ['EADDRINUSE', 'EACCES'] },
      'a handle was refused': { handed: { listening: 2, answering: 2 } },
      'nobody answered in the cluster': { clustered: { listening: 3, answering: 0 } },
    },
  ),
  'detached-survives': cases(
    judgeDetached,
    { facts, parent: 10, session: 20, wasOnTerminal: true, adopter: 'init (1)' },
    {
      'it is gone': { facts: undefined, session: undefined },
      'it has a terminal': { facts: { ...facts, hasTerminal: true } },
      'another leads the session': { session: 10 },
      'its parent is the same': { facts: { ...facts, ppid: 10 } },
    },
  ),
  'orphan-ppid': cases(
    judgeOrphan,
    { parent: 10, adopter: 1, name: 'init (1)' },
    { 'its parent is the same': { adopter: 10 }, 'it is gone': { adopter: undefined } },
  ),
  'channel-env': cases(
    judgeChannel,
    { toAnyProgram: '3', toNode: { descriptor: '3', is: 'socket:[1]' }, inScript: null },
    {
      'the variable is not there': { toAnyProgram: undefined },
      'it names a file': { toNode: { descriptor: '3', is: '/dev/null' } },
    },
  ),
  'cwd-inherited': cases(
    judgeDirectories,
    { parent: '/a', given: '/b', inherited: '/a', chosen: '/b' },
    { 'it was elsewhere': { inherited: '/' }, 'it was not where it was told': { chosen: '/a' } },
  ),
  'loop-order': cases(judgeOrder, { orders: [claimed, claimed] }, { 'it was never so': { orders: [['check']] } }),
  'kill-is-signal': cases(
    judgeKilled,
    { isAliveAfterZero: true, isAliveAfterCaught: true, endedBy: 'SIGTERM', afterwards: 'ESRCH' },
    {
      'signal 0 ended it': { isAliveAfterZero: false },
      'a caught signal ended it': { isAliveAfterCaught: false },
      'it ended otherwise': { endedBy: 'exit code 0' },
    },
  ),
  'memory-separate': cases(
    judgeMemories,
    { inMemory: null, inFile: 'of-the-first', inRedis: 'of-the-first', inParent: 'of-the-parent', refusal: 'no' },
    {
      'a variable was shared': { inMemory: 'of-the-first' },
      "the parent's was changed": { inParent: 'of-the-first' },
      'a SharedArrayBuffer was sent': { refusal: undefined },
      'the file did not tell': { inFile: null },
      'Redis did not tell': { inRedis: null },
    },
  ),
} as const;

const rows = Object.entries(all);

test.each(rows)('%s holds when everything is seen as it says', (_, { judge, shown }) => {
  expect(judge(shown).verdict).toBe('holds');
});

test.each(rows.flatMap(([id, one]) => Object.entries(one.changes).map((change) => [id, ...change, one] as const)))(
  '%s does not hold when %s',
  (_, _what, change, { judge, shown }) => {
    expect(judge({ ...shown, ...change }).verdict).toBe('does not hold');
  },
);

test('a loop that calls in another order at times has no order to rely on', () => {
  const other = ['nextTick', 'microtask', 'I/O', 'timer', 'check'];
  expect(judgeOrder({ orders: [claimed, other, claimed] })).toMatchObject({
    verdict: 'depends',
    figure: `2 of 3 turns: ${claimed.join(', ')}; else ${other.join(', ')}`,
  });
});

test.each([
  ['SIGHUP', true, true, 'depends'],
  ['SIGHUP', false, false, 'holds'],
  ['SIGHUP', true, false, 'depends'],
  ['SIGHUP', false, true, 'depends'],
  [undefined, true, true, 'does not hold'],
] as const)('the terminal ends it by %s, deaf alive %s, alive without parent %s: %s', (...row) => {
  const [byTerminal, isDeafAlive, isAliveWithoutParent, verdict] = row;
  expect(judgeAttached({ byTerminal, isDeafAlive, isAliveWithoutParent }).verdict).toBe(verdict);
});

test('where the system does not tell, Redis is not there, and there was no terminal, claims hold by the rest', () => {
  expect(
    judgeDetached({ facts, parent: 10, session: undefined, wasOnTerminal: false, adopter: 'init (1)' }),
  ).toMatchObject({
    verdict: 'holds',
    figure: expect.not.stringContaining('and the terminal'),
  });
  expect(judgeChannel({ toAnyProgram: '3', toNode: undefined, inScript: null }).verdict).toBe('holds');
  const { judge, shown } = all['memory-separate'];
  expect(judge({ ...shown, inRedis: undefined })).toMatchObject({
    verdict: 'holds',
    figure: expect.not.stringContaining('Redis'),
  });
});
