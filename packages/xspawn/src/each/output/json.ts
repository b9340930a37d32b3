/** `--json`: a job as an object on a line of its own. What is not UTF-8 is `{"base64": "…"}`. */
import { StringDecoder } from 'node:string_decoder';
import { type Bytes, textOf } from '../../bytes.ts';
import type { JobCommand, JobEnding, JobResult } from '../job.ts';
import type { Capture } from './capture.ts';
import { inTurn } from './plain.ts';
import type { Printer } from './printer.ts';
import type { Print } from './whole.ts';

const CHUNK = 1 << 18;

const valueFrom = (bytes: Bytes): unknown =>
  textOf(bytes) ?? { base64: Buffer.from(bytes, 'latin1').toString('base64') };

const commandOf = (command: JobCommand): unknown =>
  command.type === 'argv' ? command.argv.map(valueFrom) : valueFrom(command.line);

const endOf = (ending: JobEnding) => ({
  exit: 'exited' in ending ? ending.exited : 'notStarted' in ending ? ending.code : null,
  signal: 'killed' in ending ? ending.killed : null,
  ...('notStarted' in ending && { error: ending.notStarted }),
});

/** All but the output, without the brace that closes it. */
const beginning = ({ job, command, ending, timedOut, tries, startedAt, durationMs }: JobResult): string =>
  JSON.stringify({
    seq: job.number,
    inputs: job.inputs.map(valueFrom),
    command: commandOf(command),
    ...endOf(ending),
    timedOut,
    tries,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(durationMs * 1_000) / 1_000,
  }).slice(0, -1);

/** Writes a capture as a JSON value, piece by piece. */
const pourValue = (capture: Capture, printer: Printer): Promise<void> | undefined => {
  const isText = capture.isText();
  const decoder = new StringDecoder(isText ? 'utf8' : 'base64');
  const say = (text: string): void => printer.write('stdout', Buffer.from(text));
  const pourRest = (): Promise<void> | undefined => {
    while (capture.left() > 0) {
      say(JSON.stringify(decoder.write(capture.take(CHUNK))).slice(1, -1));
      const slow = printer.ready();
      if (slow) return slow.then(pourRest);
    }
    return undefined;
  };
  say(isText ? '"' : '{"base64":"');
  return inTurn([pourRest, () => say(`${decoder.end()}${isText ? '"' : '"}'}`) as undefined]);
};

export const printJson: Print = ({ result, stdout, stderr }, printer) => {
  const say = (text: string) => (): undefined => printer.write('stdout', Buffer.from(text)) as undefined;
  return inTurn([
    say(`${beginning(result)},"stdout":`),
    () => pourValue(stdout, printer),
    say(',"stderr":'),
    () => pourValue(stderr, printer),
    say('}\n'),
  ]);
};
