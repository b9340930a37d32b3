import { TLS_KEYS } from './parsing.ts';

/** The keys in the query of a WebSocket's URL that are ours. */
export const WEB_SOCKET_KEYS: readonly string[] = ['protocol', 'binary', ...TLS_KEYS];
