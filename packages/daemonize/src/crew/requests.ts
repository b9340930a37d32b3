/** What the workers' supervisor is asked over its socket. */
import { send, signalValue } from '@proctools/core';
import { observe } from '../observe.ts';
import { addressed, type DaemonRecord } from '../store/record.ts';
import { ownRecord, tell } from '../supervisor/charge.ts';
import type { Answer, Fulfil, Request } from '../supervisor/control.ts';
import type { Crew } from './crew.ts';
import { reloadCrew } from './reload.ts';
import { scaleCrew } from './scale.ts';

const REQUESTS = 'status, reload, scale, restart, stop, signal, reopen';

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1_000;

const signalWorkers = (crew: Crew, record: DaemonRecord, { signal: name, worker: id }: Request): Answer => {
  const signal = typeof name === 'string' ? signalValue.read(name) : undefined;
  if (signal === undefined) return { ok: false, error: `signal: expected ${signalValue.expected}` };
  if (id !== undefined && !isCount(id)) return { ok: false, error: 'worker: expected a number' };
  const told = addressed(record, id).filter(({ main }) => send(main, signal));
  if (told.length === 0) return { ok: false, error: id === undefined ? 'it is not running' : `no worker ${id} runs` };
  for (const { id: worker, main } of told) tell(crew.charge, { type: 'signalled', pid: main.pid, signal, worker });
  return { ok: true, pids: told.map(({ main }) => main.pid) };
};

/** Answers requests; of those that change who works, one at a time. */
export const requestsTo = (crew: Crew): { readonly fulfil: Fulfil; readonly reload: () => Promise<Answer> } => {
  let busy: string | undefined;
  const alone = async (what: string, work: () => Promise<Answer>): Promise<Answer> => {
    if (busy !== undefined) return { ok: false, error: `it is being ${busy} at this moment` };
    busy = what;
    try {
      return await work();
    } finally {
      busy = undefined;
    }
  };
  const reload = (): Promise<Answer> => alone('reloaded', () => reloadCrew(crew));
  const scale = ({ workers }: Request): Promise<Answer> | Answer => {
    if (!isCount(workers)) return { ok: false, error: 'workers: expected a whole number from 1 to 1000' };
    return alone('scaled', async () => {
      const answer = await scaleCrew(crew, workers);
      if (answer.ok) await crew.resize(workers);
      return answer;
    });
  };
  const fulfil: Fulfil = (request) => {
    const record = ownRecord(crew.charge);
    if (!record || crew.isOver) return { ok: false, error: 'somebody else has taken it over' };
    switch (request.request) {
      case 'status':
        return { ok: true, status: observe(record) };
      case 'reload':
      case 'restart':
        return reload();
      case 'scale':
        return scale(request);
      case 'stop':
        void crew.end();
        return { ok: true };
      case 'signal':
        return signalWorkers(crew, record, request);
      case 'reopen':
        crew.charge.keeper?.reopen();
        return { ok: true };
      default:
        return { ok: false, error: `unknown request ${JSON.stringify(request.request)}: ${REQUESTS}` };
    }
  };
  return { fulfil, reload };
};
