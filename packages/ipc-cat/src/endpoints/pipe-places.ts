/**
 * Names under which both ends of new pipes can be opened, for a moment. Node has no pipe(2); what it gives a child are socket
 * pairs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';

export interface PipePlaces {
  readonly input: string;
  readonly output: string;
  /** The names are gone then; what was opened stays. */
  release(): void;
}

/**
 * Says its own pid from between two pipes, and holds them as 4 and 5 (a shell moves 0 and 1 while it reads) until its descriptor
 * 3 ends: with us, at the latest.
 */
const HOLDER = ': | { exec 4<&0 5>&1; read -r pid rest </proc/self/stat; echo "$pid" >&3; read -r rest <&3; } | :';

/**
 * Pipes of a shell's, opened anew through its descriptors, which leave nothing behind whenever we die. A FIFO would not do on
 * Linux: whoever opens /dev/stdin after the last writer has gone would wait there for another. proc(5), fifo(7)
 */
const ofShell = (): Promise<PipePlaces | undefined> =>
  new Promise((resolve) => {
    const shell = spawn('/bin/sh', ['-c', HOLDER], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], env: {} });
    shell.once('error', () => resolve(undefined));
    const line = shell.stdio?.[3] as Socket | undefined; // without descriptors left, Node makes none
    if (!line) return resolve(undefined);
    let said = '';
    const give = (places: PipePlaces | undefined): void => {
      if (!places) line.destroy();
      resolve(places);
    };
    line.on('error', () => {});
    line.once('close', () => give(undefined));
    line.on('data', (bytes) => {
      said += bytes;
      if (!said.endsWith('\n')) return;
      const folder = `/proc/${said.trim()}/fd`;
      give({ input: `${folder}/4`, output: `${folder}/5`, release: () => line.destroy() });
    });
  });

/** FIFOs in a folder of our own. Elsewhere than on Linux, to open /dev/stdin is to have it once more, and waits for nobody. */
const ofFifos = (): PipePlaces | undefined => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ipc-cat-'));
  const places = {
    input: path.join(folder, 'in'),
    output: path.join(folder, 'out'),
    release: () => rmSync(folder, { recursive: true, force: true }),
  };
  const { status } = spawnSync('mkfifo', ['-m', '600', places.input, places.output], { stdio: 'ignore' });
  if (status === 0) return places;
  places.release();
  return undefined;
};

/** Places for two pipes; undefined where there are none. */
export const makePipePlaces = async (): Promise<PipePlaces | undefined> => {
  if (process.platform === 'win32') return undefined;
  return process.platform === 'linux' ? ofShell() : ofFifos();
};
