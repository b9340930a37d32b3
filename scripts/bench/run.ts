// `npm run bench [-- NAME [OPERAND…]]`: our figures and the peers', from one interleaved run.
import { daemonize } from './daemonize.ts';
import { forkBench } from './fork-bench.ts';
import { ipcCat } from './ipc-cat.ts';
import { matrix } from './matrix.ts';
import { mkbin } from './mkbin.ts';
import { installPeers } from './peers.ts';
import { start } from './start.ts';
import { startup } from './startup.ts';
import { workers } from './workers.ts';
import { xspawn } from './xspawn.ts';

interface Bench {
  readonly does: string;
  readonly run: (operands: readonly string[]) => Promise<void>;
}

const benches: Readonly<Record<string, Bench>> = {
  startup: { does: 'what a command costs before it does anything: startup [NODE…]', run: startup },
  start: { does: 'starting a daemon, and the peers doing the same', run: start },
  daemonize: {
    does: 'restarts, memory, logs, starting: daemonize [restart [ROUNDS]] [memory [RESTARTS]] [logs [LINES]] [start]',
    run: daemonize,
  },
  workers: {
    does: 'several workers on one port: workers [throughput] [reload] [supervisor] [SECONDS]',
    run: workers,
  },
  xspawn: {
    does: 'one command, four ways, many jobs, memory: xspawn [one] [ways] [jobs] [memory] [COUNT]',
    run: xspawn,
  },
  'fork-bench': {
    does: 'winners named where there is none, differences found: fork-bench [same] [differs] [TRIALS]',
    run: forkBench,
  },
  'ipc-cat': {
    does: 'bytes, messages, round trips: ipc-cat [throughput [GIB]] [messages] [relay] [hub]',
    run: ipcCat,
  },
  mkbin: { does: 'making a command of a script, and npm doing the same', run: mkbin },
  matrix: { does: 'how wrappers pass on exit codes and signals, as Markdown: matrix [TOOL…]', run: matrix },
  peers: { does: 'installs the peers', run: installPeers },
};

const [name, ...operands] = process.argv.slice(2);
const bench = benches[name ?? ''];
if (bench) await bench.run(operands);
else {
  console.log('npm run bench -- NAME, where NAME is one of');
  for (const [known, { does }] of Object.entries(benches)) console.log(`  ${known.padEnd(10)} ${does}`);
  process.exitCode = name === undefined ? 0 : 2;
}
