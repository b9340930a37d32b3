import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse as parsePlist } from 'plist';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { Subject } from '../src/export/subject.ts';
import { FORMATS, type Format, translate } from '../src/export/translate.ts';
import type { Settings } from '../src/settings.ts';

const SETTINGS: Settings = {
  ...{ command: ['node', 'server.js'], cwd: '/srv/my api', umask: 0o27, openFiles: 1_024, user: null, group: null },
  ...{ nice: null, limits: [], stdout: null, stderr: null, pidfile: null, envFiles: [], clearEnv: false },
  ...{ settleMs: 250, ready: null, readyTimeoutMs: 30_000, stopSignal: 'SIGTERM', stopTimeoutMs: 10_000 },
  supervision: null,
};

const SUPERVISED = {
  restart: 'always',
  backoff: { shortestMs: 100, longestMs: 30_000 },
  maxRestarts: { count: 10, withinMs: 60_000 },
  ...{ health: null, maxMemory: null, maxRuntimeMs: null, watch: [] },
} as const;

const HEALTHY = {
  ...SUPERVISED,
  health: { condition: { type: 'exec', command: 'check "a b"' }, everyMs: 5_000 },
  ...{ maxMemory: 300 << 20, maxRuntimeMs: 3_600_000, watch: ['/srv/src'] },
} as const;

const subject = (settings: Partial<Settings> = {}, more: Partial<Subject> = {}): Subject => ({
  name: 'api',
  words: ['/usr/bin/node', 'server.js'],
  settings: { ...SETTINGS, ...settings },
  variables: [],
  isSystem: true,
  ...more,
});

/** All there is to be said. */
const FULL = subject(
  {
    ...{ user: 'www-data', group: 'adm', nice: 5, umask: 0o22, pidfile: '/run/api.pid', envFiles: ['/etc/api.env'] },
    limits: [
      { resource: 'nofile', value: '1024:4096' },
      { resource: 'core', value: 'unlimited' },
    ],
    ...{
      stdout: '/var/log/api.log',
      stderr: '/var/log/api.err',
      ready: { type: 'http', url: 'http://localhost:3000/health?x=1' },
    },
    ...{ stopSignal: 'SIGINT', stopTimeoutMs: 1_500, supervision: SUPERVISED },
  },
  {
    variables: [
      { name: 'PORT', value: '3000' },
      { name: 'KEY', value: 'a "b" $c %d' },
    ],
  },
);

const NASTY = [
  'a b',
  '',
  '"',
  "'",
  '\\',
  '%h',
  '$HOME',
  '${X}',
  '$(id)',
  'é漢',
  '#',
  ';',
  'a\tb',
  '-x',
  '@',
  '*',
  '&&',
] as const;

describe('systemd', () => {
  test('what it says', () => {
    expect(translate(FULL, 'systemd').split('\n')).toEqual([
      '# api, as daemonize runs it',
      '# the environment of the shell that started it is not here',
      '# not said here: pidfile /run/api.pid',
      '# not said here: ready http://localhost:3000/health?x=1, within 30s',
      ...['[Unit]', 'Description=api', 'StartLimitIntervalSec=60s', 'StartLimitBurst=11', ''],
      ...['[Service]', 'Type=exec', 'ExecStart=/usr/bin/node server.js', 'WorkingDirectory=/srv/my api', 'UMask=0022'],
      ...['User=www-data', 'Group=adm', 'Nice=5', 'LimitNOFILE=1024:4096', 'LimitCORE=infinity'],
      ...['Environment=PORT=3000', 'Environment="KEY=a \\"b\\" $c %%d"', 'EnvironmentFile=/etc/api.env'],
      ...['StandardOutput=append:/var/log/api.log', 'StandardError=append:/var/log/api.err'],
      ...['KillSignal=SIGINT', 'TimeoutStopSec=1500ms', 'Restart=always', 'RestartSec=100ms', '# since systemd 254'],
      ...['RestartSteps=9', 'RestartMaxDelaySec=30s', '', '[Install]', 'WantedBy=multi-user.target', ''],
    ]);
  });

  test('of a user, never started again, ready by notification', () => {
    const text = translate(subject({ ready: { type: 'notify' } }, { isSystem: false }), 'systemd');
    expect(text).toMatch(/^Type=notify\nNotifyAccess=all\nTimeoutStartSec=30s$/m);
    expect(text).toMatch(/^Restart=no$/m);
    expect(text).toMatch(/^WantedBy=default.target$/m);
    expect(text).not.toContain('not said here');
  });

  const hasVerify = spawnSync('systemd-analyze', ['--version']).status === 0;
  if (!hasVerify) console.log('skipped: systemd-analyze is not installed');

  test.skipIf(!hasVerify)('systemd-analyze verify accepts it', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'proctools-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const here = {
      cwd: folder,
      user: 'root',
      group: 'root',
      envFiles: [],
      stdout: path.join(folder, 'o'),
      stderr: null,
    };
    const words = [process.execPath, ...NASTY] as const;
    const full = { ...FULL, words, settings: { ...FULL.settings, ...here } };
    const file = path.join(folder, 'api.service');
    writeFileSync(file, translate(full, 'systemd'));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    const ours = stderr
      .split('\n')
      .filter((line) => line.includes('api.service') && !/RestartSteps|RestartMaxDelay/.test(line));
    expect({ status, ours }).toEqual({ status: 0, ours: [] });
  });
});

test('systemd: a line break cannot begin another line', () => {
  const settings = { cwd: '/srv\nUser=root', stdout: '/a\nb', envFiles: ['/c\nd'] };
  const text = translate(subject(settings, { words: ['/bin/echo', 'a\nExecStart=/bin/id'] }), 'systemd');
  expect(text).not.toMatch(/^(?:User|b|d|ExecStart=\/bin\/id)/m);
  expect(text).toContain('# cannot be said: WorkingDirectory=/srv\\x0aUser=root');
});

test('launchd: what it says', () => {
  const text = translate(FULL, 'launchd');
  expect(parsePlist(text)).toEqual({
    ...{ Label: 'api', ProgramArguments: ['/usr/bin/node', 'server.js'], WorkingDirectory: '/srv/my api', Umask: 0o22 },
    ...{ UserName: 'www-data', GroupName: 'adm', Nice: 5, SoftResourceLimits: { NumberOfFiles: 1_024 } },
    ...{ HardResourceLimits: { NumberOfFiles: 4_096 }, EnvironmentVariables: { PORT: '3000', KEY: 'a "b" $c %d' } },
    ...{ StandardOutPath: '/var/log/api.log', StandardErrorPath: '/var/log/api.err', RunAtLoad: true, KeepAlive: true },
    ExitTimeOut: 2,
  });
  for (const option of ['pidfile', 'ready', 'limit', 'env-file', 'stop-signal', 'backoff', 'max-restarts'])
    expect(text).toContain(`not said here: ${option} `);
});

/** The variables of the script, as sh evaluates them; and the words of its command, as OpenRC does. */
const evaluate = (text: string, names: readonly string[]): readonly string[] => {
  const script = `${text}\nfor this in ${names.join(' ')}; do eval "printf '%s\\\\0' \\"\\$$this\\""; done; eval "set -- $command_args"; printf '%s\\0' "$@"`;
  const { stderr, stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\0').slice(0, -1);
};

describe('openrc', () => {
  test('what it says', () => {
    const text = translate({ ...FULL, settings: { ...FULL.settings, envFiles: [] } }, 'openrc');
    expect(text.startsWith('#!/sbin/openrc-run\n# api, as')).toBe(true);
    const said = {
      ...{
        name: 'api',
        command: '/usr/bin/node',
        command_user: 'www-data:adm',
        directory: '/srv/my api',
        umask: '0022',
      },
      ...{ rc_ulimit: '-Sn 1024 -Hn 4096 -c unlimited', output_log: '/var/log/api.log', error_log: '/var/log/api.err' },
      ...{
        retry: 'INT/2/KILL/5',
        supervisor: 'supervise-daemon',
        respawn_delay: '1',
        respawn_max: '10',
        respawn_period: '60',
      },
      ...{ supervise_daemon_args: '--nicelevel 5', PORT: '3000', KEY: 'a "b" $c %d' },
    };
    expect(evaluate(text, Object.keys(said))).toEqual([...Object.values(said), 'server.js']);
    expect(text).toContain('not said here: pidfile /run/api.pid');
  });

  test('without a supervisor it is put into the background, and every operand arrives', () => {
    const words = ['/bin/echo', ...NASTY] as const;
    const text = translate(subject({}, { words }), 'openrc');
    expect(evaluate(text, ['command_background', 'pidfile'])).toEqual(['true', '/run/api.pid', ...NASTY]);
  });
});

describe('kubernetes', () => {
  const containerOf = (settings: Partial<Settings>, more: Partial<Subject> = {}) =>
    parseYaml(translate(subject(settings, more), 'kubernetes')).spec.template.spec.containers[0];

  test('what it says', () => {
    const deployment = parseYaml(translate(FULL, 'kubernetes'));
    const handler = { httpGet: { path: '/health?x=1', port: 3_000 } };
    expect(deployment).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' } });
    expect(deployment.spec.template.spec).toEqual({
      terminationGracePeriodSeconds: 2,
      containers: [
        {
          ...{ name: 'api', image: 'IMAGE', command: ['/usr/bin/node', 'server.js'], workingDir: '/srv/my api' },
          env: [
            { name: 'PORT', value: '3000' },
            { name: 'KEY', value: 'a "b" $c %d' },
          ],
          startupProbe: { ...handler, periodSeconds: 1, failureThreshold: 30 },
          readinessProbe: handler,
        },
      ],
    });
    const text = translate(FULL, 'kubernetes');
    for (const option of ['user', 'nice', 'limit', 'pidfile', 'stop-signal', 'env-file'])
      expect(text).toContain(`not said here: ${option} `);
  });

  test.each<[Settings['ready'], object]>([
    [{ type: 'port', host: null, port: 80 }, { tcpSocket: { port: 80 } }],
    [
      { type: 'http', url: 'https://example.org/' },
      { httpGet: { path: '/', port: 443, scheme: 'HTTPS', host: 'example.org' } },
    ],
    [{ type: 'exec', command: 'pg_isready -h "a b"' }, { exec: { command: ['pg_isready', '-h', 'a b'] } }],
  ])('%j becomes a probe', (ready, handler) => {
    expect(containerOf({ ready })).toMatchObject({ readinessProbe: handler, startupProbe: handler });
  });

  test('what looks like a variable of Kubernetes is none, and numbers are users', () => {
    const container = containerOf({ user: '33', group: '4' }, { words: ['/bin/echo', '$(PATH)', '$HOME'] });
    expect(container.command).toEqual(['/bin/echo', '$$(PATH)', '$HOME']);
    expect(container.securityContext).toEqual({ runAsUser: 33, runAsGroup: 4 });
  });

  test('a name that DNS does not know', () => {
    expect(parseYaml(translate(subject({}, { name: 'My_API@2.x' }), 'kubernetes')).metadata.name).toBe('my-api-2-x');
  });
});

test('compose: what it says', () => {
  const text = translate(FULL, 'compose');
  expect(parseYaml(text)).toEqual({
    services: {
      api: {
        ...{
          image: 'IMAGE',
          command: ['/usr/bin/node', 'server.js'],
          working_dir: '/srv/my api',
          user: 'www-data:adm',
        },
        ...{ environment: { PORT: '3000', KEY: 'a "b" $$c %d' }, env_file: ['/etc/api.env'] },
        ulimits: { nofile: { soft: 1_024, hard: 4_096 }, core: { soft: -1, hard: -1 } },
        healthcheck: {
          test: ['CMD', 'curl', '-fsS', 'http://localhost:3000/health?x=1'],
          interval: '1s',
          start_period: '30000ms',
        },
        ...{ restart: 'always', stop_signal: 'SIGINT', stop_grace_period: '1500ms' },
      },
    },
  });
  for (const option of ['nice', 'pidfile', 'umask']) expect(text).toContain(`not said here: ${option} `);
});

test('health, memory and time, where another can look after them', () => {
  const asked = subject({ supervision: HEALTHY });
  expect(translate(asked, 'systemd')).toMatch(/^MemoryMax=314572800\nRuntimeMaxSec=3600s$/m);
  const [container] = parseYaml(translate(asked, 'kubernetes')).spec.template.spec.containers;
  expect(container).toMatchObject({
    livenessProbe: { exec: { command: ['check', 'a b'] }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    resources: { limits: { memory: '314572800' } },
  });
  expect(parseYaml(translate(asked, 'compose')).services.api).toMatchObject({
    healthcheck: { test: ['CMD', 'check', 'a b'], interval: '5000ms', timeout: '5000ms', retries: 3 },
    mem_limit: '314572800b',
  });
  for (const format of FORMATS) expect(translate(asked, format), format).toContain('not said here: watch /srv/src');
  expect(translate(asked, 'systemd')).toContain('not said here: health exec:check "a b", every 5s');
});

test('what is only to be started again for one of these is not started again by others', () => {
  const asked = subject({ supervision: { ...HEALTHY, restart: 'never' } });
  expect(translate(asked, 'systemd')).toMatch(/^Restart=no$/m);
  expect(translate(asked, 'systemd')).toContain('not said here: max-memory 300M');
  expect(parsePlist(translate(asked, 'launchd'))).toMatchObject({ KeepAlive: false });
  expect(translate(asked, 'openrc')).not.toContain('supervise-daemon');
  expect(parseYaml(translate(asked, 'compose')).services.api.restart).toBe('no');
});

test.each(FORMATS)('%s: no value of a variable is shown unless that is asked for', (format: Format) => {
  const text = translate({ ...FULL, variables: [{ name: 'KEY', value: undefined }] }, format);
  expect(text).toContain('values left out, ');
  expect(text).toContain('KEY');
  expect(text).toContain('CHANGE-ME');
});

test.each(FORMATS)('%s: no text of ours can end its comment', (format: Format) => {
  const text = translate(
    subject({ pidfile: '/run/a--b\n--> x', ready: { type: 'log', source: '-->', flags: '' } }),
    format,
  );
  if (format === 'launchd') expect(parsePlist(text)).toMatchObject({ Label: 'api' });
  else if (format === 'kubernetes' || format === 'compose') expect(parseYaml(text)).toBeTypeOf('object');
  if (format !== 'openrc') expect(text).not.toMatch(/^--> x/m); // there it is between quotes
});
