/** What Redis refuses, in a sentence. */
import { ExitCode, Failure } from '@proctools/core';
import { ErrorReply } from '@redis/client/dist/lib/errors.js';
import type { Reply } from './wire.ts';

interface Saying {
  readonly says: string;
  readonly hint?: string;
}

const WHOSE = 'give it in the address, redis://USER:PASSWORD@HOST, or as REDIS_USER and REDIS_PASSWORD';

/** By the first word of the error, which is Redis's code for it. */
const SAYINGS: Readonly<Record<string, Saying>> = {
  NOAUTH: { says: 'a password is needed', hint: WHOSE },
  WRONGPASS: { says: 'the password was refused', hint: WHOSE },
  NOPERM: { says: 'this user may not do that', hint: 'see ACL GETUSER' },
  LOADING: { says: 'Redis still loads its data', hint: '--reconnect waits for it' },
  WRONGTYPE: { says: 'the key holds something of another type', hint: 'look with redis-cli TYPE' },
  READONLY: { says: 'this is a replica, which can only be read', hint: 'give the address of its master' },
  NOGROUP: { says: 'the stream or its consumer group was removed' },
  MISCONF: { says: 'Redis takes no writes, as it cannot save them to its disk' },
  OOM: { says: 'Redis has no memory left, and takes no writes' },
  MOVED: { says: 'this is a Redis Cluster, and the key belongs to another node', hint: 'clusters are not spoken to' },
  NOREPLICAS: { says: 'Redis takes no writes without its replicas' },
};

const sayingOf = (message: string): Saying => {
  const known = SAYINGS[/^[A-Z]+/.exec(message)?.[0] ?? ''];
  if (known) return known;
  if (/max number of clients/.test(message)) return { says: 'it has as many clients as it takes' };
  if (/without any password configured/.test(message)) return { says: 'it takes no password', hint: WHOSE };
  if (/unknown command/i.test(message)) return { says: 'it is too old', hint: 'Redis 6.2 or newer is needed' };
  if (/DB index/.test(message)) return { says: 'there is no database with this number' };
  return { says: message.replace(/^ERR /, '') };
};

export const isErrorReply = (reply: unknown): reply is ErrorReply => reply instanceof ErrorReply;

/** Redis starts, or has no room just now: it may be tried again. */
export const isPassingRefusal = (reply: unknown): boolean =>
  isErrorReply(reply) && /^(?:LOADING|MASTERDOWN|BUSY |ERR max number of clients)/.test(reply.message);

/** As a Failure; the cause keeps Redis's own words. */
export const refusal = (name: string, cause: ErrorReply): Failure => {
  const { hint, says } = sayingOf(cause.message);
  return new Failure(ExitCode.failed, `${name}: ${says}`, { hint, cause });
};

/** The replies, when none of them is an error; else throws the first as a Failure. */
export const granted = (name: string, replies: readonly Reply[]): readonly Reply[] => {
  const refused = replies.find(isErrorReply);
  if (refused) throw refusal(name, refused);
  return replies;
};
