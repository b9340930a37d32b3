import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './closing-line.ts';

const conditions = ['proctools-source', 'module', 'node', 'development|production'];

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: Math.max(4, 2 * availableParallelism()), // they wait more than they compute
    fileParallelism: true,
    // Safety nets only: what waits has a deadline of its own and words for it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', new ClosingLine()],
  },
});
