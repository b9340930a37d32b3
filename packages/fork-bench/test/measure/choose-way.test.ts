import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isFailure } from '@proctools/core';
import { expect, test } from 'vitest';
import { directory, executable } from '../../../../test/rig/files.ts';
import { scene } from '../../../../test/rig/scene.ts';
import { chooseWay } from '../../src/measure/choose-way.ts';
import { ownCost } from '../../src/measure/own-cost.ts';
import { perlCalls } from '../../src/measure/perl-script.ts';
import { probeImage } from '../../src/measure/probe/elf-image.ts';
import { cacheFolders } from '../../src/measure/probe/probe-file.ts';
import { never, runIn, wayIn, ways } from './running.ts';

const hasProbe = process.platform === 'linux' && probeImage(process.arch) !== undefined;

/** Below a file nothing can be made, not even by root. */
const NOWHERE = '/dev/null/cache';

test.each<[Readonly<Record<string, string>>, readonly string[]]>([
  [{ XDG_CACHE_HOME: '/c', HOME: '/h', TMPDIR: '/t' }, ['/c/proctools/fork-bench', '/t/proctools-fork-bench-USER']],
  [
    { XDG_CACHE_HOME: 'c', HOME: '/h', TMPDIR: '/t' },
    ['/h/.cache/proctools/fork-bench', '/t/proctools-fork-bench-USER'],
  ],
  [{ XDG_CACHE_HOME: '', HOME: '', TMPDIR: '/t' }, ['/t/proctools-fork-bench-USER']],
])('with %j the probe lies in one of %j', (variables, folders) => {
  const user = String(process.getuid?.() ?? 'user');
  expect(cacheFolders(variables)).toEqual(folders.map((folder) => folder.replace('USER', user)));
});

test.each(ways)('%s says what it can tell', async (name) => {
  const way = await wayIn(scene(), name);
  expect(way.name).toBe(name);
  expect(way.description).toMatch(/waits for the command/);
  const { runs, aroundMs, emptyWallMs, emptyCpuMs, emptyMaxRssBytes } = await ownCost(way, never, 3);
  expect(runs).toBe(3);
  expect(aroundMs).toBeGreaterThan(0);
  expect(emptyWallMs).toBeGreaterThan(0);
  expect(emptyCpuMs === undefined).toBe(way.cpuResolutionMs === undefined);
  if (name === 'probe') expect(emptyMaxRssBytes).toBeLessThan(20e6);
});

test.skipIf(!hasProbe)('the probe is kept, for its owner alone, and looked at before it is used', async () => {
  const here = scene();
  const run = runIn(here, '/bin/sh', ['-c', 'exit 9']);
  await wayIn(here, 'probe');
  const folder = path.join(here.root, 'cache/proctools/fork-bench');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const [name = ''] = readdirSync(folder);
  expect(readdirSync(folder)).toEqual([name]);
  const file = path.join(folder, name);
  const intact = readFileSync(file);
  for (const damaged of [Buffer.alloc(0), intact.subarray(0, -1), Buffer.from(intact).fill(0x90, 200, 201)]) {
    writeFileSync(file, damaged);
    expect((await (await wayIn(here, 'probe')).run(run, never)).exitCode).toBe(9);
    expect(readFileSync(file)).toEqual(intact);
  }
  chmodSync(file, 0o600);
  expect((await (await wayIn(here, 'probe')).run(run, never)).exitCode).toBe(9);
  expect(statSync(file).mode & 0o777).toBe(0o700);
});

test.skipIf(!hasProbe)('a cache that others may write to is not used', async () => {
  const here = scene();
  const folder = path.join(here.root, 'cache/proctools/fork-bench');
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  expect((await wayIn(here, 'probe')).name).toBe('probe');
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(path.join(here.temporary, `proctools-fork-bench-${process.getuid?.()}`))).toBe(true);
});

test.skipIf(!hasProbe || process.getuid?.() !== 0)('nor one that lies in a folder of somebody else', async () => {
  const here = scene();
  const cache = path.join(here.root, 'cache');
  mkdirSync(cache);
  chownSync(cache, 65_534, 65_534);
  expect((await wayIn(here, 'probe')).name).toBe('probe');
  expect(readdirSync(here.temporary)).toEqual([`proctools-fork-bench-${process.getuid?.()}`]);
});

/** Folders that nothing can be written to, and programs of this folder alone. */
const variables = (PATH: string) => ({ PATH, HOME: NOWHERE, XDG_CACHE_HOME: NOWHERE, TMPDIR: NOWHERE });

test('without a place for the probe it is perl', async ({ skip }) => {
  if (perlCalls(process.platform, process.arch) === undefined) return skip('perl is not told how here');
  expect((await chooseWay('auto', variables('/usr/bin:/bin'))).name).toBe('perl');
});

test('with a perl that does not work it is bash, and without that it is Node itself', async () => {
  const programs = directory({
    perl: executable('#!/bin/sh\nexit 1\n'),
    bash: executable('#!/bin/sh\nexec /bin/bash "$@"\n'),
  });
  expect((await chooseWay('auto', variables(programs))).name).toBe('bash');
  writeFileSync(path.join(programs, 'bash'), '#!/bin/sh\necho 7 >&3\n');
  expect((await chooseWay('auto', variables(programs))).name).toBe('wait');
  expect((await chooseWay('auto', variables('/nowhere'))).name).toBe('wait');
});

test.each([
  ['probe', /^cannot measure with probe here: (cannot make the state folder|there is no probe)/],
  ['perl', /^cannot measure with perl here: (there is no perl on PATH|nobody)/],
  ['bash', /^cannot measure with bash here: there is no bash on PATH$/],
] as const)('%s is refused where it does not work, when it was asked for', async (name, message) => {
  const error = await chooseWay(name, variables('/nowhere')).catch((reason: unknown) => reason);
  expect(isFailure(error)).toBe(true);
  expect(error).toMatchObject({ code: 1, message: expect.stringMatching(message), hint: expect.any(String) });
});

test('from a folder where nothing may be executed the probe is not taken', async ({ skip }) => {
  if (!hasProbe) return skip('there is no probe here');
  const folder = directory();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec,size=64k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return skip('only root can mount');
  }
  try {
    const both = { PATH: '/usr/bin:/bin', HOME: folder, XDG_CACHE_HOME: folder, TMPDIR: folder };
    await expect(chooseWay('probe', both)).rejects.toThrow(
      /^cannot measure with probe here: cannot run the probe \(.*fork-bench/,
    );
    expect((await chooseWay('auto', both)).name).not.toBe('probe');
    expect((await chooseWay('probe', { ...both, TMPDIR: directory() })).name).toBe('probe');
  } finally {
    execFileSync('umount', [folder]);
  }
});
