import {
  type Command,
  choiceValue,
  durationValue,
  fileValue,
  flag,
  integerValue,
  optional,
  single,
  sizeValue,
  textValue,
  verb,
} from '@proctools/core';
import { version } from '../package.json';
import { schemes } from './address/parse-address.ts';
import { FRAMINGS } from './frames/framing.ts';
import { backoffValue, rateValue } from './options.ts';

const direction = 'Direction and end';
const messages = 'Messages';
const many = 'Many connections';
const channel = "Node's channel";
const watching = 'Watching';

const MOST = Number.MAX_SAFE_INTEGER;

const addressValue = { word: 'ADDRESS', expected: 'an address', read: textValue.read };
const commandValue = { word: 'COMMAND', expected: 'a command', read: textValue.read };

export const options = {
  fromFirst: flag({ group: direction, help: 'only from the first address to the second' }),
  toFirst: flag({ group: direction, help: 'only from the second address to the first' }),
  linger: single(durationValue, {
    group: direction,
    help: 'when one way has ended, wait so long for the other, and for a command to end (124)',
  }),
  connectTimeout: single(durationValue, { group: direction, help: 'wait so long for the other side (exit code 124)' }),
  idleTimeout: single(durationValue, { group: direction, help: 'end when nothing has passed for so long (124)' }),
  reconnect: optional(backoffValue, {
    group: direction,
    alone: '1s..30s',
    help: 'connect again when a connection is refused or lost',
  }),
  bytes: single(sizeValue, { group: direction, help: 'end after so many bytes' }),
  count: single(integerValue(1, MOST), { group: direction, short: 'n', help: 'end after so many messages' }),
  frame: single(choiceValue(FRAMINGS), { group: messages, help: 'how messages lie in a stream of bytes' }),
  maxFrame: single(sizeValue, { group: messages, initial: '16M', help: 'the largest message' }),
  strict: flag({ group: messages, help: 'a bad message ends the run (exit code 65) instead of being left out' }),
  request: flag({ group: messages, help: 'send standard input as one message, print one answer, end' }),
  reply: single(commandValue, {
    group: messages,
    help: 'run this for each message, with the message as its input; its output is the answer',
  }),
  jobs: single(integerValue(1, 10_000), {
    group: messages,
    short: 'j',
    help: 'of --reply: so many commands at once (default: 1 for each connection)',
  }),
  ackAfter: single(choiceValue(['exit', 'write']), {
    group: messages,
    help: 'a broker forgets a message when the command of --reply has succeeded, or once it has been handed out',
  }),
  hub: flag({ group: many, help: 'whoever connects hears what all others send' }),
  fanout: flag({ group: many, help: 'all that comes from the first address goes to each of the others' }),
  fanin: flag({ group: many, help: 'all that comes from the others goes to the first' }),
  roundRobin: flag({ group: many, help: 'each message of the first address goes to one of the others, in turn' }),
  slow: single(choiceValue(['block', 'drop', 'close']), {
    group: many,
    initial: 'block',
    help: 'a reader that does not keep up holds the others back, misses messages, or is cut off',
  }),
  slowBuffer: single(sizeValue, {
    group: many,
    initial: '1M',
    help: 'a reader that is so far behind does not keep up',
  }),
  replay: single(integerValue(0, 1e6), { group: many, initial: '0', help: 'who connects hears the last N messages' }),
  fork: single(commandValue, { group: many, help: 'run a command for each connection, with it as its streams' }),
  maxConnections: single(integerValue(1, 1e6), { group: many, help: 'so many at once; others wait' }),
  once: flag({ group: many, help: 'end when the last connection has ended' }),
  serialization: single(choiceValue(['json', 'advanced']), {
    group: channel,
    initial: 'json',
    help: 'of the channel of fork:; advanced is tagged JSON here',
  }),
  childStdout: single(fileValue, {
    group: channel,
    help: 'where the standard output of fork: goes (default: our standard error)',
  }),
  send: flag({ group: channel, help: 'with parent: send the lines of standard input, and read nothing' }),
  script: flag({ group: channel, help: 'run the command that follows with our channel as JSON lines' }),
  tap: single(fileValue, { group: channel, help: 'write all messages of a channel to this file while they pass' }),
  pass: single(addressValue, { group: channel, help: 'hand this listening socket to the children of fork:' }),
  workers: single(integerValue(1, 1e4), { group: channel, initial: '1', help: 'how many children --pass starts' }),
  rate: single(rateValue, { group: watching, help: 'at most so many bytes a second, each way' }),
  progress: flag({ group: watching, help: 'show how much has passed (default: when standard error is a terminal)' }),
  tee: single(fileValue, { group: watching, help: 'copy what passes, both ways, to this file' }),
  hex: flag({ group: watching, help: 'write that copy as a hex dump (to standard error without --tee)' }),
  timestamps: flag({ group: watching, help: 'begin each piece of it with the time and the direction' }),
  explain: flag({ group: watching, help: 'say at the end which side ended first, how much passed, and why' }),
  json: flag({ group: watching, help: 'what is told is told as JSON lines' }),
} as const;

export type IpcCatOptions = typeof options;

const examples = [
  { command: 'ipc-cat unix:/run/app.sock', does: 'standard input to a socket, what comes back to standard output' },
  {
    command: 'ipc-cat unix-listen:./app.sock exec:cat',
    does: 'serve one connection with a command; its exit code is ours, and 125 when we fail ourselves',
  },
  {
    command: `echo '{"n":1}' | ipc-cat fork:worker.js`,
    does: 'talk to a Node child over its IPC channel, as JSON lines',
  },
  { command: 'ipc-cat --hub unix-listen:./bus.sock', does: 'whoever connects hears everybody' },
  { command: 'tail -f app.log | ipc-cat nats://broker/logs', does: 'the same pipe, across machines' },
  { command: "ipc-cat 'redis://localhost?stream=jobs&group=w' --reply 'sh run.sh'", does: 'a work queue' },
] as const;

export const command: Command = {
  name: 'ipc-cat',
  version,
  summary: 'cat for whatever two processes talk through',
  examples,
  verbs: {
    join: verb({
      summary: 'hand on what comes from one address to another',
      operands: 'ADDRESS [ADDRESS...]',
      fewest: 1,
      most: Number.POSITIVE_INFINITY,
      options,
      completeOperand: { words: schemes.map((scheme) => `${scheme}:`) },
      examples,
      load: async () => (await import('./run.ts')).run as never,
    }),
  },
  defaultVerb: 'join',
  usageCode: 2,
  manual: async () => (await import('./manual.ts')).manual,
};
