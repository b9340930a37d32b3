// Jobs, run by one engine or the other, and what came of them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';
import type { EngineName } from '../../packages/xspawn/src/each/engine/choose.ts';
import type { JobSettings } from '../../packages/xspawn/src/each/engine/engine.ts';
import type { JobCommand } from '../../packages/xspawn/src/each/job.ts';
import type { Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import type { Asked, Told } from './job-runner.ts';

export const ENGINES: readonly EngineName[] = ['dash', 'spawn'];

/** Of bytes, as latin1. */
export const program = (name: string, ...operands: readonly string[]): JobCommand => ({
  type: 'argv',
  argv: [name, ...operands],
});

/** A shell of the job's own. */
export const sh = (line: string, ...operands: readonly string[]): JobCommand =>
  program('sh', '-c', line, 'sh', ...operands);

export const line = (text: string): JobCommand => ({ type: 'line', shell: 'sh', line: text });

/** A job as the test sees it. */
export interface Seen {
  readonly ending: Extract<Told, { type: 'ended' }>['ending'];
  readonly timedOut: boolean;
  readonly stopped: boolean;
  readonly tries: number;
  readonly stdout: string;
  readonly stderr: string;
}

const RUNNER = `import { runAsked } from './job-runner.ts'; void runAsked(process.argv[2]);`;

let bundle: Promise<string> | undefined;

const bundled = (): Promise<string> => {
  bundle ??= build({
    stdin: { contents: RUNNER, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    conditions: ['proctools-source'],
    external: ['execa', 'yargs', 'yargs-parser'],
    logLevel: 'error',
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return bundle;
};

export interface Batch {
  readonly running: Running;
  /** What has been told so far. */
  readonly told: () => readonly Told[];
  /** Waits until something is told of. */
  readonly until: (description: string, fits: (told: Told) => boolean) => Promise<unknown>;
}

let batches = 0;

export const startJobs = async (
  here: Scene,
  engine: EngineName,
  commands: readonly JobCommand[],
  settings: Partial<JobSettings> = {},
): Promise<Batch> => {
  batches += 1;
  const [runner, request, log] = ['runner.cjs', `asked-${batches}.json`, `told-${batches}.log`].map((name) =>
    path.join(here.root, name),
  ) as [string, string, string];
  writeFileSync(runner, await bundled());
  writeFileSync(request, JSON.stringify({ engine, commands, settings, log } satisfies Asked));
  const running = here.start(process.execPath, [runner, request]);
  const told = (): readonly Told[] =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((text) => JSON.parse(text) as Told)
      : [];
  return { running, told, until: (description, fits) => until(() => told().some(fits), description) };
};

const textOf = (told: readonly Told[], number: number, stream: 'stdout' | 'stderr'): string =>
  told
    .flatMap((one) => (one.type === 'output' && one.number === number && one.stream === stream ? [one.text] : []))
    .join('');

export const seen = (told: readonly Told[]): readonly Seen[] =>
  told
    .flatMap((one) => (one.type === 'ended' ? [one] : []))
    .sort((one, other) => one.number - other.number)
    .map(({ ending, number, stopped, timedOut, tries }) => ({
      ...{ ending, stopped, timedOut, tries },
      stdout: textOf(told, number, 'stdout'),
      stderr: textOf(told, number, 'stderr'),
    }));

/** Runs jobs to their end: what came of each. */
export const runJobs = async (
  here: Scene,
  engine: EngineName,
  commands: readonly JobCommand[],
  settings: Partial<JobSettings> = {},
): Promise<readonly Seen[]> => {
  const { running, told } = await startJobs(here, engine, commands, settings);
  expect(await running.ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  const events = told();
  expect(events.flatMap((one) => (one.type === 'started' ? [one.number] : []))).toEqual(
    commands.map((_, index) => index + 1),
  );
  const all = seen(events);
  expect(all).toHaveLength(commands.length);
  return all;
};

/** What a job is that ended by itself, in silence unless more is said. */
export const exited = (code: number, more: Partial<Seen> = {}): Seen => ({
  ending: { exited: code },
  timedOut: false,
  stopped: false,
  tries: 1,
  stdout: '',
  stderr: '',
  ...more,
});
