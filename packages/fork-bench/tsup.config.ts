import { readdirSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'tsup';
import { tool } from '../../scripts/build/tool.ts';

/** What the suites start: each an entry of its own, so that nothing but itself is loaded. */
const children = Object.fromEntries(
  ['create', 'http', 'ipc', 'load', 'offload'].flatMap((suite) => {
    const folder = path.join('src', 'suites', suite, 'children');
    return readdirSync(path.join(import.meta.dirname, folder)).map((file) => [
      path.parse(file).name,
      path.join(folder, file),
    ]);
  }),
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
