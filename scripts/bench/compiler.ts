import { spawnSync } from 'node:child_process';
import type { Workshop } from './workshop.ts';

/** Makes a program of C; undefined without a compiler. */
export const compiled = (workshop: Workshop, name: string, source: string): string | undefined => {
  const program = workshop.path(name);
  const words = ['-O2', '-o', program, workshop.file(`${name}.c`, source)];
  return spawnSync('cc', words, { stdio: 'ignore' }).status === 0 ? program : undefined;
};
