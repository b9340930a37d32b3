// Children that say of themselves what they are, and children that start others and leave them.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { type Address, callHome } from './call.ts';
import { factsAboutMe } from './facts.ts';

const STDOUT = 1;

export interface Teller {
  /** Without one it tells its parent by the channel; where there is none, standard output. */
  readonly home?: Address;
  /** These signals do nothing to it. */
  readonly deafTo?: readonly NodeJS.Signals[];
}

const ignore = (signals: readonly NodeJS.Signals[] = []): void => {
  for (const signal of signals) process.on(signal, () => {});
};

/** `write TEXT` has it write that to standard output, and end. */
const obey = (said: string): void => {
  const [verb, ...words] = said.split(' ');
  if (verb !== 'write') return;
  writeSync(STDOUT, words.join(' '));
  process.exit(0);
};

export const tell = ({ deafTo, home }: Teller): void => {
  ignore(deafTo);
  if (home) callHome(home, factsAboutMe, obey);
  else if (process.send) process.on('message', () => process.send?.(factsAboutMe())).send?.(factsAboutMe());
  else writeSync(STDOUT, JSON.stringify(factsAboutMe()));
};

export interface Parent extends Teller {
  readonly children: readonly (Teller & { readonly home: Address; readonly isDetached: boolean })[];
  /** It ends by itself once nothing keeps it, ends at once, or stays. */
  readonly leaving: 'ends' | 'exits' | 'stays';
  /** Its children have its standard output, and nothing else of it. */
  readonly sharesOutput?: boolean;
}

/** Starts children that tell, each by a line of its own, and has no channel to them. */
export const parent = ({ children, deafTo, home, sharesOutput, leaving }: Parent): void => {
  ignore(deafTo);
  const ended: Record<string, string> = {};
  if (home) callHome(home, () => factsAboutMe({ ...ended }));
  for (const { isDetached, ...teller } of children) {
    const child = spawn(process.execPath, [__filename, 'tell', JSON.stringify(teller)], {
      detached: isDetached,
      stdio: ['ignore', sharesOutput ? 'inherit' : 'ignore', 'ignore'],
    });
    child.on('exit', (code, signal) => {
      ended[teller.home.name] = signal ?? String(code);
    });
    if (leaving === 'ends') child.unref();
  }
  if (leaving === 'exits') process.exit(0);
};
