import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Facts } from './facts.ts';

/** Where to call, and as whom. */
export interface Address {
  readonly port: number;
  readonly word: string;
  readonly name: string;
}

/** What somebody who calls says first. */
export interface Greeting {
  readonly word: string;
  readonly name: string;
  readonly facts: Facts;
}

/**
 * Calls who has started this family: says the facts, says them anew whenever asked to `look`, and hands on any other word. This
 * process ends when the connection does, unless it was told to `leave` before: then it lives for as long as it has a reason.
 */
export const callHome = (address: Address, facts: () => Facts, onWord: (word: string) => void = () => {}): void => {
  const { name, port, word } = address;
  const socket = connect(port, '127.0.0.1');
  const end = (): never => process.exit(0);
  socket.on('error', end).on('close', end);
  const greeting: Greeting = { word, name, facts: facts() };
  socket.write(`${JSON.stringify(greeting)}\n`);
  createInterface({ input: socket }).on('line', (said) => {
    if (said === 'look') socket.write(`${JSON.stringify(facts())}\n`);
    else if (said === 'leave') socket.off('close', end).destroy();
    else onWord(said);
  });
};
