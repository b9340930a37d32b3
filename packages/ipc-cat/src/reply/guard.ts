/**
 * A shell that waits beside us. It is told of each command that begins and ends; when we are gone without a word, killed, it
 * kills those that still run: their messages come again, or nobody waits for their answers any more.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** In its command line. */
const GUARD = 'ipc-cat-guard';

/** Where it hears of us. */
const LINK = 3;

/**
 * Each command leads a group, which is killed as a whole. A pid may have been given to somebody else since: so the time of birth is
 * remembered with it, where there is a /proc that tells it. Nothing in here comes from the user.
 */
const script = `trap '' HUP INT QUIT TERM USR1 USR2 ALRM PIPE
running= known=
[ -r /proc/self/stat ] && known=1
birth() { born=; read -r stat <"/proc/$1/stat" || return; set -- \${stat##*)}; born=\${20}; }
while read -r sign pid <&${LINK}; do
  if [ "$sign" = + ]; then
    birth "$pid"
    running="$running $pid:$born"
  else
    left=
    for one in $running; do [ "\${one%:*}" = "$pid" ] || left="$left $one"; done
    running=$left
  fi
done
for one in $running; do
  pid=\${one%:*}
  birth "$pid"
  [ "$born" = "\${one#*:}" ] && [ -n "$born" -o -z "$known" ] && kill -KILL "-$pid"
done`;

export interface Guard {
  began(pid: number): void;
  ended(pid: number): void;
  /** Nobody is left to be killed. */
  release(): void;
}

const nobody: Guard = { began: () => {}, ended: () => {}, release: () => {} };

/** Starts it. On Windows there is none: there the end of its output is all that a command hears of our end. */
export const startGuard = (): Guard => {
  if (process.platform === 'win32') return nobody;
  const shell = spawn('/bin/sh', ['-c', script, GUARD], {
    cwd: '/',
    detached: true,
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  shell.on('error', () => {});
  shell.unref();
  const link = shell.stdio[LINK] as Socket | undefined;
  link?.on('error', () => {});
  link?.unref();
  return {
    began: (pid) => void link?.write(`+ ${pid}\n`),
    ended: (pid) => void link?.write(`- ${pid}\n`),
    release: () => void link?.destroy(),
  };
};
