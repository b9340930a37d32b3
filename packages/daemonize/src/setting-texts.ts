/** The settings of a daemon in the words and the units of the command line. */
import { formatDuration, formatSize } from '@proctools/core';
import { describeAddress } from './crew/address.ts';
import { describeCondition } from './ready/condition.ts';
import type { Settings, Supervision } from './settings.ts';

/** By option; null where nothing is said. */
type SettingTexts = Readonly<Record<string, string | null>>;

/** In the foreground a command is looked after though nothing says to start it again. */
const isRestarted = ({ health, maxMemory, maxRuntimeMs, restart, watch }: Supervision): boolean =>
  restart !== 'never' || (health ?? maxMemory ?? maxRuntimeMs) !== null || watch.length > 0;

const supervisionTexts = (supervision: Settings['supervision']): SettingTexts => {
  if (!supervision || !isRestarted(supervision)) return {};
  const { backoff, health, maxMemory, maxRestarts, maxRuntimeMs, restart, watch } = supervision;
  return {
    restart,
    backoff: `${formatDuration(backoff.shortestMs)}..${formatDuration(backoff.longestMs)}`,
    health: health && `${describeCondition(health.condition)}, every ${formatDuration(health.everyMs)}`,
    'max-memory': maxMemory === null ? null : formatSize(maxMemory),
    'max-runtime': maxRuntimeMs === null ? null : formatDuration(maxRuntimeMs),
    watch: watch.join(' ') || null,
    'max-restarts': maxRestarts && `${maxRestarts.count}/${formatDuration(maxRestarts.withinMs)}`,
  };
};

const loggingTexts = (logging: Settings['logging']): SettingTexts => {
  if (!logging) return {};
  const { pipe, rotation, time } = logging;
  return {
    'log-size':
      rotation && `${formatSize(rotation.size)}, ${rotation.keep} kept${rotation.compress ? ', compressed' : ''}`,
    'log-time': time ? 'yes' : null,
    'log-pipe': pipe ? 'yes' : null,
  };
};

const crewTexts = (crew: Settings['crew']): SettingTexts => {
  if (!crew) return {};
  const { drainTimeoutMs, listen, schedule, workers } = crew;
  return {
    workers: String(workers),
    listen: listen.map(describeAddress).join(' ') || null,
    schedule,
    'drain-timeout': formatDuration(drainTimeoutMs),
  };
};

export const settingTexts = (settings: Settings): SettingTexts => {
  const { clearEnv, envFiles, limits, nice, ready, umask } = settings;
  return {
    chdir: settings.cwd,
    umask: umask.toString(8).padStart(3, '0'),
    user: settings.user,
    group: settings.group,
    nice: nice === null ? null : String(nice),
    limit: limits.map(({ resource, value }) => `${resource}=${value}`).join(' ') || null,
    'clear-env': clearEnv ? 'yes' : null,
    'env-file': envFiles.join(' ') || null,
    stdout: settings.stdout,
    stderr: settings.stderr,
    pidfile: settings.pidfile,
    ...loggingTexts(settings.logging),
    ready: ready && `${describeCondition(ready)}, within ${formatDuration(settings.readyTimeoutMs)}`,
    settle: ready ? null : formatDuration(settings.settleMs),
    ...supervisionTexts(settings.supervision),
    ...crewTexts(settings.crew),
    'stop-signal': `${settings.stopSignal}, then KILL after ${formatDuration(settings.stopTimeoutMs)}`,
  };
};
