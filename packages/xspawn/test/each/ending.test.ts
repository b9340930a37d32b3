import { expect, test } from 'vitest';
import { decode, type JobReport, readReport } from '../../src/each/engine/dash/ending.ts';

const decoded = (report: Partial<JobReport>, own = '') => {
  const { ending, output } = decode(
    { status: 0, speech: 'silent', ...report, own: Buffer.from(own) },
    'helper',
    '/bin/x',
  );
  return [...Object.values(ending), output.toString()];
};

test.each<[Partial<JobReport>, string, unknown[]]>([
  [{ status: 0 }, '', [0, '']],
  [{ status: 0 }, 'Killed\n', [0, 'Killed\n']],
  [{ status: 128 }, '', [128, '']],
  [{ status: 143, speech: 'spoke' }, 'Terminated\n', ['SIGTERM', '']],
  [{ status: 143, speech: 'silent' }, 'Terminated\n', [143, 'Terminated\n']],
  [{ status: 143, speech: 'unsure' }, 'Terminated\n', ['SIGTERM', '']],
  [{ status: 143, speech: 'unsure' }, '', [143, '']],
  [{ status: 134, speech: 'spoke' }, 'Aborted (core dumped)\n', ['SIGABRT', '']],
  [{ status: 163, speech: 'spoke' }, 'Real-time signal 1\n', ['SIG35', '']],
  [{ status: 130, speech: 'silent' }, '', ['SIGINT', '']],
  [{ status: 141, speech: 'silent' }, 'Killed\n', ['SIGPIPE', 'Killed\n']],
  [{ status: 255, speech: 'silent' }, '', [255, '']],
  [{ status: 127 }, 'helper: 3: x: not found\n', ['/bin/x: ENOENT', 127, '']],
  [{ status: 126 }, 'helper: 3: x: Permission denied\n', ['/bin/x: EACCES', 126, '']],
  [{ status: 126 }, 'helper: 3: x: Argument list too long\n', ['/bin/x: E2BIG', 126, '']],
  [{ status: 2 }, 'helper: 3: Cannot fork\n', ['/bin/x: Cannot fork', 126, '']],
  [{ status: 1 }, 'helper: 3: x: not found\n', [1, 'helper: 3: x: not found\n']],
])('%j with the words %j last', (report, own, expected) => expect(decoded(report, own)).toEqual(expected));

test('a report tells the status, and sometimes what was written', () => {
  expect(readReport(' 0')).toEqual({ status: 0, written: undefined });
  expect(readReport(' 143 7200')).toEqual({ status: 143, written: 7200 });
});
