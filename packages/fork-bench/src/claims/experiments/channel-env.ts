import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Facts } from '../child/facts.ts';
import { asNumber, type Claim, type Judgement, notOnWindows, shown } from '../claim.ts';
import { messageOf } from '../messages.ts';
import type { Stage } from '../stage.ts';

const NAME = 'NODE_CHANNEL_FD';

export interface Channel {
  /** The variable as env(1) shows it, which was started with a channel; undefined: it was not there. */
  readonly toAnyProgram: string | undefined;
  /** The variable in the environment that a forked Node was started with, and what that descriptor is; undefined where the system does not tell. */
  readonly toNode: { readonly descriptor: string; readonly is: string } | undefined;
  /** The variable as JavaScript sees it there. */
  readonly inScript: string | null;
}

export const judgeChannel = ({ inScript, toAnyProgram, toNode }: Channel): Judgement => {
  const isHandedOn = toAnyProgram !== undefined && (toNode === undefined || toNode.is.startsWith('socket:'));
  return {
    verdict: shown(isHandedOn),
    figure: [
      toAnyProgram === undefined ? `env was started without ${NAME}` : `env was started with ${NAME}=${toAnyProgram}`,
      ...(toNode ? [`of a forked Node descriptor ${toNode.descriptor} is a ${toNode.is.split(':')[0]}`] : []),
      inScript === null ? 'its process.env has the variable no more' : 'its process.env has it, too',
    ].join('; '),
    values: { isHandedOn: asNumber(isHandedOn), isInScript: asNumber(inScript !== null) },
  };
};

const valueIn = (environment: string, separator: string): string | undefined =>
  environment
    .split(separator)
    .find((line) => line.startsWith(`${NAME}=`))
    ?.slice(NAME.length + 1);

const shownByEnv = async (stage: Stage): Promise<string | undefined> => {
  const child = stage.spawn('env', [], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  let text = '';
  (child.stdout as Readable).setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await once(child, 'close');
  return valueIn(text, '\n');
};

/** As the system shows it: what a process was started with stays there. proc_pid_environ(5) */
const shownBySystem = (pid: number): Channel['toNode'] => {
  try {
    const descriptor = valueIn(readFileSync(`/proc/${pid}/environ`, 'utf8'), '\0') ?? '';
    return { descriptor, is: readlinkSync(`/proc/${pid}/fd/${descriptor}`) };
  } catch {
    return undefined;
  }
};

export const channelEnv: Claim = {
  id: 'channel-env',
  text: `a child learns by ${NAME} in its environment which descriptor the channel is`,
  source: '002, 003',
  obstacle: notOnWindows,
  check: async (stage) => {
    const toAnyProgram = await shownByEnv(stage);
    const { channelVariable, pid } = await messageOf<Facts>(stage.fork('tell', {}));
    return judgeChannel({ toAnyProgram, toNode: shownBySystem(pid), inScript: channelVariable });
  },
};
