import { systemPeer } from '../peers.ts';
import { type Charge, run } from './system.ts';

/** Whether connections stay, or each request has its own. */
export type Kind = 'keep-alive' | 'new connections';

/** What wrk has seen. */
interface Seen {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly answered: number;
  /** Connections that were refused, reset, or silent for 2 s; and answers that were none. */
  readonly failed: number;
}

interface Told {
  readonly requests: number;
  readonly duration: number;
  readonly p99: number;
  readonly failed: number;
}

// Its own words for a reader are rounded: all times are in microseconds here.
const SCRIPT = `function done(summary, latency)
  local e = summary.errors
  print(string.format('@{"requests":%d,"duration":%d,"p99":%d,"failed":%d}',
    summary.requests, summary.duration, latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;

/** Has it work with so many connections for so long, or until told to stop. */
export type Wrk = (
  charge: Charge,
  kind: Kind,
  connections: number,
  seconds: number,
  stop?: AbortSignal,
) => Promise<Seen>;

/** Has wrk work; undefined, and said, without it. */
export const wrk = (): Wrk | undefined => {
  const file = systemPeer('wrk');
  if (!file) console.log('wrk is not there (npm run bench -- peers): without it');
  if (!file) return undefined;
  return async ({ port, site }, kind, connections, seconds, stop) => {
    const script = site.file('told.lua', SCRIPT);
    const options = ['-t', '1', '-c', `${connections}`, '-d', `${seconds}s`, '-s', script];
    const headers = kind === 'keep-alive' ? [] : ['-H', 'Connection: close'];
    const output = await run(site, [file, ...options, ...headers, `http://127.0.0.1:${port}/`], stop);
    const told = JSON.parse(/^@(.*)$/m.exec(output)?.[1] ?? '') as Told;
    const { duration, failed, p99, requests } = told;
    return { perSecond: (requests / duration) * 1e6, p99Ms: p99 / 1000, answered: requests, failed };
  };
};
