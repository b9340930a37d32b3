import { defineConfig } from 'tsup';
import { tool } from '../../scripts/build/tool.ts';

/** What the suite `create` starts: each an entry of its own, so that nothing but itself is loaded. */
const children = Object.fromEntries(
  ['idle', 'listen', 'say', 'send', 'thread'].map((name) => [
    `child-${name}`,
    `src/suites/create/children/child-${name}.ts`,
  ]),
);

export default defineConfig(
  tool({
    packageDir: import.meta.dirname,
    entries: {
      cli: 'src/cli.ts',
      driver: 'src/suites/driver.ts',
      'child-claims': 'src/claims/child/child-claims.ts',
      ...children,
    },
  }),
);
