// The four ways of Node to start a process, each beside what does the same here.
import { table } from '../../table.ts';
import { costWay } from '../cost.ts';
import { type Candidate, type Measured, measure } from '../measure.ts';
import type { Workshop } from '../workshop.ts';

const PLAN = { rounds: 36 };

const WORKER = `process.send({ n: 1 }, () => process.disconnect());\n`;

/** Programs that do with one command what a way is for, and what is typed for the same. */
const waysIn = (workshop: Workshop): Readonly<Record<string, readonly [script: string, words: readonly string[]]>> => {
  const worker = workshop.file('worker.cjs', WORKER);
  return {
    spawn: [
      `require('node:child_process').spawn('/bin/true', { stdio: 'inherit' }).on('exit', (code) => { process.exitCode = code ?? 1; });`,
      ['/bin/true'],
    ],
    exec: [
      `require('node:child_process').exec('true "$1"', (error, out, err) => { process.stdout.write(out); process.stderr.write(err); process.exitCode = error ? 1 : 0; });`,
      ['--shell', '--', 'true "$1"'],
    ],
    execFile: [
      `require('node:child_process').execFile('/bin/true', (error, out, err) => { process.stdout.write(out); process.stderr.write(err); process.exitCode = error ? 1 : 0; });`,
      ['--quiet-unless-failed', '/bin/true'],
    ],
    fork: [
      `const child = require('node:child_process').fork(${JSON.stringify(worker)}); child.on('message', (message) => console.log(JSON.stringify(message)));`,
      ['--ipc', process.execPath, worker],
    ],
  };
};

const inNode = (way: string): string => `${way} in Node`;
const inXspawn = (way: string): string => `${way} in xspawn`;

const rowOf = (way: string, [node, ours]: readonly [Measured, Measured]): readonly string[] => [
  way,
  ...[node.cpuMs, ours.cpuMs].map((ms) => ms.toFixed(1)),
  (ours.cpuMs / node.cpuMs).toFixed(2),
  ...[node.wallMs, ours.wallMs].map((ms) => ms.toFixed(1)),
  (ours.wallMs / node.wallMs).toFixed(2),
];

/** Measures each way around one command, in Node and here, and prints a table. */
export const ways = async (xspawn: string, workshop: Workshop): Promise<void> => {
  const { environment } = workshop;
  const all = Object.entries(waysIn(workshop));
  const candidates = all.flatMap(([way, [script, words]]): readonly Candidate[] => {
    const file = workshop.file(`${way}.cjs`, script);
    return [
      { name: inNode(way), file: process.execPath, operands: () => [file], environment },
      { name: inXspawn(way), file: process.execPath, operands: () => [xspawn, ...words], environment },
    ];
  });
  const measured = await measure(candidates, { ...PLAN, baseline: inNode('spawn') }, await costWay(workshop));
  const find = (name: string): Measured => {
    const one = measured.find((each) => each.name === name);
    if (!one) throw new Error(`${name} was not measured`);
    return one;
  };
  const rows = all.map(([way]) => rowOf(way, [find(inNode(way)), find(inXspawn(way))]));
  const heading = [`Node ${process.version}`, 'CPU ms, Node', 'xspawn', '×', 'wall ms, Node', 'xspawn', '×'];
  console.log(`\nThe four ways to start a process\n\n${table([heading, ...rows])}`);
};
