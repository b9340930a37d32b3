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
      'child-http-server': 'src/suites/http/server.ts',
      'child-http-worker': 'src/suites/http/worker.ts',
      'child-load': 'src/suites/load/load.ts',
      'child-metronome': 'src/suites/load/metronome.ts',
      'child-offload-server': 'src/suites/offload/offload-server.ts',
      'child-compute': 'src/suites/offload/computing.ts',
      try: 'src/suites/try.ts',
    },
  }),
);
