import type { Facts } from '../child/facts.ts';
import { asNumber, type Claim, type Judgement, shown } from '../claim.ts';
import { messageOf } from '../messages.ts';

export interface WorkingDirectories {
  readonly parent: string;
  readonly given: string;
  /** What a child has that was given none, and one that was given one. */
  readonly inherited: string;
  readonly chosen: string;
}

export const judgeDirectories = ({ chosen, given, inherited, parent }: WorkingDirectories): Judgement => {
  const [isInherited, isChosen] = [inherited === parent, chosen === given];
  return {
    verdict: shown(isInherited && isChosen),
    figure: [
      `without cwd a child was where its parent ${isInherited ? 'was' : 'was not'}`,
      `with cwd ${isChosen ? 'where it was told' : 'elsewhere'}`,
    ].join('; '),
    values: { isInherited: asNumber(isInherited), isChosen: asNumber(isChosen) },
  };
};

export const cwdInherited: Claim = {
  id: 'cwd-inherited',
  text: 'a child inherits the working directory, unless it is given one',
  source: '002',
  check: async (stage) => {
    const { cwd: inherited } = await messageOf<Facts>(stage.fork('tell', {}));
    const { cwd: chosen } = await messageOf<Facts>(stage.fork('tell', {}, { cwd: stage.folder }));
    return judgeDirectories({ parent: process.cwd(), given: stage.folder, inherited, chosen });
  },
};
