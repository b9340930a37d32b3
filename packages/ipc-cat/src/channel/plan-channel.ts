/** What the options about channels ask for. Touches nothing. */
import { usageFailure } from '@proctools/core';
import type { Named } from '../address/address.ts';
import { isAddress, parseAddress } from '../address/parse-address.ts';
import type { Options } from '../plan.ts';

type CommandLine = readonly [string, ...string[]];

export type ChannelPlan =
  /** A command that has our channel as lines of JSON on its standard streams. */
  | { readonly type: 'script'; readonly command: CommandLine }
  /** Node, with us in the middle of its channel. */
  | { readonly type: 'tap'; readonly operands: CommandLine; readonly log: string }
  /** Children that a listening socket is handed to. */
  | { readonly type: 'pass'; readonly listen: Named; readonly name: string; readonly command: CommandLine };

const LISTENING = ['tcp-listen', 'unix-listen'];

const planPass = (pass: string, operands: readonly string[]): ChannelPlan => {
  const [listen, workers] = [parseAddress(pass), ...operands.map(parseAddress)];
  if (!listen || !LISTENING.includes(listen.address.type))
    throw usageFailure(`--pass ${pass}: only a listening socket can be handed over`, 'for example tcp-listen:3000');
  if (operands.length !== 1 || workers?.address.type !== 'fork')
    throw usageFailure('--pass wants one address of a Node child', 'for example --pass tcp-listen:3000 fork:worker.js');
  return { type: 'pass', listen, name: workers.name, command: workers.address.command };
};

const commandOf = ([first, ...rest]: readonly string[], option: string): CommandLine => {
  if (first === undefined) throw usageFailure(`${option}: the command is missing`);
  return [first, ...rest];
};

/** Undefined when addresses are to be joined. */
export const planChannel = (options: Options, operands: readonly string[]): ChannelPlan | undefined => {
  const { pass, script, tap } = options;
  if (pass !== undefined) return planPass(pass, operands);
  if (script) return { type: 'script', command: commandOf(operands, '--script') };
  if (tap === undefined || isAddress(operands[0] ?? '-')) return undefined;
  return { type: 'tap', operands: commandOf(operands, '--tap'), log: tap };
};

const isOf = ({ address }: Named, ...types: readonly string[]): boolean => types.includes(address.type);

/** Which ways are gone when that follows from the channel; undefined when it does not. A usage Failure for what is amiss. */
export const channelDirections = (
  first: Named,
  second: Named,
  { count, send, tap }: Options,
): { readonly there: boolean; readonly back: boolean } | undefined => {
  const parents = [first, second].map((one) => isOf(one, 'parent'));
  if (parents[0] && parents[1])
    throw usageFailure('parent: has one end here', 'join it with another address, or with -');
  if (tap !== undefined && ![first, second].some((one) => isOf(one, 'fork', 'parent')))
    throw usageFailure('--tap goes with fork: and parent:', 'for other addresses there is --tee');
  if (send && !parents.includes(true))
    throw usageFailure('--send goes with parent:', 'for example ipc-cat parent: --send');
  if (!parents.includes(true)) return undefined;
  if (send) return { there: !parents[0], back: !parents[1] };
  return count === undefined ? undefined : { there: parents[0] === true, back: parents[1] === true };
};
