// A server to be measured: `dist/child-http-server.cjs '{"kind":"roundRobin","workers":2}'`. It tells its port, and then, whenever it is
// asked, how many requests each of its processes has answered, and the CPU time that took.
import { endWithParent, tellParent } from '../../bound.ts';
import { serve } from '../serve.ts';
import type { Ready, ServerSpec } from '../server-spec.ts';

const main = async (): Promise<void> => {
  endWithParent();
  const { port, read } = await serve(JSON.parse(process.argv[2] ?? '{}') as ServerSpec);
  process.on('message', async () => tellParent(await read()));
  tellParent({ port } satisfies Ready);
};

void main();
