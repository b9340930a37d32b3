/** A service for Docker Compose. */
import parseWords from 'string-argv';
import { stringify } from 'yaml';
import type { ReadyCondition } from '../ready/condition.ts';
import type { Limit, Supervision } from '../settings.ts';
import { softAndHard } from './limits.ts';
import { HIDDEN, type Subject, type Translation } from './subject.ts';

/** `$NAME` stands for a variable of the caller, and `$$` for a dollar. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

const testFor = (condition: ReadyCondition | null): readonly string[] | undefined => {
  if (condition?.type === 'exec') return ['CMD', ...parseWords(condition.command)].map(literal);
  return condition?.type === 'http' ? ['CMD', 'curl', '-fsS', literal(condition.url)] : undefined;
};

/** There is one check for both; the one that goes on as long as it runs says more. */
const healthcheckFor = ({ ready, readyTimeoutMs, supervision }: Subject['settings']) => {
  const health = supervision?.health;
  const test = testFor(health?.condition ?? ready);
  if (!test) return undefined;
  const interval = health
    ? { interval: `${health.everyMs}ms`, timeout: `${health.everyMs}ms`, retries: 3 }
    : { interval: '1s' };
  return { test, ...interval, start_period: `${readyTimeoutMs}ms` };
};

const limitNumber = (text: string): number => (text === 'unlimited' ? -1 : Number(text));

const ulimits = (limits: readonly Limit[]) =>
  Object.fromEntries(
    limits.map((limit) => {
      const [soft, hard] = softAndHard(limit).map(limitNumber);
      return [limit.resource, { soft, hard }];
    }),
  );

const restartFor = (supervision: Supervision | null | undefined): string => {
  if (!supervision || supervision.restart === 'never') return 'no';
  if (supervision.restart === 'always') return 'always';
  return supervision.maxRestarts ? `on-failure:${supervision.maxRestarts.count}` : 'on-failure';
};

const ownerOf = ({ group, user }: Subject['settings']): string | undefined =>
  user === null ? undefined : `${user}${group === null ? '' : `:${group}`}`;

export const compose = ({ name, settings, variables, words }: Subject): Translation => {
  const { envFiles, limits, stopSignal, stopTimeoutMs, supervision } = settings;
  const healthcheck = healthcheckFor(settings);
  const user = ownerOf(settings);
  const service = {
    image: 'IMAGE',
    command: words.map(literal),
    working_dir: literal(settings.cwd),
    ...(user !== undefined && { user: literal(user) }),
    ...(variables.length > 0 && {
      environment: Object.fromEntries(variables.map(({ name: key, value }) => [key, literal(value ?? HIDDEN)])),
    }),
    ...(envFiles.length > 0 && { env_file: envFiles.map(literal) }),
    ...(limits.length > 0 && { ulimits: ulimits(limits) }),
    ...(healthcheck && { healthcheck }),
    ...(supervision?.maxMemory != null && { mem_limit: `${supervision.maxMemory}b` }),
    restart: restartFor(supervision),
    stop_signal: stopSignal,
    stop_grace_period: `${stopTimeoutMs}ms`,
  };
  return {
    text: stringify({ services: { [name]: service } }),
    says: [
      ...['chdir', 'clear-env', 'env-file', 'limit', 'settle', 'stop-signal', 'restart'],
      ...(settings.user === null ? [] : ['user', 'group']),
      ...(healthcheck ? ['health', ...(supervision?.health ? [] : ['ready'])] : []),
      'max-memory',
    ],
    remarks: [
      'IMAGE is to be an image that has the command in it',
      'what it writes goes to the log of the container',
      ...(healthcheck?.test[1] === 'curl' ? ['the health check needs a curl in that image'] : []),
    ],
  };
};
