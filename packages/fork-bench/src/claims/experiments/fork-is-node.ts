import { residentBytes } from '@proctools/core';
import { type Facts, setGlobal } from '../child/facts.ts';
import { asNumber, type Claim, type Judgement, shown } from '../claim.ts';
import { digits } from '../figure.ts';
import { messageOf } from '../messages.ts';

export interface Forked {
  readonly execPath: string;
  /** What the parent knows of both: started with `fork(file)`, and with `spawn(node, [file])` and a channel. */
  readonly forked: Facts;
  readonly spawned: Facts;
  /** Memory that the parent has filled before, and that the forked child has altogether, in MB; 0: not told. */
  readonly ballastMb: number;
  readonly childMb: number;
}

export const judgeForked = ({ ballastMb, childMb, execPath, forked, spawned }: Forked): Judgement => {
  const isSame = forked.execPath === execPath && forked.argv.join('\0') === spawned.argv.join('\0');
  const haveChannel = forked.hasChannel && spawned.hasChannel;
  const isCopied = forked.inherited !== null || childMb >= ballastMb;
  return {
    verdict: shown(isSame && haveChannel && !isCopied),
    figure: [
      isSame ? 'both ran the same Node with the same arguments' : 'they ran different things',
      haveChannel ? 'both had a channel' : 'one had no channel',
      `of ${ballastMb} MB in the parent the child, ${digits(childMb)} MB as a whole, had ${isCopied ? 'a copy' : 'nothing'}`,
    ].join('; '),
    values: { isSame: asNumber(isSame), haveChannel: asNumber(haveChannel), ballastMb, childMb },
  };
};

const BALLAST_MB = 192;
const MB = 1_048_576;

export const forkIsNode: Claim = {
  id: 'fork-is-node',
  text: 'fork(file) is spawn(node, [file]) with a channel, and copies nothing of the memory of its parent',
  source: '001, 002, 004',
  check: async (stage) => {
    const ballast = Buffer.alloc(BALLAST_MB * MB, 'x');
    setGlobal('set by the parent');
    try {
      const forked = stage.fork('tell', {});
      const facts = await messageOf<Facts>(forked);
      const childMb = residentBytes(facts.pid) / MB;
      const spawned = stage.spawn(process.execPath, stage.operands('tell', {}), {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const others = await messageOf<Facts>(spawned);
      const { execPath } = process;
      return judgeForked({ execPath, forked: facts, spawned: others, ballastMb: ballast.length / MB, childMb });
    } finally {
      setGlobal(undefined);
    }
  },
};
