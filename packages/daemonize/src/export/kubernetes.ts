/** A Deployment for Kubernetes. */
import parseWords from 'string-argv';
import { stringify } from 'yaml';
import type { ReadyCondition } from '../ready/condition.ts';
import type { HealthCheck } from '../settings.ts';
import { HIDDEN, type Subject, type Translation } from './subject.ts';

const MS_PER_SECOND = 1_000;

const isLocal = (host: string): boolean => ['localhost', '127.0.0.1', '::1', '*', '0.0.0.0', '::'].includes(host);

const portOf = ({ port, protocol }: URL): number => {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
};

const httpGet = (text: string) => {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    path: `${url.pathname}${url.search}`,
    port: portOf(url),
    ...(url.protocol === 'https:' && { scheme: 'HTTPS' }),
    ...(!isLocal(host) && { host }),
  };
};

/** How the kubelet looks whether it is ready; undefined where it has no way to. */
const handlerFor = (ready: ReadyCondition | null) => {
  switch (ready?.type) {
    case 'port':
      return { tcpSocket: { port: ready.port } };
    case 'http':
      return { httpGet: httpGet(ready.url) };
    case 'exec':
      return { exec: { command: parseWords(ready.command) } };
    default:
      return undefined;
  }
};

const probesFor = ({ ready, readyTimeoutMs }: Subject['settings']) => {
  const handler = handlerFor(ready);
  if (!handler) return {};
  const failureThreshold = Math.max(Math.ceil(readyTimeoutMs / MS_PER_SECOND), 1);
  return { startupProbe: { ...handler, periodSeconds: 1, failureThreshold }, readinessProbe: handler };
};

const livenessFor = (health: HealthCheck | null | undefined) => {
  const handler = health && handlerFor(health.condition);
  if (!handler) return {};
  const seconds = Math.max(Math.round(health.everyMs / MS_PER_SECOND), 1);
  return { livenessProbe: { ...handler, periodSeconds: seconds, timeoutSeconds: seconds, failureThreshold: 3 } };
};

/** Kubernetes knows numbers alone. */
const numberIn = (owner: string | null): number | undefined =>
  owner !== null && /^\d+$/.test(owner) ? Number(owner) : undefined;

const securityFor = ({ group, user }: Subject['settings']) => {
  const [runAsUser, runAsGroup] = [numberIn(user), numberIn(group)];
  if (runAsUser === undefined && runAsGroup === undefined) return {};
  return {
    securityContext: { ...(runAsUser !== undefined && { runAsUser }), ...(runAsGroup !== undefined && { runAsGroup }) },
  };
};

/** The names of Kubernetes are those of DNS. */
const label = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '');

/** `$(NAME)` stands for a variable, and `$$` for a dollar. */
const literal = (text: string): string => text.replaceAll('$(', '$$$$(');

export const kubernetes = ({ name, settings, variables, words }: Subject): Translation => {
  const { group, ready, stopSignal, stopTimeoutMs, supervision, user } = settings;
  const app = label(name);
  const container = {
    name: app,
    image: 'IMAGE',
    command: words.map(literal),
    workingDir: settings.cwd,
    ...(variables.length > 0 && {
      env: variables.map(({ name: key, value }) => ({ name: key, value: literal(value ?? HIDDEN) })),
    }),
    ...securityFor(settings),
    ...probesFor(settings),
    ...livenessFor(supervision?.health),
    ...(supervision?.maxMemory != null && { resources: { limits: { memory: String(supervision.maxMemory) } } }),
  };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app } },
        spec: {
          terminationGracePeriodSeconds: Math.max(Math.ceil(stopTimeoutMs / MS_PER_SECOND), 1),
          containers: [container],
        },
      },
    },
  };
  return {
    text: stringify(deployment),
    says: [
      ...['chdir', 'clear-env', 'settle'],
      ...(user === null || numberIn(user) !== undefined ? ['user'] : []),
      ...(group === null || numberIn(group) !== undefined ? ['group'] : []),
      ...(handlerFor(ready) ? ['ready'] : []),
      ...(stopSignal === 'SIGTERM' ? ['stop-signal'] : []),
      ...(supervision?.restart === 'always' ? ['restart'] : []),
      ...['health', 'max-memory'],
    ],
    remarks: [
      'IMAGE is to be an image that has the command in it',
      'what it writes goes to the log of the container',
      ...(supervision
        ? ['the pauses before restarts are those of the kubelet: 10 s, up to 5 min']
        : ['it is always restarted']),
    ],
  };
};
