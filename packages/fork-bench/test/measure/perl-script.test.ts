import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { directory } from '../../../../test/rig/files.ts';
import { decodeAnswer, outcomeOf } from '../../src/measure/answer.ts';
import { perlCalls, perlScript } from '../../src/measure/perl-script.ts';

test('nobody guesses the numbers of system calls', () => {
  expect(perlCalls('linux', 'arm')).toBeUndefined();
  expect(perlCalls('sunos', 'x64')).toBeUndefined();
});

const hasModule = (name: string): boolean => {
  try {
    execFileSync('perl', [`-M${name}`, '-e', '1'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

test('as on a Mac, the time may come from a module, and there may be no prctl(2)', ({ skip }) => {
  const calls = perlCalls(process.platform, process.arch);
  if (calls === undefined || !hasModule('Time::HiRes')) return skip('there is no perl with Time::HiRes');
  const script = perlScript({ ...calls, clockGettime: 0, prctl: 0 });
  const file = path.join(directory(), 'answer');
  const operands = ['perl', '-we', script, '--', '/bin/sh', '-c', 'exit 3'];
  execFileSync('/bin/sh', ['-c', '"$@" 3>"$0"', file, ...operands], { stdio: 'ignore' });
  const answer = decodeAnswer(readFileSync(file));
  expect(outcomeOf(answer?.status ?? 0)).toEqual({ exitCode: 3, signal: undefined });
  expect(answer?.measured?.wallMs).toBeGreaterThan(0);
  expect(answer?.measured?.wallMs).toBeLessThan(60_000);
});
