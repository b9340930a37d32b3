/** openrc-run(8), supervise-daemon(8), start-stop-daemon(8). */
import { quoteForShell } from '@proctools/core';
import type { Limit, Supervision } from '../settings.ts';
import { softAndHard } from './limits.ts';
import { HIDDEN, type Subject, type Translation } from './subject.ts';

const MS_PER_SECOND = 1_000;

const seconds = (ms: number): number => Math.max(Math.ceil(ms / MS_PER_SECOND), 1);

/** The letters of ulimit(1). */
const LETTERS: Readonly<Record<string, string>> = {
  ...{
    as: 'v',
    core: 'c',
    cpu: 't',
    data: 'd',
    fsize: 'f',
    locks: 'x',
    memlock: 'l',
    nofile: 'n',
    nproc: 'u',
    rss: 'm',
  },
  ...{ rtprio: 'r', sigpending: 'i', stack: 's' },
};

const ulimit = (limit: Limit): string => {
  const [soft, hard] = softAndHard(limit);
  const letter = LETTERS[limit.resource];
  return soft === hard ? `-${letter} ${soft}` : `-S${letter} ${soft} -H${letter} ${hard}`;
};

const set = (key: string, value: string | number | null | undefined): readonly string[] =>
  value === null || value === undefined ? [] : [`${key}=${quoteForShell(String(value))}`];

const ownerOf = ({ group, user }: Subject['settings']): string | undefined =>
  user === null && group === null ? undefined : `${user ?? ''}${group === null ? '' : `:${group}`}`;

const respawning = ({ backoff, maxRestarts }: Supervision): readonly string[] => [
  'supervisor=supervise-daemon',
  `respawn_delay=${seconds(backoff.shortestMs)}`,
  ...(maxRestarts
    ? [`respawn_max=${maxRestarts.count}`, `respawn_period=${seconds(maxRestarts.withinMs)}`]
    : ['respawn_max=0']),
];

const backgrounding = ({ name, settings }: Subject): readonly string[] => [
  'command_background=true',
  ...set('pidfile', settings.pidfile ?? `/run/${name}.pid`),
];

/** A script for openrc-run. */
export const openrc = (subject: Subject): Translation => {
  const { name, settings, variables, words } = subject;
  const { limits, stopSignal, stopTimeoutMs } = settings;
  const supervision = settings.supervision?.restart === 'never' ? null : settings.supervision;
  const [program, ...operands] = words;
  const known = limits.filter(({ resource }) => LETTERS[resource] !== undefined);
  const text = [
    '#!/sbin/openrc-run',
    '',
    ...set('name', name),
    ...set('description', name),
    ...set('command', program),
    // Evaluated once more by the scripts of OpenRC.
    ...(operands.length === 0 ? [] : set('command_args', operands.map(quoteForShell).join(' '))),
    ...set('command_user', ownerOf(settings)),
    ...set('directory', settings.cwd),
    ...set('umask', settings.umask.toString(8).padStart(4, '0')),
    ...(settings.nice === null
      ? []
      : set(supervision ? 'supervise_daemon_args' : 'start_stop_daemon_args', `--nicelevel ${settings.nice}`)),
    ...(known.length === 0 ? [] : set('rc_ulimit', known.map(ulimit).join(' '))),
    ...set('output_log', settings.stdout),
    ...set('error_log', settings.stderr),
    ...set('retry', `${stopSignal.replace(/^SIG/, '')}/${seconds(stopTimeoutMs)}/KILL/5`),
    ...(supervision ? respawning(supervision) : backgrounding(subject)),
    ...settings.envFiles.map((file) => `set -a; . ${quoteForShell(file)}; set +a`),
    ...variables.map(({ name: key, value }) => `export ${key}=${quoteForShell(value ?? HIDDEN)}`),
    '',
    'depend() {',
    '  need localmount',
    '  use net',
    '}',
    '',
  ].join('\n');
  return {
    text,
    says: [
      ...[
        'chdir',
        'umask',
        'user',
        'group',
        'nice',
        'stdout',
        'stderr',
        'env-file',
        'clear-env',
        'settle',
        'stop-signal',
      ],
      ...(known.length === limits.length ? ['limit'] : []),
      ...(supervision ? ['max-restarts', ...(supervision.restart === 'always' ? ['restart'] : [])] : ['pidfile']),
    ],
    remarks: [
      ...(supervision ? ['OpenRC waits equally long before each restart, in whole seconds'] : []),
      ...(settings.envFiles.length > 0
        ? ['the files of variables are read by sh, which knows more than NAME=value']
        : []),
    ],
  };
};
