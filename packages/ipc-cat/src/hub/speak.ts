import type { Reader } from '../endpoint.ts';
import type { Exchange } from './broadcast.ts';
import { type Member, noteTrouble } from './member.ts';
import type { Said } from './source.ts';

/** Hands all that a member says to the others. Never rejects; what went wrong is in its balance. */
export const speak = async (member: Member, source: Reader<Said>, exchange: Exchange): Promise<void> => {
  const { balance, hearer } = member;
  try {
    for (let said = await source.read(); said; said = await source.read()) {
      balance.saidBytes += said.piece.bytes.length;
      const held = exchange.publish(said.piece, hearer);
      if (held) await held;
      if (said.receipts === undefined) continue;
      await exchange.settled();
      await Promise.all(said.receipts.map((receipt) => receipt.accept()));
    }
  } catch (error) {
    noteTrouble(balance, error);
  }
};
