/** Ending a command that waits at Redis: so nothing is handed to us that we no longer want. CLIENT UNBLOCK(7) */
import type { Link } from './link.ts';
import { granted } from './refusal.ts';
import type { Reply, Wire } from './wire.ts';

/** The number of a connection. */
export const idOf = async (wire: Wire, name: string): Promise<Reply | undefined> =>
  granted(name, await wire.ask([['CLIENT', 'ID']]))[0];

/** Has the command of the connection with this number answered as if its time were over. Never rejects. */
export const unblock = async (link: Link, id: Reply | undefined): Promise<void> => {
  if (id !== undefined) await link.last((wire) => wire.ask([['CLIENT', 'UNBLOCK', String(id)]]));
};
