import { defineConfig } from 'tsup';
import { tool } from '../../scripts/build/tool.ts';

/** What the suite `create` starts: each an entry of its own, so that nothing but itself is loaded. */
const created = Object.fromEntries(
  ['idle', 'listen', 'say', 'send', 'thread'].map((name) => [
    `child-${name}`,
    `src/suites/create/children/child-${name}.ts`,
  ]),
);

/** What the other suites start: both ends of conversations, servers, and what asks them. */
const children = {
  'child-ipc-near': 'src/suites/ipc/near.ts',
  'child-ipc-far': 'src/suites/ipc/far.ts',
  'child-ipc-thread': 'src/suites/ipc/far-thread.ts',
  'child-http-server': 'src/suites/http/server.ts',
  'child-http-worker': 'src/suites/http/worker.ts',
  'child-load': 'src/suites/load/load.ts',
  'child-metronome': 'src/suites/load/metronome.ts',
  'child-offload-server': 'src/suites/offload/offload-server.ts',
  'child-compute': 'src/suites/offload/computing.ts',
};

export default defineConfig(
  tool({
    packageDir: import.meta.dirname,
    entries: { cli: 'src/cli.ts', driver: 'src/suites/driver.ts', ...created, ...children },
  }),
);
