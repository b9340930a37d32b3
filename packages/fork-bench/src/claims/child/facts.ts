import { hasControllingTerminal } from '@proctools/core';

/** What a child says of itself. */
export interface Facts {
  readonly pid: number;
  readonly ppid: number;
  readonly cwd: string;
  readonly execPath: string;
  readonly argv: readonly string[];
  readonly hasTerminal: boolean;
  readonly hasChannel: boolean;
  /** As its own environment shows it: Node has taken it away by then. */
  readonly channelVariable: string | null;
  /** The global variable that its parent has set, as the child sees it. */
  readonly inherited: string | null;
  /** How its own children ended, by their names: `SIGHUP`, `0`. */
  readonly ended: Readonly<Record<string, string>>;
}

/** Of our parent the name is the same, and the value is its own. */
const globals = globalThis as { claimsState?: string };

/** What `inherited` is of whoever is asked. */
export const setGlobal = (value: string | undefined): void => {
  if (value === undefined) delete globals.claimsState;
  else globals.claimsState = value;
};

export const globalState = (): string | undefined => globals.claimsState;

export const factsAboutMe = (ended: Readonly<Record<string, string>> = {}): Facts => ({
  pid: process.pid,
  ppid: process.ppid,
  cwd: process.cwd(),
  execPath: process.execPath,
  argv: process.argv,
  hasTerminal: hasControllingTerminal(),
  hasChannel: process.channel !== undefined && process.channel !== null,
  channelVariable: process.env.NODE_CHANNEL_FD ?? null,
  inherited: globalState() ?? null,
  ended,
});
