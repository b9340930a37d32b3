import {
  assignmentValue,
  type Command,
  choiceValue,
  directoryValue,
  durationValue,
  fileValue,
  flag,
  integerValue,
  nameValue,
  optional,
  repeated,
  signalValue,
  single,
  sizeValue,
  textValue,
  umaskValue,
  verb,
} from '@proctools/core';
import { version } from '../package.json';
import {
  addressValue,
  backoffValue,
  conditionValue,
  healthValue,
  limitValue,
  restartLimitValue,
  urlValue,
  workersValue,
} from './options.ts';
import { calledEarly } from './supervisor/early.ts';
// The other verbs are files of their own, read on demand; these two are asked so often that the millisecond counts.
import { list as showList, status as showStatus } from './verbs/list.ts';

const NAMES = { shell: 'daemonize list --quiet' };

const json = flag({ group: 'Output', help: 'print JSON' });

const process = 'The process';
const environment = 'Its environment';
const output = 'Its output';
const beginning = 'Starting';
const supervising = 'Keeping it running';
const sharing = 'Many workers on one port';
const ending = 'Stopping';

/** An entry of a daemonize.json may have the same. */
export const startOptions = {
  name: single(nameValue, { group: beginning, help: 'call it so, instead of after the command' }),
  ifNotRunning: flag({ group: beginning, help: 'succeed when it runs already' }),
  ready: single(conditionValue, {
    group: beginning,
    help: 'return when the condition is met, instead of after the settle time',
  }),
  readyTimeout: single(durationValue, {
    group: beginning,
    initial: '30s',
    help: 'give up, and stop it, when it is not ready by then',
  }),
  settle: single(durationValue, {
    group: beginning,
    help: 'how long it must live to count as started; 0 for not at all (default: 250ms; 0 in the foreground)',
  }),
  dryRun: flag({ group: beginning, help: 'print what would be done, and do nothing' }),
  chdir: single(directoryValue, { group: process, short: 'C', help: 'its working directory' }),
  umask: single(umaskValue, { group: process, help: 'its file mode creation mask' }),
  user: single(
    { ...textValue, word: 'USER', expected: 'a user name or uid' },
    { group: process, short: 'u', help: 'run it as this user, with the groups of that user' },
  ),
  group: single(
    { ...textValue, word: 'GROUP', expected: 'a group name or gid' },
    { group: process, short: 'g', help: 'run it with this group' },
  ),
  nice: single(integerValue(-20, 19), { group: process, help: 'its nice value' }),
  limit: repeated(limitValue, { group: process, help: 'limit a resource, as in nofile=4096' }),
  pidfile: single(fileValue, { group: process, short: 'p', help: 'also write its pid to this file' }),
  env: repeated(assignmentValue, { group: environment, short: 'e', help: 'set a variable' }),
  envFile: repeated(fileValue, { group: environment, help: 'set the variables of a .env file' }),
  clearEnv: flag({ group: environment, help: 'hand on no variable but those set here' }),
  stdout: single(fileValue, { group: output, help: 'append its standard output to this file' }),
  stderr: single(fileValue, { group: output, help: 'append its standard error to this file' }),
  log: single(fileValue, { group: output, help: 'append both to this file' }),
  logSize: single(sizeValue, {
    group: output,
    help: 'move a log to an archive when it is so long; without losing a line',
  }),
  logKeep: single(integerValue(1, 1000), { group: output, help: 'how many archives of a log to keep (default: 5)' }),
  logCompress: flag({ group: output, help: 'compress the archives, with gzip' }),
  logTime: flag({ group: output, help: 'begin each line with the time it was written at' }),
  logPipe: flag({
    group: output,
    help: 'have it write into a pipe that is emptied into the log: a full disk does not reach it, HUP reopens the log',
  }),
  foreground: flag({
    group: supervising,
    help: 'do not detach: stay, look after it, and end as it does; what it writes goes where daemonize writes',
  }),
  restart: optional(choiceValue(['always', 'on-failure']), {
    group: supervising,
    alone: 'always',
    help: 'start it again when it ends; on-failure: unless it exits with 0, or by a signal that asks to',
  }),
  backoff: single(backoffValue, {
    group: supervising,
    help: 'the pauses before restarts, of which the first in a row comes at once (default: 100ms..30s)',
  }),
  health: single(healthValue, {
    group: supervising,
    help: 'look again and again whether it works, and start it again when it does not three times in a row',
  }),
  healthInterval: single(durationValue, {
    group: supervising,
    help: 'how often that is looked at, and how long an answer may take (default: 10s)',
  }),
  maxMemory: single(sizeValue, {
    group: supervising,
    help: 'start it again when it holds more memory than this, with its children',
  }),
  maxRuntime: single(durationValue, { group: supervising, help: 'start it again after this time' }),
  watch: repeated(directoryValue, {
    group: supervising,
    help: 'start it again when a file in this directory changes; but for node_modules and .git',
  }),
  maxRestarts: single(restartLimitValue, {
    group: supervising,
    help: 'give up after so many restarts in a time (default: never)',
  }),
  workers: single(workersValue, {
    group: sharing,
    short: 'w',
    help: 'run so many copies of it, or as many as there are processors, and keep them running',
  }),
  listen: repeated(addressValue, {
    group: sharing,
    short: 'l',
    help: 'open this socket for all of them, and hold it while they come and go; what a Node program listens on is mapped to it',
  }),
  schedule: single(choiceValue(['rr', 'none']), {
    group: sharing,
    help: "without --listen, how Node's cluster deals out connections: in turn, or as the kernel does (default: rr)",
  }),
  drainTimeout: single(durationValue, {
    group: sharing,
    help: 'how long a worker that was replaced may take to finish what it has begun (default: 30s)',
  }),
  stopSignal: single(signalValue, { group: ending, initial: 'TERM', help: 'the signal that asks it to end' }),
  stopTimeout: single(durationValue, {
    group: ending,
    initial: '10s',
    help: 'how long it may take to end before it is killed',
  }),
  json,
} as const;

const start = verb({
  summary: 'start a command as a daemon',
  operands: '[--] COMMAND [OPERAND...]',
  fewest: 1,
  most: Number.POSITIVE_INFINITY,
  takesCommand: true,
  options: startOptions,
  completeOperand: 'command',
  examples: [
    { command: 'daemonize node server.js', does: 'starts it as the daemon "server"' },
    { command: 'daemonize --ready port:3000 node server.js', does: 'returns when it listens on port 3000' },
    {
      command: 'daemonize --name api --chdir /srv/api --env PORT=8080 node server.js',
      does: 'names it, and says where and how it runs',
    },
    { command: 'daemonize --restart node server.js', does: 'starts it again whenever it ends' },
    {
      command: 'daemonize --workers max --listen 3000 node server.js',
      does: 'one port, as many processes as processors',
    },
    { command: 'daemonize --foreground --restart node server.js', does: 'for a container: stays, and ends as it does' },
    { command: 'daemonize start -- stop', does: 'starts a command that is called stop' },
  ],
  load: async () => (await import('./verbs/start.ts')).startWith(calledEarly()),
});

const list = verb({
  summary: 'show all daemons',
  operands: '',
  fewest: 0,
  most: 0,
  options: { json },
  examples: [
    { command: 'daemonize list', does: 'a table' },
    { command: 'daemonize list --json', does: 'the same for programs' },
  ],
  load: async () => showList,
});

const top = verb({
  summary: 'show all daemons, again and again',
  operands: '',
  fewest: 0,
  most: 0,
  options: {
    interval: single(durationValue, { group: 'Output', short: 'i', initial: '1s', help: 'how often' }),
    count: single(integerValue(1, 1e9), { group: 'Output', short: 'n', help: 'end after so many tables' }),
    json,
  },
  examples: [{ command: 'daemonize top', does: 'a live table; q ends it' }],
  load: async () => (await import('./verbs/top.ts')).top,
});

const status = verb({
  summary: 'show one daemon; exit code 0 running, 3 not running, 4 unknown',
  operands: 'NAME',
  fewest: 1,
  most: 1,
  options: { json },
  completeOperand: NAMES,
  examples: [{ command: 'daemonize status server', does: 'its state, pid, uptime, memory, ports and logs' }],
  load: async () => showStatus,
});

const stop = verb({
  summary: 'end daemons and all their processes: ask, wait, insist',
  operands: 'NAME...',
  fewest: 0,
  most: Number.POSITIVE_INFINITY,
  options: {
    all: flag({ group: ending, help: 'stop every daemon' }),
    stopSignal: single(signalValue, { group: ending, help: 'ask with this signal, whatever was said at the start' }),
    stopTimeout: single(durationValue, { group: ending, help: 'kill after this time, whatever was said at the start' }),
    json,
  },
  completeOperand: NAMES,
  examples: [
    { command: 'daemonize stop server', does: 'returns when nothing of it is alive' },
    { command: 'daemonize stop --all', does: 'stops every daemon' },
  ],
  load: async () => (await import('./verbs/stop.ts')).stopVerb,
});

const restart = verb({
  summary: 'stop a daemon and start it as it was started',
  operands: 'NAME...',
  fewest: 0,
  most: Number.POSITIVE_INFINITY,
  options: {
    all: flag({ group: ending, help: 'restart every daemon' }),
    updateEnv: flag({ group: beginning, help: 'with the environment of now, instead of that of its first start' }),
    json,
  },
  completeOperand: NAMES,
  examples: [{ command: 'daemonize restart server', does: 'the same command, directory and environment' }],
  load: async () => (await import('./verbs/restart.ts')).restart,
});

const reload = verb({
  summary: 'replace the workers one after the other, and drop no request',
  operands: 'NAME...',
  fewest: 0,
  most: Number.POSITIVE_INFINITY,
  options: {
    all: flag({ group: sharing, help: 'reload every daemon that has workers' }),
    verify: optional(urlValue, {
      group: sharing,
      alone: '/',
      help: 'ask for this path, or address, all the while, and tell how many requests failed',
    }),
    json,
  },
  completeOperand: NAMES,
  examples: [
    { command: 'daemonize reload server', does: 'a new worker is ready before the old one stops' },
    { command: 'daemonize reload --verify server', does: 'and proves it: 0 failed of N' },
  ],
  load: async () => (await import('./verbs/reload.ts')).reload,
});

const scale = verb({
  summary: 'run more workers, or fewer',
  operands: 'NAME N',
  fewest: 2,
  most: 2,
  options: { json },
  completeOperand: NAMES,
  examples: [{ command: 'daemonize scale server 8', does: 'those that are too many finish what they have begun' }],
  load: async () => (await import('./verbs/scale.ts')).scale,
});

const signal = verb({
  summary: 'send a signal to the command',
  operands: 'NAME SIGNAL',
  fewest: 2,
  most: 2,
  options: {
    worker: single(integerValue(1, 1000), { group: sharing, short: 'w', help: 'to this worker alone, not to all' }),
    json,
  },
  completeOperand: NAMES,
  examples: [{ command: 'daemonize signal server HUP', does: 'sends SIGHUP to its main process' }],
  load: async () => (await import('./verbs/signal.ts')).signal,
});

const follow = flag({ group: 'Output', short: 'f', help: 'go on with what is added, until interrupted' });

const logs = verb({
  summary: 'print what a daemon wrote',
  operands: 'NAME',
  fewest: 1,
  most: 1,
  options: {
    follow,
    lines: single(integerValue(0, 1e9), {
      group: 'Output',
      short: 'n',
      help: 'how many of the last lines of each stream (default: 100, or all with --since)',
    }),
    since: single(durationValue, { group: 'Output', help: 'only what was written since so long ago' }),
    stderr: flag({ group: 'Output', help: 'only what it wrote to standard error' }),
    json: flag({ group: 'Output', help: 'print one JSON object a line' }),
  },
  completeOperand: NAMES,
  examples: [
    { command: 'daemonize logs -f server', does: 'the last 100 lines, and whatever follows' },
    { command: 'daemonize logs --stderr -n 20 server', does: 'its last 20 errors' },
  ],
  load: async () => (await import('./verbs/logs.ts')).logs,
});

const events = verb({
  summary: 'print what happened to a daemon: starts, ends, signals',
  operands: 'NAME',
  fewest: 1,
  most: 1,
  options: { follow, json: flag({ group: 'Output', help: 'print one JSON object a line' }) },
  completeOperand: NAMES,
  examples: [{ command: 'daemonize events server', does: 'its history, oldest first' }],
  load: async () => (await import('./verbs/events.ts')).events,
});

const why = verb({
  summary: 'tell how a daemon ended the last times, and what was done about it',
  operands: 'NAME',
  fewest: 1,
  most: 1,
  options: {
    lines: single(integerValue(0, 1e9), { group: 'Output', short: 'n', initial: '5', help: 'how many ends' }),
    json,
  },
  completeOperand: NAMES,
  examples: [
    { command: 'daemonize why server', does: 'its last ends, the last lines before each, and when it is tried again' },
  ],
  load: async () => (await import('./verbs/why.ts')).why,
});

const wait = verb({
  summary: 'wait until a daemon is ready, or has stopped',
  operands: 'NAME',
  fewest: 1,
  most: 1,
  options: {
    for: single(choiceValue(['ready', 'stopped']), { group: 'Waiting', initial: 'ready', help: 'what to wait for' }),
    timeout: single(durationValue, { group: 'Waiting', help: 'give up after this time, with exit code 1' }),
    json,
  },
  completeOperand: NAMES,
  examples: [{ command: 'daemonize wait server --for stopped --timeout 1m', does: 'for scripts' }],
  load: async () => (await import('./verbs/wait.ts')).wait,
});

const resume = verb({
  summary: 'take over what lost its supervisor, and start again what ran before a reboot',
  operands: '[NAME...]',
  fewest: 0,
  most: Number.POSITIVE_INFINITY,
  options: { json },
  completeOperand: NAMES,
  examples: [{ command: 'daemonize resume', does: 'all daemons; what was stopped stays stopped' }],
  load: async () => (await import('./verbs/resume.ts')).resume,
});

const up = verb({
  summary: 'start what a Procfile or a daemonize.json says, and restart what has changed in it',
  operands: '[FILE]',
  fewest: 0,
  most: 1,
  options: { dryRun: flag({ group: beginning, help: 'print what would be done, and do nothing' }), json },
  completeOperand: 'file',
  examples: [
    { command: 'daemonize up', does: 'of daemonize.json here, else of Procfile; once more changes nothing' },
    { command: 'daemonize up --dry-run Procfile.dev', does: 'what would be started, restarted and stopped' },
  ],
  load: async () => (await import('./verbs/up.ts')).upWith(startOptions),
});

const down = verb({
  summary: 'stop all daemons that up has started from a file',
  operands: '[FILE]',
  fewest: 0,
  most: 1,
  options: { json },
  completeOperand: 'file',
  examples: [{ command: 'daemonize down', does: 'nothing of them is alive afterwards' }],
  load: async () => (await import('./verbs/down.ts')).down,
});

const exportVerb = verb({
  summary: 'write the same daemon down for another supervisor',
  operands: 'NAME',
  fewest: 1,
  most: 1,
  options: {
    format: single(choiceValue(['systemd', 'launchd', 'openrc', 'kubernetes', 'compose']), {
      group: 'Output',
      initial: 'systemd',
      help: 'whose words',
    }),
    showEnv: flag({ group: 'Output', help: 'write the values of variables, too, not their names alone' }),
  },
  completeOperand: NAMES,
  examples: [
    {
      command: 'daemonize export api > /etc/systemd/system/api.service',
      does: 'what it cannot say stands in a comment',
    },
  ],
  load: async () => (await import('./verbs/export.ts')).exportVerb,
});

const remove = verb({
  summary: 'forget a stopped daemon, and delete its logs',
  operands: 'NAME...',
  fewest: 1,
  most: Number.POSITIVE_INFINITY,
  options: { json },
  completeOperand: NAMES,
  examples: [{ command: 'daemonize remove server', does: 'refused while it runs' }],
  load: async () => (await import('./verbs/remove.ts')).remove,
});

export const command: Command = {
  name: 'daemonize',
  version,
  summary: 'run any command as a daemon',
  examples: [
    { command: 'daemonize node server.js', does: 'detached; survives the terminal; logs to files' },
    { command: 'daemonize --ready port:3000 node server.js', does: 'returns when it listens' },
    { command: 'daemonize --restart node server.js', does: 'started again whenever it ends' },
    { command: 'daemonize list', does: 'what runs' },
    { command: 'daemonize logs -f server', does: 'what it writes' },
    { command: 'daemonize stop server', does: 'ends it and everything it started' },
  ],
  verbs: {
    start,
    list,
    top,
    status,
    stop,
    restart,
    reload,
    scale,
    signal,
    logs,
    events,
    why,
    wait,
    resume,
    up,
    down,
    export: exportVerb,
    remove,
  },
  defaultVerb: 'start',
  usageCode: 2,
  manual: async () => (await import('./manual.ts')).manual,
};
