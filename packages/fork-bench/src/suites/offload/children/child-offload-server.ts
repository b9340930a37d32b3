// A server with a cheap request and one that computes: `dist/child-offload-server.cjs '{"kind":"fork","iterations":1000000}'`. Tells its port.
import { createServer } from 'node:http';
import { endWithParent, tellParent } from '../../bound.ts';
import { LOCAL, portOf } from '../../http/answering.ts';
import type { Ready } from '../../http/server-spec.ts';
import { COMPUTE } from '../../load/heavy.ts';
import { computerFor } from '../computers.ts';
import type { OffloadSpec } from '../offload-spec.ts';

endWithParent();
const { iterations, kind } = JSON.parse(process.argv[2] ?? '{}') as OffloadSpec;
const computer = computerFor(kind);

const server = createServer(async ({ url }, response) => {
  response.end(url === COMPUTE ? `${await computer(iterations)}\n` : 'hello\n');
});
server.listen(0, LOCAL, () => tellParent({ port: portOf(server) } satisfies Ready));
