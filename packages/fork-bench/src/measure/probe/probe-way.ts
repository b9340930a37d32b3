import { ExitCode, Failure, isFailure } from '@proctools/core';
import { type Executor, runWith } from '../answering-way.ts';
import { tryOut } from '../try-out.ts';
import type { Way } from '../way.ts';
import { probeImage } from './elf-image.ts';
import { cacheFolders, placeProbe } from './probe-file.ts';

const executorAt = (file: string): Executor => ({
  title: 'the probe',
  file,
  operands: [],
  environmentFor: (run) => run.environment,
  floorBytes: 0,
});

const wayAt = (file: string, bytes: number): Way => {
  const executor = executorAt(file);
  return {
    name: 'probe',
    description: `a probe of ${bytes} bytes that waits for the command: CPU time to 1 µs, peak memory to 4 KB`,
    cpuResolutionMs: 0.001,
    hasMemory: true,
    run: (run, signal) => runWith(executor, run, signal),
  };
};

/**
 * Measures with a program that is next to nothing itself. Rejects with a Failure where there is none for this machine,
 * and where it can be put into no folder that programs may be executed from.
 */
export const probeWay = async (variables: Readonly<Record<string, string | undefined>>): Promise<Way> => {
  const image = process.platform === 'linux' ? probeImage(process.arch) : undefined;
  if (!image) {
    throw new Failure(ExitCode.failed, `there is no probe for ${process.platform} on ${process.arch}`);
  }
  let last: unknown;
  for (const folder of cacheFolders(variables)) {
    try {
      return await tryOut(wayAt(placeProbe(image, folder), image.length));
    } catch (error) {
      last = isFailure(error)
        ? error
        : new Failure(ExitCode.failed, `cannot put the probe into ${folder}`, { cause: error });
    }
  }
  throw last;
};
