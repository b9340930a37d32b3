/** systemd.service(5), systemd.exec(5). */
import { spellOut } from '@proctools/core';
import { softAndHard } from './limits.ts';
import { HIDDEN, type Subject, type Translation } from './subject.ts';

const MS_PER_SECOND = 1_000;

const span = (ms: number): string => (ms % MS_PER_SECOND === 0 ? `${ms / MS_PER_SECOND}s` : `${ms}ms`);

const escapeControl = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** In double quotes where it has to be; `%` begins a specifier everywhere. */
const quote = (word: string): string => {
  const text = word.replaceAll('%', '%%');
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\p{Cc}/gu, escapeControl)}"`;
};

/** On a command line `$` begins a variable. */
const commandWord = (word: string): string => quote(word).replaceAll('$', '$$$$');

/** A value that goes to the end of its line; one with a line break in it cannot be said. */
const line = (key: string, value: string | null | undefined): readonly string[] => {
  if (value === null || value === undefined) return [];
  return /\p{Cc}/u.test(value)
    ? [`# cannot be said: ${key}=${spellOut(value)}`]
    : [`${key}=${value.replaceAll('%', '%%')}`];
};

const limitLines = ({ limits }: Subject['settings']): readonly string[] =>
  limits.map((limit) => {
    const [soft, hard] = softAndHard(limit).map((text) => (text === 'unlimited' ? 'infinity' : text));
    return `Limit${limit.resource.toUpperCase()}=${soft === hard ? soft : `${soft}:${hard}`}`;
  });

/** The pause doubles in so many steps. */
const steps = (shortestMs: number, longestMs: number): number => Math.ceil(Math.log2(longestMs / shortestMs));

const restartLines = ({ supervision }: Subject['settings']): readonly string[] => {
  if (!supervision || supervision.restart === 'never') return ['Restart=no'];
  const { shortestMs, longestMs } = supervision.backoff;
  const isGrowing = shortestMs > 0 && longestMs > shortestMs;
  return [
    `Restart=${supervision.restart}`,
    `RestartSec=${span(shortestMs)}`,
    ...(isGrowing
      ? ['# since systemd 254', `RestartSteps=${steps(shortestMs, longestMs)}`, `RestartMaxDelaySec=${span(longestMs)}`]
      : []),
  ];
};

/** Over either of these systemd ends it, and starts it again as after any end. */
const ceilingLines = ({ supervision }: Subject['settings']): readonly string[] => {
  if (!supervision || supervision.restart === 'never') return [];
  const { maxMemory, maxRuntimeMs } = supervision;
  return [
    ...(maxMemory === null ? [] : [`MemoryMax=${maxMemory}`]),
    ...(maxRuntimeMs === null ? [] : [`RuntimeMaxSec=${span(maxRuntimeMs)}`]),
  ];
};

const startLimit = ({ supervision }: Subject['settings']): readonly string[] => {
  if (!supervision) return [];
  const { maxRestarts } = supervision;
  if (!maxRestarts) return ['StartLimitIntervalSec=0'];
  return [`StartLimitIntervalSec=${span(maxRestarts.withinMs)}`, `StartLimitBurst=${maxRestarts.count + 1}`];
};

const environmentLines = ({ settings, variables }: Subject): readonly string[] => [
  ...variables.map(({ name, value }) =>
    value === undefined ? `#Environment=${name}=${HIDDEN}` : `Environment=${quote(`${name}=${value}`)}`,
  ),
  ...settings.envFiles.flatMap((file) => line('EnvironmentFile', file)),
];

const appended = (file: string | null): string | undefined => (file === null ? undefined : `append:${file}`);

/** A unit for a service manager of the machine, or of a user. */
export const systemd = (subject: Subject): Translation => {
  const { isSystem, name, settings, words } = subject;
  const { ready } = settings;
  const isNotify = ready?.type === 'notify';
  const text = [
    '[Unit]',
    `Description=${name}`,
    ...startLimit(settings),
    '',
    '[Service]',
    `Type=${isNotify ? 'notify' : 'exec'}`,
    ...(isNotify ? ['NotifyAccess=all', `TimeoutStartSec=${span(settings.readyTimeoutMs)}`] : []),
    `ExecStart=${words.map(commandWord).join(' ')}`,
    ...line('WorkingDirectory', settings.cwd),
    `UMask=${settings.umask.toString(8).padStart(4, '0')}`,
    ...line('User', settings.user),
    ...line('Group', settings.group),
    ...line('Nice', settings.nice === null ? null : String(settings.nice)),
    ...limitLines(settings),
    ...environmentLines(subject),
    ...line('StandardOutput', appended(settings.stdout)),
    ...line('StandardError', appended(settings.stderr)),
    `KillSignal=${settings.stopSignal}`,
    `TimeoutStopSec=${span(settings.stopTimeoutMs)}`,
    ...restartLines(settings),
    ...ceilingLines(settings),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n');
  const always = ['chdir', 'umask', 'user', 'group', 'nice', 'limit', 'env-file', 'stdout', 'stderr', 'clear-env'];
  const says = [
    ...always,
    'stop-signal',
    'settle',
    'restart',
    'backoff',
    'max-restarts',
    ...(settings.supervision?.restart === 'never' ? [] : ['max-memory', 'max-runtime']),
    ...(isNotify ? ['ready'] : []),
  ];
  return { text, says, remarks: [] };
};
