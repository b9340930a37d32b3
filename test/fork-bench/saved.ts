/** Files with results, as fork-bench keeps them. */
import { formatDocuments } from '../../packages/fork-bench/src/report/document.ts';
import type { CommandsResult } from '../../packages/fork-bench/src/results.ts';
import {
  claims,
  commandOf,
  commandsOf,
  comparisonOf,
  measurementOf,
  suiteOf,
  timesAround,
} from '../../packages/fork-bench/test/report/sample-results.ts';

const twoCommands: CommandsResult = commandsOf(
  [commandOf('node a.js', timesAround(40, 60, 1)), commandOf('node b.js', timesAround(49, 60, 2))],
  [comparisonOf('node a.js', 'node b.js'), comparisonOf('node a.js', 'node b.js', { metric: 'cpu' })],
);

const parametrized: CommandsResult = commandsOf(
  ['1', '2', '4'].map((n) => commandOf(`make -j${n}`, timesAround(400 / Number(n), 20, 1), { parameters: { n } })),
);

export const saved = {
  'two.json': formatDocuments([twoCommands]),
  'scan.json': formatDocuments([parametrized]),
  'suite.json': formatDocuments([suiteOf([measurementOf('fork', 18.5), measurementOf('exec', 2.48)])]),
  'claims.json': formatDocuments([claims]),
  'all.json': formatDocuments([twoCommands, claims]),
};
