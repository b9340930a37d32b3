import { ExitCode, Failure, formatSize } from '@proctools/core';

/** A server ends the connection of whoever sends more than its max_payload; so that is never sent. */
export const tooLarge = (bytes: number, mostBytes: number): Failure =>
  new Failure(
    ExitCode.failed,
    `a message of ${formatSize(bytes)} (${bytes} bytes) is more than the server takes, which is ${formatSize(mostBytes)}:` +
      ' raise its max_payload, or leave such messages out with --max-frame',
  );

/** The messages before the first that is too large, and its size. */
export const sendable = (
  payloads: readonly Buffer[],
  mostBytes: number,
): { readonly payloads: readonly Buffer[]; readonly tooLargeBytes: number | undefined } => {
  const at = payloads.findIndex(({ length }) => length > mostBytes);
  if (at < 0) return { payloads, tooLargeBytes: undefined };
  return { payloads: payloads.slice(0, at), tooLargeBytes: payloads[at]?.length };
};
