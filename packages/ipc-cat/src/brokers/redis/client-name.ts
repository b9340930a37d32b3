import { hostname } from 'node:os';

/** Who reads, when the address does not say: nobody else at this moment, and the same again in a container that is started anew. */
export const defaultConsumer = (): string => `${hostname()}-${process.pid}`;

const PREFIX = 'ipc-cat:';

/** How a connection is called in CLIENT LIST: by it others see that its consumer lives. A name has no spaces there. */
export const clientNameOf = (consumer: string): string =>
  `${PREFIX}${consumer.replace(/[^\x21-\x7e]/g, encodeURIComponent)}`;
