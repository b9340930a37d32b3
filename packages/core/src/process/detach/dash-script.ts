/** What dash is told to do as the intermediate, and what it cannot do. */
import { existsSync } from 'node:fs';
import type { Birth } from './birth.ts';

/** Which descriptors are what on the way to the command; see with-dash.ts. */
export interface Layout {
  readonly talk: number;
  readonly link: number;
  /** The legacy, for the intermediate alone; see legacy.ts. */
  readonly exit: number;
  readonly alive: number;
}

/** The sockets come first: the command is to find them at 3. */
export const layoutOf = ({ sockets = [] }: Pick<Birth, 'sockets'>): Layout => {
  const talk = 3 + sockets.length;
  return { talk, link: talk + 1, exit: talk + 2, alive: talk + 3 };
};

/** Where talk goes once its place is needed for the error log. */
const ASIDE = 9;

/** It knows descriptors of one digit only, and the last of them is taken. */
const MOST_SOCKETS = 2;

/**
 * By which all processes of a terminal, a unit of systemd or a machine are asked to end at once. One that stays only to see how
 * another ends outlives them; the other, as a subshell at first, gets their default actions back.
 */
export const OUTLIVED = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const;

/** Variables that dash sets anew whatever it was handed. PWD, too, but that can be mended. */
const REWRITTEN = new Set([
  'IFS',
  'OPTIND',
  'PPID',
  'proctools_code',
  'proctools_pid',
  'proctools_rest',
  'proctools_word',
]);

/** What in an environment dash would not hand on to what it executes, PWD aside; undefined when it can. */
export const obstacleInEnvironment = (environment: Readonly<Record<string, string>>): string | undefined => {
  if (environment.PATH?.includes('%')) return 'it reads more into a % in PATH'; // as in `%func`
  const lost = Object.keys(environment).find((name) => !/^[A-Za-z_]\w*$/.test(name) || REWRITTEN.has(name));
  return lost === undefined ? undefined : `it would not hand on ${lost}`;
};

/** Why dash cannot be the intermediate; undefined when it can. */
export const obstacleForDash = (birth: Birth): string | undefined => {
  if (birth.owner) return 'it cannot change the user';
  if (typeof birth.link === 'number' && birth.link > 9) return 'it knows descriptors of one digit only';
  if ((birth.sockets?.length ?? 0) > MOST_SOCKETS) return 'it knows descriptors of one digit only';
  return obstacleInEnvironment(birth.environment);
};

export const dashFile = (): string | undefined => ['/bin/dash', '/usr/bin/dash'].find((file) => existsSync(file));

/** A subshell does not know its pid: $$ is the shell's. Where there is no /proc, a child of its own sees it as its parent. */
const learnPid = (dash: string): string =>
  process.platform === 'linux'
    ? 'read -r proctools_pid proctools_rest </proc/self/stat'
    : `proctools_pid=$(exec ${dash} -c 'echo $PPID')`;

/**
 * dash becomes the intermediate, and a subshell of it the child, which tells its pid, waits until it
 * may go on, and becomes the command. The redirections are the subshell's, for what dash itself has
 * to say must not go into the log; `exit` keeps dash from doing without the subshell. Nothing in
 * here comes from the user.
 */
export const scriptFor = (dash: string, birth: Birth): string => {
  const { environment, legacy, link: wanted, openFiles, sockets = [], umask } = birth;
  const { alive, exit, link, talk } = layoutOf(birth);
  const moved = typeof wanted === 'number' && wanted !== link ? ` ${wanted}>&${link} ${link}>&-` : '';
  const child = [
    learnPid(dash),
    `echo $proctools_pid >&${ASIDE}`,
    `read -r proctools_word <&${ASIDE} || exit 125`,
    environment.PWD === undefined ? 'unset PWD' : 'PWD=$1',
    'shift',
    `umask ${umask.toString(8).padStart(4, '0')}`,
    ...(openFiles === undefined ? [] : [`ulimit -S -n ${openFiles}`]),
    ...(sockets.length > 0 ? ['export LISTEN_PID=$proctools_pid'] : []),
    `exec "$@" 2>&${talk} ${talk}>&- ${ASIDE}>&-${legacy ? ` ${exit}>&- ${alive}>&-` : ''}${moved}`,
  ].join('; ');
  // What dash has to say about the end goes to who is there to hear it, or is left for who comes later.
  const aside = `exec ${ASIDE}>&${talk} ${talk}>&2`;
  if (!legacy) return `${aside} 2>&${ASIDE}; (${child}); exit`;
  const outlive = `trap : ${OUTLIVED.map((signal) => signal.slice('SIG'.length)).join(' ')}`;
  return `${aside} 2>&${exit}; ${outlive}; (${child}); proctools_code=$?; echo $proctools_code >&${exit}; exit $proctools_code`;
};
