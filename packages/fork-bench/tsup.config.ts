import { defineConfig } from 'tsup';
import { tool } from '../../scripts/build/tool.ts';

export default defineConfig(
  tool({
    packageDir: import.meta.dirname,
    entries: {
      cli: 'src/cli.ts',
      'child-ipc-near': 'src/suites/ipc/near.ts',
      'child-ipc-far': 'src/suites/ipc/far.ts',
      'child-ipc-thread': 'src/suites/ipc/far-thread.ts',
      try: 'src/suites/try.ts',
    },
  }),
);
