/** Listening sockets as lsof(8) tells them, for systems without /proc (macOS). */
import type { Listener } from './listener.ts';

interface Found extends Listener {
  readonly pid: number;
}

const run = (operands: readonly string[]): string => {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  return spawnSync('lsof', operands, { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout ?? '';
};

/** One field a line: p is the pid, n the address, both led by their letter. Exported for its test. */
export const parseFields = (text: string): readonly Found[] => {
  let pid = 0;
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (!line.startsWith('n')) return [];
    const address = line.slice(1);
    return [{ pid, address, key: address, port: Number(/:(\d+)$/.exec(address)?.[1]) || null }];
  });
};

const found = (): readonly Found[] => parseFields(run(['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpn']));

export const allListeners = (_pid: number): readonly Listener[] => found();

export const openSockets = (pids: readonly number[]): ReadonlySet<string> =>
  new Set(
    found()
      .filter(({ pid }) => pids.includes(pid))
      .map(({ key }) => key),
  );

export const holderOf = ({ key }: Listener, pids: readonly number[]): number | undefined =>
  found().find((listener) => listener.key === key && pids.includes(listener.pid))?.pid;
