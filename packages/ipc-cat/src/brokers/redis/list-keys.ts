/**
 * A list as a queue whose readers may die. What a reader takes is moved, in one step, into a list of its own, and leaves that
 * when it has been handed on. A reader whose connection Redis does not have any more is dead, and what it left is put back.
 */
import { clientNameOf } from './client-name.ts';

/** What a consumer has taken, the latest at the left. */
export const processingKey = (list: string, consumer: string): string => `${list}:processing:${consumer}`;

/** The set of those who may have taken something. */
export const consumersKey = (list: string): string => `${list}:consumers`;

/** The names of all connections, from what CLIENT LIST answers. */
const namesIn = (clients: string): ReadonlySet<string> =>
  new Set([...clients.matchAll(/(?:^|\s)name=(\S*)/g)].map(([, name = '']) => name));

/** Which of the consumers have no connection. */
export const deadAmong = (consumers: readonly string[], clients: string): readonly string[] => {
  const names = namesIn(clients);
  return consumers.filter((consumer) => !names.has(clientNameOf(consumer)));
};
