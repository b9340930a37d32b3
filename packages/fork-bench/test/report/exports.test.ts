import { expect, test } from 'vitest';
import { csv } from '../../src/report/export/csv.ts';
import { exportTable } from '../../src/report/export/export-table.ts';
import { asciidoc, markdown, orgmode } from '../../src/report/export/markup.ts';
import { claims, commandOf, commandsOf, comparisonOf, measurementOf, suiteOf } from './sample-results.ts';

const result = commandsOf(
  [commandOf('a | b', [40, 50], { parameters: { n: '1' } }), commandOf('c', [60])],
  [comparisonOf('a | b', 'c'), comparisonOf('a | b', 'c', { metric: 'cpu', verdict: 'same', low: 0.99, high: 1.01 })],
);

test('Markdown has the columns of hyperfine, then ours', () => {
  expect(markdown(exportTable(result))).toBe(`\
| Command | Mean [ms] | Min [ms] | Max [ms] | Relative | Median [ms] | CPU [ms] | Verdict |
|:---|---:|---:|---:|---:|---:|---:|:---|
| \`a \\| b\` | 45.0 ± 7.07 | 40.0 | 50.0 | 1.00 | 45.0 | 40.5 |  |
| \`c\` | 60.0 | 60.0 | 60.0 | 1.23 (1.19 – 1.27) | 60.0 | 54.0 | a \\| b is 1.23 × faster than c (95 %: 1.19 – 1.27); CPU: a \\| b and c are the same within 2 % (95 %: −1 … +1 %) |
`);
});

test('a unit that is asked for is in the titles', () => {
  expect(markdown(exportTable(result, 'second'))).toContain('| Mean [s] |');
  expect(markdown(exportTable(result, 'second'))).toContain('| 0.045 ± 0.0071 |');
});

test('backticks and lines of a command do not end the cell', () => {
  const table = markdown(exportTable(commandsOf([commandOf('echo `x`\nrm', [1])])));
  expect(table.split('\n')[2]).toMatch(/^\| ``echo `x` rm`` \|/);
});

test('AsciiDoc', () => {
  expect(asciidoc(exportTable(suiteOf([measurementOf('a|b', 18.5)])))).toBe(`\
[cols="<,<,<,>,>,>,>,<,>",options="header"]
|===
| Group
| Name
| Node
| p50
| p90
| p99
| 95 % of p50
| Unit
| n

| time to the first message
| a\\|b
| 20.20.2
| 18.5
| 22.2
| 29.6
| 18.1 – 18.9
| ms
| 180
|===
`);
});

test('Org mode', () => {
  expect(orgmode(exportTable(claims)).split('\n').slice(0, 3)).toEqual([
    '| Claim | Verdict | Figure | Article | Node |',
    '|--+--+--+--+--|',
    '| a forked Node process needs at least 30 ms and 10 MB; so do not start hundreds | does not hold | 18.5 ms (95 %: 18.1 – 19.0) and 6.4 MB | 001 | 20.20.2 |',
  ]);
  expect(orgmode(exportTable(result))).toContain('\n| =a │ b= | 45.0');
});

test('CSV has the columns of hyperfine first, in seconds, and the parameters last', () => {
  expect(csv(result)).toBe(`\
command,mean,stddev,median,user,system,min,max,low,high,cpu,max_rss_byte,runs,relative,relative_low,relative_high,verdict,parameter_n
a | b,0.045,0.007071067811865475,0.045,0.027,0.0135,0.04,0.05,,,0.0405,41500000,2,,,,,1
c,0.06,0,0.06,0.036,0.018,0.06,0.06,,,0.054,41500000,1,1.23,1.19,1.27,a-faster,
`);
});

test('CSV quotes what has to be', () => {
  const [, line] = csv(suiteOf([measurementOf('a "b", c', 1)])).split('\n');
  expect(line).toMatch(/^create,time to the first message,"a ""b"", c",20\.20\.2,ms,less,180,1,/);
  expect(csv(claims).split('\n')[1]).toMatch(/^fork-cost,does not hold,18\.5 ms/);
});
