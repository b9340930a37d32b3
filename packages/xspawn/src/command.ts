import {
  assignmentValue,
  type Command,
  choiceValue,
  directoryValue,
  durationValue,
  fileValue,
  flag,
  integerValue,
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
import { haltValue, jobsValue, numberValue, reportValue, retryOnValue } from './options.ts';

const process = 'The process';
const environment = 'Its environment';
const streams = 'Its streams';
const ending = 'Its end';
const ways = 'Ways to run it';
const several = 'Several commands (--all)';
const many = 'Many jobs (--each)';
const results = 'Results of many jobs';

const options = {
  cwd: single(directoryValue, { group: process, short: 'C', help: 'its working directory' }),
  umask: single(umaskValue, { group: process, help: 'its file mode creation mask' }),
  nice: single(integerValue(-20, 19), { group: process, help: 'its nice value' }),
  user: single(
    { ...textValue, word: 'USER[:GROUP]', expected: 'a user, or a user and a group, by name or number' },
    { group: process, short: 'u', help: 'run it as this user (and group)' },
  ),
  title: single(textValue, { group: process, help: 'its argv[0], which ps shows' }),
  env: repeated(assignmentValue, { group: environment, short: 'e', help: 'set a variable' }),
  envFile: repeated(fileValue, { group: environment, help: 'set the variables of a .env file' }),
  unset: repeated({ ...textValue, word: 'NAME' }, { group: environment, help: 'take a variable away' }),
  clearEnv: flag({ group: environment, help: 'hand on no variable but those set here' }),
  stdin: single(
    { ...fileValue, word: 'FILE|-|null' },
    { group: streams, help: 'its standard input: a file, ours (-), or nothing (null)' },
  ),
  stdout: single(fileValue, { group: streams, help: 'write its standard output to this file' }),
  stderr: single(fileValue, { group: streams, help: 'write its standard error to this file' }),
  append: flag({ group: streams, help: 'append to the files of --stdout, --stderr and --tee' }),
  tee: single(fileValue, { group: streams, help: 'copy all that it writes to this file, too' }),
  prefix: single(textValue, { group: streams, help: 'begin each line that it writes with this text' }),
  timestamps: flag({ group: streams, help: 'begin each line that it writes with the time' }),
  quietUnlessFailed: flag({ group: streams, help: 'print what it wrote only when it fails' }),
  maxOutput: single(sizeValue, { group: streams, help: 'end it, with code 125, when it writes more than this' }),
  timeout: single(durationValue, { group: ending, short: 't', help: 'end it after this time' }),
  idleTimeout: single(durationValue, { group: ending, help: 'end it when it has written nothing for so long' }),
  signal: single(signalValue, { group: ending, short: 's', initial: 'TERM', help: 'the signal that ends it' }),
  killAfter: single(durationValue, {
    group: ending,
    initial: '5s',
    help: 'kill it so long after that signal',
  }),
  tree: flag({ group: ending, help: 'end also those of its children that left its process group' }),
  orphans: single(choiceValue(['kill', 'leave']), {
    group: ending,
    initial: 'kill',
    help: 'what happens to it when xspawn is killed',
  }),
  noRaise: flag({ group: ending, help: 'exit with 128+n instead of dying by the signal n that killed it' }),
  retry: single(integerValue(0, 1e9), { group: ending, short: 'r', help: 'try again so often when it fails' }),
  retryDelay: single(durationValue, { group: ending, initial: '1s', help: 'wait before the next try' }),
  backoff: single(numberValue(1, 'FACTOR'), { group: ending, initial: '1', help: 'wait so much longer each time' }),
  jitter: flag({ group: ending, help: 'wait a random part of that time' }),
  retryOn: single(retryOnValue, { group: ending, help: 'try again only after these ends (default: any failure)' }),
  shell: optional(
    { ...textValue, word: 'SH', expected: 'a shell' },
    { group: ways, alone: 'sh', help: 'the command is a line for the shell, its operands are $1, $2, …' },
  ),
  detach: flag({ group: ways, help: 'start it, print its pid, and leave it' }),
  ipc: flag({ group: ways, help: "give it Node's IPC channel: JSON lines of stdin are sent, messages printed" }),
  report: single(reportValue, { group: ways, help: 'write a JSON object about the run' }),
  explain: flag({ group: ways, help: 'print what would be executed and why, and do nothing' }),
  all: flag({ group: several, help: 'run the commands between ::: at once, each line with its name' }),
  names: single({ ...textValue, word: 'NAME,…' }, { group: several, help: 'what to call them' }),
  sequence: flag({ group: several, help: 'one after the other' }),
  race: flag({ group: several, help: 'the first that succeeds ends the others' }),
  restartFailed: flag({ group: several, help: 'start a command again when it fails' }),
  each: flag({ group: many, help: 'run the command once for each line of standard input' }),
  null: flag({ group: many, short: '0', help: 'the inputs end with NUL instead of newline' }),
  perJob: single(integerValue(1, 1e6), { group: many, short: 'n', initial: '1', help: 'inputs for each job' }),
  argFile: repeated(
    { ...fileValue, word: 'FILE|-' },
    { group: many, short: 'a', help: 'read the inputs from this file; of several files all combinations' },
  ),
  jobs: single(jobsValue, {
    group: many,
    short: 'j',
    help: 'jobs at once (default: the number of processors; with --all: all of them)',
  }),
  shuffle: flag({ group: many, help: 'in random order, for which all inputs are held in memory' }),
  delay: single(durationValue, { group: many, help: 'wait so long between starts' }),
  load: single(numberValue(0, 'LOAD'), { group: many, help: 'start nothing while the load average is higher' }),
  memFree: single(sizeValue, { group: many, help: 'start nothing while less memory is free' }),
  halt: single(haltValue, {
    group: many,
    help: 'on failure start nothing more (soon), or end the others, too (now); --all as well',
  }),
  dryRun: flag({ group: many, help: 'print the commands, and run none' }),
  keepOrder: flag({ group: results, short: 'k', help: 'print in the order of the inputs' }),
  group: optional(choiceValue(['plain', 'github', 'gitlab', 'azure']), {
    group: results,
    alone: 'plain',
    help: 'print the output of a job as a whole, which is the default; or with the fold marks of a CI log',
  }),
  lineBuffer: flag({ group: results, help: 'print each line as it comes' }),
  ungroup: flag({ group: results, help: 'let the jobs write by themselves' }),
  progress: flag({ group: results, help: 'show progress (default: when standard error is a terminal)' }),
  joblog: single(fileValue, { group: results, help: 'write a line for each job that has ended, as GNU parallel does' }),
  resume: flag({ group: results, help: 'leave out what has ended according to the joblog' }),
  resumeFailed: flag({ group: results, help: 'leave out what has succeeded according to the joblog' }),
  results: single(directoryValue, { group: results, help: 'keep the output of job N in files below DIR/N' }),
  json: flag({ group: results, help: 'print a JSON object for each job' }),
} as const;

const examples = [
  { command: 'xspawn npm install', does: '.cmd, .bat and shebang scripts too, on Windows as on Linux' },
  { command: 'xspawn --env NODE_ENV=production --cwd app node server.js', does: 'the same way everywhere' },
  {
    command: 'xspawn --timeout 30s --retry 3 -- curl -fsS http://localhost:3000/',
    does: 'ended after 30 s, tried four times',
  },
  { command: 'xspawn --shell -- \'sort "$1" | uniq -c\' words.txt', does: 'a line for a shell, and a safe operand' },
  { command: 'xspawn --quiet-unless-failed make test', does: 'prints what it wrote only when it fails' },
  { command: 'ls *.png | xspawn -j 4 --each -- convert {} {.}.webp', does: 'a job for each line, four at once' },
  { command: 'xspawn --all -- npm run watch ::: node server.js', does: 'side by side, each line with its name' },
] as const;

export const command: Command = {
  name: 'xspawn',
  version,
  summary: 'run a command, or thousands, the same way everywhere',
  examples,
  verbs: {
    run: verb({
      summary: 'run a command',
      operands: '[--] COMMAND [OPERAND...]',
      fewest: 1,
      most: Number.POSITIVE_INFINITY,
      takesCommand: true,
      options,
      completeOperand: 'command',
      examples,
      load: async () => (await import('./run.ts')).run as never,
    }),
  },
  defaultVerb: 'run',
  usageCode: 125,
  manual: async () => (await import('./manual.ts')).manual,
};
