/**
 * What a supervisor does for the logs of its daemon. There are three ways for what the command writes:
 *
 * - into the log itself, and nothing is to be done;
 * - the same, and when the log has grown its head is moved to an archive (in-place.ts), where the file system lets us;
 * - into a FIFO, and a logger takes it from there to the log. Supervisor and command hold the FIFO open as well, so that it neither
 *   ends nor breaks when the logger is killed, and the next one reads on.
 */
import { closeSync, constants, fchownSync, openSync, statSync } from 'node:fs';
import { makeFifo, type Owner } from '@proctools/core';
import { canCollapse } from '../logs/collapse.ts';
import { type InPlace, recover } from '../logs/in-place.ts';
import { distinctLogs, type Log, logsAt, type Stream } from '../logs/log.ts';
import type { Logging, Settings } from '../settings.ts';
import { type LogFiles, logPaths, openLogFiles } from '../start/log-files.ts';
import { rightsFor } from '../start/owner.ts';
import { fileOf, type Store } from '../store/home.ts';
import { note } from '../store/journal.ts';
import type { DaemonRecord } from '../store/record.ts';
import { LoggerLink } from './logger-link.ts';
import { Mover } from './mover.ts';

type Way = 'direct' | 'in-place' | 'pipe';

/** A log, and what is done for it. */
interface Target {
  readonly stream: Stream;
  readonly log: Log;
  readonly isOwn: boolean;
  readonly way: Way;
}

const FIFOS: Readonly<Record<Stream, string>> = { stdout: 'out.fifo', stderr: 'err.fifo' };

/** Whether it is a file, or is going to be made as one. */
const isRegular = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;

export class LogKeeper {
  readonly #store: Store;
  readonly #name: string;
  readonly #settings: Settings;
  readonly #logging: Logging;
  #targets: readonly Target[] | undefined;
  #link: LoggerLink | undefined;
  readonly #movers: Mover[] = [];

  constructor(store: Store, name: string, settings: Settings, logging: Logging) {
    this.#store = store;
    this.#name = name;
    this.#settings = settings;
    this.#logging = logging;
  }

  /** Opens what the command is to write to; the lock of the name must be held. The first time it begins to look after the logs. */
  async open(owner: Owner | undefined): Promise<LogFiles> {
    const paths = logPaths(this.#store, this.#name, this.#settings);
    const targets = this.#targets ?? (await this.#begin(paths, undefined, owner));
    const files = openLogFiles(this.#store, this.#name, this.#settings, owner);
    this.#watch();
    const way = (log: Log | null): Target | undefined =>
      targets.find((target) => target.way === 'pipe' && target.log.file === log?.file);
    const instead = (direct: number, log: Log | null): number => {
      const target = way(log);
      if (!target) return direct;
      closeSync(direct);
      return this.#openFifo(target.stream, owner);
    };
    const [stdout, stderr] = [instead(files.stdout, files.logs.stdout), instead(files.stderr, files.logs.stderr)];
    const piped = (['stdout', 'stderr'] as const).filter((stream) => way(files.logs[stream]));
    const close = (): void => {
      closeSync(stdout);
      closeSync(stderr);
    };
    return { ...files, stdout, stderr, piped, ...this.#arrival(), close };
  }

  /** Goes on where another supervisor was killed; the command writes to what that has opened. */
  async adopt({ logs, piped = [] }: DaemonRecord, owner: Owner | undefined): Promise<Pick<LogFiles, 'arrived'>> {
    await this.#begin(logs, piped, owner);
    this.#watch();
    return this.#arrival();
  }

  /** The files may have been given other names. */
  reopen(): void {
    this.#link?.reopen();
  }

  /** Resolves when the archives are as they should be; nobody writes any more. */
  async finish(): Promise<void> {
    for (const mover of this.#movers) await mover.finish();
  }

  #arrival(): Pick<LogFiles, 'arrived'> {
    if (!this.#link && this.#movers.length === 0) return {};
    return {
      arrived: async () => {
        await this.#link?.flush();
        for (const mover of this.#movers) await mover.look();
      },
    };
  }

  async #begin(
    paths: DaemonRecord['logs'],
    piped: readonly Stream[] | undefined,
    owner: Owner | undefined,
  ): Promise<readonly Target[]> {
    const logs = logsAt(this.#store, this.#name, this.#settings, paths);
    const targets: Target[] = [];
    for (const [stream, log] of distinctLogs(logs)) targets.push(await this.#target(stream, log, piped, owner));
    this.#targets = targets;
    for (const target of targets) if (target.way === 'in-place') await this.#prepareToMove(target, owner);
    this.#startLogger(
      targets.filter(({ way }) => way === 'pipe'),
      owner,
    );
    return targets;
  }

  async #target(
    stream: Stream,
    log: Log,
    piped: readonly Stream[] | undefined,
    owner: Owner | undefined,
  ): Promise<Target> {
    const isOwn = this.#settings[stream] === null;
    const rights = rightsFor(isOwn ? undefined : owner);
    const mayPipe = piped?.includes(stream) ?? rights(() => isRegular(log.file));
    const mustPipe = piped?.includes(stream) ?? (this.#logging.time || this.#logging.pipe);
    if (mayPipe && mustPipe) return { stream, log, isOwn, way: 'pipe' };
    if (!this.#logging.rotation || !rights(() => isRegular(log.file))) return { stream, log, isOwn, way: 'direct' };
    if (await canCollapse(log.file, rights)) return { stream, log, isOwn, way: 'in-place' };
    return { stream, log, isOwn, way: mayPipe ? 'pipe' : 'direct' };
  }

  /** For reading, too, so that neither opening nor writing waits for the logger. Its owner may open it again as /dev/stdout. */
  #openFifo(stream: Stream, owner: Owner | undefined): number {
    const descriptor = openSync(this.#fifo(stream), constants.O_RDWR | constants.O_NOFOLLOW);
    if (owner) fchownSync(descriptor, owner.uid, owner.gid);
    return descriptor;
  }

  #fifo(stream: Stream): string {
    return fileOf(this.#store, this.#name, FIFOS[stream]);
  }

  #startLogger(targets: readonly Target[], owner: Owner | undefined): void {
    if (targets.length === 0) return;
    for (const { stream } of targets) {
      makeFifo(this.#fifo(stream));
      this.#openFifo(stream, undefined); // stays open as long as we are there
    }
    const channels = targets.map(({ isOwn, log: { file, ledger }, stream }) => ({
      ...{ stream, fifo: this.#fifo(stream), file, isOwn, ledger },
    }));
    const { rotation, time } = this.#logging;
    const order = { home: this.#store.home, name: this.#name, channels, rotation, time, owner };
    this.#link = new LoggerLink(order, (reason) => this.#note({ type: 'logger-ended', reason }));
  }

  async #prepareToMove({ isOwn, log, stream }: Target, owner: Owner | undefined): Promise<void> {
    const { rotation } = this.#logging;
    if (!rotation || log.ledger === null) return;
    const rights = rightsFor(isOwn ? undefined : owner);
    const place: InPlace = { file: log.file, ledger: log.ledger, keep: rotation.keep, rights };
    await recover(place);
    const mover = new Mover(place, rotation, (bytes) => this.#note({ type: 'rotated', stream, bytes }));
    this.#movers.push(mover);
  }

  /** Only now the files are there. */
  #watch(): void {
    for (const mover of this.#movers) mover.watch();
  }

  #note(happening: Parameters<typeof note>[2]): void {
    note(this.#store, this.#name, happening);
  }
}
