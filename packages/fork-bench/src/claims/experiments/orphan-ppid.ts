import { sayAdopter } from '../adoption.ts';
import { type Claim, type Judgement, notOnWindows, shown } from '../claim.ts';
import { endOf, failureOf } from '../messages.ts';

export interface Orphan {
  readonly parent: number;
  /** Its parent, once the first one has ended; undefined: it has ended, too. */
  readonly adopter: number | undefined;
  /** In words. */
  readonly name: string;
}

export const judgeOrphan = ({ adopter, name, parent }: Orphan): Judgement => ({
  verdict: shown(adopter !== undefined && adopter !== parent),
  figure:
    adopter === undefined
      ? 'it ended with its parent'
      : `its parent ${adopter === parent ? 'is still the same' : `was another process before, and is ${name} now`}`,
  values: { adopter: adopter ?? 0 },
});

export const orphanPpid: Claim = {
  id: 'orphan-ppid',
  text: "an orphan's parent becomes init, or another process that takes orphans in",
  source: '002, 003',
  obstacle: notOnWindows,
  check: async (stage) => {
    const line = await stage.line();
    const child = { home: line.addressFor('orphan'), isDetached: false };
    const operands = stage.operands('parent', { children: [child], leaving: 'exits' });
    const parent = stage.spawn(process.execPath, operands, { stdio: 'ignore' });
    const orphan = await Promise.race([line.caller('orphan'), failureOf(parent)]);
    await endOf(parent);
    const facts = await orphan.look();
    return judgeOrphan({ parent: parent.pid ?? 0, adopter: facts?.ppid, name: facts ? sayAdopter(facts.ppid) : '' });
  },
};
