/** Commands that are sent together, and go on where they were when the connection breaks in between. */
import type { Link } from './link.ts';
import { granted } from './refusal.ts';
import { type Command, type Reply, WireLost } from './wire.ts';

/**
 * Sends commands whose answers were lost once more on the next connection, and tells how many: those may have been done
 * twice. The replies of all; a Failure when one of them is refused.
 */
export const askSurely = async (
  link: Link,
  name: string,
  commands: readonly Command[],
  onAgain: (count: number) => void,
): Promise<readonly Reply[]> => {
  const replies: Reply[] = [];
  let isAgain = false;
  await link.use(async (wire) => {
    const rest = commands.slice(replies.length);
    if (rest.length === 0) return;
    if (isAgain) onAgain(rest.length);
    isAgain = true;
    try {
      replies.push(...granted(name, await wire.ask(rest)));
    } catch (error) {
      if (error instanceof WireLost) replies.push(...granted(name, error.answered));
      throw error;
    }
  });
  return replies;
};
