import { displayWidth, styleFor } from '@proctools/core';
import { expect, test } from 'vitest';
import { claimsTable } from '../../src/report/claims-table.ts';
import { suiteTable } from '../../src/report/suite-table.ts';
import { plain } from './plain.ts';
import { claims, measurementOf, suiteOf } from './sample-results.ts';

const memory = { group: 'memory of one more child', unit: 'MB' } as const;

const suite = suiteOf(
  [
    measurementOf('spawn /bin/true', 1.24),
    measurementOf('fork', 18.5, { note: 'to its first message' }),
    measurementOf('fork', 6.4, memory),
    measurementOf('sleep', 0.1, { ...memory, p90: undefined, p99: undefined, low: undefined, high: undefined, n: 3 }),
  ],
  ['two rounds'],
);

test('each group is a table, with bars scaled within it, its notes, and what else happened', () => {
  expect(suiteTable(suite, plain)).toBe(`create

time to the first message      p50   p90   p99  95 % of p50    n
  spawn /bin/true          1.24 ms  1.49  1.98  1.22 – 1.26  180  █
  fork                     18.5 ms  22.2  29.6  18.1 – 18.9  180  ██████████████
    fork: to its first message

memory of one more child      p50   p90   p99  95 % of p50    n
  fork                    6.40 MB  7.68  10.2  6.27 – 6.53  180  ███████████████
  sleep                    100 kB     –     –            –    3  ▎

two rounds
meanwhile others 3.4 %, steal 0.2 %, pressure 12 %
`);
});

test('in a narrow terminal columns go before bars do', () => {
  const lines = suiteTable(suite, { ...plain, columns: 50 });
  expect(lines).toContain('  fork                     18.5 ms  22.2  ████████\n');
  expect(suiteTable(suite, { ...plain, columns: 20 })).toContain('  fork                     18.5 ms\n');
});

test.each([44, 60, 80, 100, 200])('no line is wider than %s columns', (columns) => {
  const lines = suiteTable(suite, { ...plain, columns }).split('\n');
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
});

test('measurements of several Nodes stand next to each other', () => {
  const nodes = suiteOf([
    measurementOf('fork', 18, { node: '20.20.2' }),
    measurementOf('Worker', 16, { node: '20.20.2' }),
    measurementOf('fork', 20, { node: '26.10.0' }),
    measurementOf('Worker', 9, { node: '26.10.0' }),
  ]);
  expect(suiteTable(nodes, plain)).toContain(`
time to the first message  Node         p50   p90   p99  95 % of p50
  fork                     20.20.2  18.0 ms  21.6  28.8  17.6 – 18.4  █████████
                           26.10.0  20.0 ms  24.0  32.0  19.6 – 20.4  ██████████
  Worker                   20.20.2  16.0 ms  19.2  25.6  15.7 – 16.3  ████████
                           26.10.0  9.00 ms  10.8  14.4  8.82 – 9.18  ████▌
`);
});

test('with ASCII alone', () => {
  const text = suiteTable(suite, { ...plain, isUnicode: false });
  expect(text).toContain('  fork                     18.5 ms  22.2  29.6  18.1 - 18.9  180  ##############\n');
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
});

test('colour changes no place', () => {
  const style = styleFor(1, false, { FORCE_COLOR: '1' });
  const coloured = suiteTable(suite, { ...plain, style });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colour is
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(suiteTable(suite, plain));
  expect(coloured).toContain('\u001b[36m██');
});

test('all figures 0, or none at all', () => {
  expect(suiteTable(suiteOf([measurementOf('idle', 0)]), plain)).toContain('  idle                     0.00 ms');
  expect(suiteTable(suiteOf([]), plain)).toContain('nothing was measured');
});

test('a claim has its verdict, the figure, and where it is from', () => {
  expect(claimsTable(claims, plain)).toBe(`\
does not hold  a forked Node process needs at least 30 ms and 10 MB; so do not
               start hundreds
               18.5 ms (95 %: 18.1 – 19.0) and 6.4 MB
               fork-cost, article 001

holds          execFile is more efficient than exec, as no shell is started
               execFile 1.78 ms, exec 2.48 ms
               execfile-faster, article 001

depends        N workers use N cores
               1.95 × with computation, 0.94 × without
               workers-use-cores, article 001

holds: 1, does not hold: 1, depends: 1
`);
});
