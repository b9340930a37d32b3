/** A service for Docker Compose. */
import parseWords from 'string-argv';
import { stringify } from 'yaml';
import type { ReadyCondition } from '../ready/condition.ts';
import type { Limit, Supervision } from '../settings.ts';
import { softAndHard } from './limits.ts';
import { HIDDEN, type Subject, type Translation } from './subject.ts';

/** `$NAME` stands for a variable of the caller, and `$$` for a dollar. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

const testFor = (ready: ReadyCondition | null): readonly string[] | undefined => {
  if (ready?.type === 'exec') return ['CMD', ...parseWords(ready.command)].map(literal);
  return ready?.type === 'http' ? ['CMD', 'curl', '-fsS', literal(ready.url)] : undefined;
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
  if (!supervision) return 'no';
  if (supervision.restart === 'always') return 'always';
  return supervision.maxRestarts ? `on-failure:${supervision.maxRestarts.count}` : 'on-failure';
};

const ownerOf = ({ group, user }: Subject['settings']): string | undefined =>
  user === null ? undefined : `${user}${group === null ? '' : `:${group}`}`;

export const compose = ({ name, settings, variables, words }: Subject): Translation => {
  const { envFiles, limits, ready, stopSignal, stopTimeoutMs, supervision } = settings;
  const test = testFor(ready);
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
    ...(test && { healthcheck: { test, interval: '1s', start_period: `${settings.readyTimeoutMs}ms` } }),
    restart: restartFor(supervision),
    stop_signal: stopSignal,
    stop_grace_period: `${stopTimeoutMs}ms`,
  };
  return {
    text: stringify({ services: { [name]: service } }),
    says: [
      ...['chdir', 'clear-env', 'env-file', 'limit', 'settle', 'stop-signal', 'restart'],
      ...(settings.user === null ? [] : ['user', 'group']),
      ...(test ? ['ready'] : []),
    ],
    remarks: [
      'IMAGE is to be an image that has the command in it',
      'what it writes goes to the log of the container',
      ...(ready?.type === 'http' ? ['the health check needs a curl in that image'] : []),
    ],
  };
};
