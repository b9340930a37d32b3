import { defineConfig } from 'tsup';
import { tool } from '../../scripts/build/tool.ts';

export default defineConfig(
  tool({
    packageDir: import.meta.dirname,
    entries: {
      cli: 'src/cli.ts',
      driver: 'src/suites/driver.ts',
      'child-claims': 'src/claims/child/child-claims.ts',
      'child-ready': 'src/claims/child/child-ready.ts',
    },
  }),
);
