/** launchd.plist(5) of macOS. */
import { build, type PlistValue } from 'plist';
import type { Limit, Supervision } from '../settings.ts';
import { softAndHard } from './limits.ts';
import { HIDDEN, type Subject, type Translation } from './subject.ts';

const MS_PER_SECOND = 1_000;

/** Those that launchd has a key for. */
const LIMIT_KEYS: Readonly<Record<string, string>> = {
  core: 'Core',
  cpu: 'CPU',
  data: 'Data',
  fsize: 'FileSize',
  memlock: 'MemoryLock',
  nofile: 'NumberOfFiles',
  nproc: 'NumberOfProcesses',
  rss: 'ResidentSetSize',
  stack: 'Stack',
};

const limitsFor = (limits: readonly Limit[], which: 0 | 1): Readonly<Record<string, number>> | undefined => {
  const entries = limits.flatMap((limit): readonly (readonly [string, number])[] => {
    const [key, value] = [LIMIT_KEYS[limit.resource], softAndHard(limit)[which]];
    return key === undefined || value === 'unlimited' ? [] : [[key, Number(value)]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

const keepAlive = (supervision: Supervision | null | undefined) => {
  if (!supervision || supervision.restart === 'never') return false;
  return supervision.restart === 'always' ? true : { SuccessfulExit: false };
};

const isSaid = ({ resource, value }: Limit): boolean =>
  LIMIT_KEYS[resource] !== undefined && !value.includes('unlimited');

/** A property list for an agent of a user, or a daemon of the machine. */
export const launchd = ({ name, settings, variables, words }: Subject): Translation => {
  const { limits, supervision } = settings;
  const entries = {
    Label: name,
    ProgramArguments: [...words],
    WorkingDirectory: settings.cwd,
    Umask: settings.umask,
    UserName: settings.user ?? undefined,
    GroupName: settings.group ?? undefined,
    Nice: settings.nice ?? undefined,
    SoftResourceLimits: limitsFor(limits, 0),
    HardResourceLimits: limitsFor(limits, 1),
    EnvironmentVariables:
      variables.length === 0
        ? undefined
        : Object.fromEntries(variables.map(({ name: key, value }) => [key, value ?? HIDDEN])),
    StandardOutPath: settings.stdout ?? undefined,
    StandardErrorPath: settings.stderr ?? undefined,
    RunAtLoad: true,
    KeepAlive: keepAlive(supervision),
    ExitTimeOut: Math.max(Math.ceil(settings.stopTimeoutMs / MS_PER_SECOND), 1),
  };
  const set = Object.entries(entries).filter(([, value]) => value !== undefined);
  const text = `${build(Object.fromEntries(set) as PlistValue)}\n`;
  return {
    text,
    says: [
      ...['chdir', 'umask', 'user', 'group', 'nice', 'stdout', 'stderr', 'clear-env', 'settle', 'restart'],
      ...(limits.every(isSaid) ? ['limit'] : []),
      ...(settings.stopSignal === 'SIGTERM' ? ['stop-signal'] : []),
    ],
    remarks: supervision ? ['launchd itself leaves 10 s between two starts'] : [],
  };
};
