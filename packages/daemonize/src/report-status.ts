/** What list and status print. */
import {
  displayWidth,
  formatDuration,
  formatSize,
  formatTable,
  quoteCommand,
  type Style,
  spellOut,
  styleFor,
  terminalColumns,
} from '@proctools/core';
import type { Status, WorkerStatus } from './observe.ts';
import type { State } from './state.ts';
import type { Printing } from './verbs/options.ts';

const paint = (state: State, style: Style): string => {
  if (state === 'running') return style.green(state);
  return state === 'exited' || state === 'failed' ? style.red(state) : style.yellow(state);
};

const orNothing = <Value>(value: Value | null, show: (value: Value) => string): string =>
  value === null ? '-' : show(value);

const cpu = (percent: number): string => `${percent.toFixed(1)}%`;

const HEAD = ['NAME', 'STATE', 'PID', 'UPTIME', 'RESTARTS', 'CPU', 'MEMORY', 'LISTEN'];
const ALIGN = ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left', 'left'] as const;
const COMMAND_WIDTH = 60;
const LEAST_COMMAND_WIDTH = 12;

const shorten = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

const paintWorker = (state: WorkerStatus['state'], style: Style): string =>
  state === 'running' ? style.green(state) : style.yellow(state);

const workerRow = (worker: WorkerStatus, style: Style): readonly string[] => [
  `  worker ${worker.id}`,
  paintWorker(worker.state, style),
  String(worker.pid),
  formatDuration(worker.uptimeMs),
  String(worker.restarts),
  cpu(worker.cpuPercent),
  formatSize(worker.rssBytes),
  '',
];

/** A daemon, and its workers below it. */
const rowsOf = (status: Status, style: Style): readonly (readonly string[])[] => [
  row(status, style),
  ...status.workers.map((worker) => workerRow(worker, style)),
];

const row = (status: Status, style: Style): readonly string[] => [
  status.name,
  paint(status.state, style),
  orNothing(status.pid, String),
  orNothing(status.uptimeMs, formatDuration),
  String(status.restarts),
  orNothing(status.cpuPercent, cpu),
  orNothing(status.rssBytes, formatSize),
  spellOut(status.listen.join(' ')) || '-',
];

/** What the other columns leave of the terminal, so that a line stays a line. */
const commandWidth = (rows: readonly (readonly string[])[]): number => {
  const columns = terminalColumns(1);
  if (columns === undefined) return COMMAND_WIDTH;
  const [line = ''] = formatTable(
    rows.map((cells) => [...cells, '.']),
    ALIGN,
  ).split('\n');
  return Math.max(columns - displayWidth(line) + 1, LEAST_COMMAND_WIDTH);
};

/** All daemons: a table, an array, or (`--quiet`) their names. */
export const reportList = (all: readonly Status[], { json, quiet, noColor }: Printing): string => {
  if (json) return `${JSON.stringify(all)}\n`;
  if (quiet) return all.map(({ name }) => `${name}\n`).join('');
  if (all.length === 0) return 'no daemons; start one with: daemonize COMMAND [OPERAND...]\n';
  const style = styleFor(1, noColor);
  const rows = [HEAD.map(style.bold), ...all.flatMap((status) => rowsOf(status, style))];
  const width = commandWidth(rows);
  const commandOf = ({ command, workers }: Status): readonly string[] => [
    shorten(quoteCommand(command), width),
    ...workers.map(() => ''),
  ];
  const commands = [style.bold('COMMAND'), ...all.flatMap(commandOf)];
  return formatTable(
    rows.map((cells, index) => [...cells, commands[index] ?? '']),
    ALIGN,
  );
};

const exit = (lastExit: Status['lastExit']): string => {
  if (lastExit === null) return 'unknown, as nobody was there to see it';
  return 'code' in lastExit ? `code ${lastExit.code}` : lastExit.signal;
};

const log = (file: string | null): string => (file === null ? 'goes where daemonize writes' : spellOut(file));

/** One daemon in full. */
export const reportStatus = (status: Status, { json, noColor }: Printing): string => {
  if (json) return `${JSON.stringify(status)}\n`;
  const style = styleFor(1, noColor);
  const rows: (readonly [string, string])[] = [
    ['command', quoteCommand(status.command)],
    ['directory', spellOut(status.cwd)],
  ];
  if (status.uptimeMs === null) {
    if (status.endedAt !== null) rows.push(['ended', status.endedAt]);
    if (status.state !== 'stopped') rows.push(['exit', exit(status.lastExit)]);
    if (status.nextTryAt !== null) rows.push(['next try', status.nextTryAt]);
  } else {
    for (const { id, pid, restarts, rssBytes, state } of status.workers) {
      rows.push([`worker ${id}`, `${state}, pid ${pid}, ${restarts} restarts, ${formatSize(rssBytes)}`]);
    }
    if (status.workers.length === 0) rows.push(['pid', orNothing(status.pid, String)]);
    rows.push(['uptime', orNothing(status.uptimeMs, formatDuration)]);
    rows.push(['cpu', orNothing(status.cpuPercent, cpu)], ['memory', orNothing(status.rssBytes, formatSize)]);
    rows.push(['listen', spellOut(status.listen.join(' ')) || 'on nothing']);
  }
  if (status.supervisorPid !== null) rows.push(['supervisor', String(status.supervisorPid)]);
  rows.push(['started', status.startedAt], ['restarts', String(status.restarts)]);
  rows.push(['stdout', log(status.logs.stdout)], ['stderr', log(status.logs.stderr)]);
  return `${style.bold(status.name)}: ${paint(status.state, style)}\n${formatTable(rows.map(([key, value]) => [`  ${key}`, value]))}`;
};
