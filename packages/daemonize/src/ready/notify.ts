import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ExitCode, Failure, resolveCommand, sleep } from '@proctools/core';
import { plain, type Readiness } from './readiness.ts';

/** Node has no datagram sockets with a path; socat has, and prints what it receives. */
const findHelper = (): string => {
  const found = resolveCommand('socat', process.env.PATH, '/');
  if (found.type === 'found') return found.file;
  throw new Failure(
    ExitCode.failed,
    '--ready notify needs socat to receive the notification, and it is not installed',
    {
      hint: 'install socat, or use another condition: fd:N does the same without a helper',
    },
  );
};

const untilBound = async (helper: ChildProcess, socket: string): Promise<void> => {
  while (!existsSync(socket)) {
    if (helper.exitCode !== null || helper.signalCode !== null || helper.pid === undefined)
      throw new Failure(ExitCode.failed, '--ready notify: socat could not open its socket');
    await sleep(2);
  }
};

/** socat hands over one notification right behind the other, without a newline in between: `STATUS=hereREADY=1`. */
const READY = /^(?:[^\n=]*=[^\n]*)?READY=1(?!\d)/m;

/** Ready when it sends `READY=1` to the socket that NOTIFY_SOCKET names. sd_notify(3) */
export const notifyReadiness = async (timeoutMs: number): Promise<Readiness> => {
  const file = findHelper();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'daemonize-'));
  const socket = path.join(folder, 'notify');
  const helper = spawn(file, ['-u', '-T', String(Math.ceil(timeoutMs / 1_000) + 1), `UNIX-RECV:${socket}`, 'STDOUT'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  helper.on('error', () => {}); // untilBound tells
  const close = (): void => {
    helper.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilBound(helper, socket);
    chmodSync(folder, 0o711); // with --user it is somebody else who writes
    chmodSync(socket, 0o666);
  } catch (error) {
    close();
    throw error;
  }
  return {
    ...plain,
    environment: { NOTIFY_SOCKET: socket },
    close,
    wait: () =>
      new Promise((resolve) => {
        let text = '';
        helper.stdout?.on('data', (chunk) => {
          text += chunk;
          if (READY.test(text)) resolve();
        });
      }),
    obstacle: () => 'it sent no READY=1 to NOTIFY_SOCKET',
  };
};
