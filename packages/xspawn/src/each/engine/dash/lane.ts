/**
 * One slot: its two pipes, and the helper that does its tries one after the other. Helpers come and go, the pipes
 * stay. A helper
 *
 *     rises      it has been started, and has not yet said that it is there: nothing has begun
 *     runs       the first of its tries; the others wait behind it, in what it reads
 *     lingers    the try has ended that we were to end, but others of its session have not
 *     falls      it has been recalled: it ends when it has done what it has begun, at most two tries
 *
 * and, when it has gone, what it has not begun is given back.
 */
import { closeSync } from 'node:fs';
import { monotonicMs } from '@proctools/core';
import type { Bytes } from '../../../bytes.ts';
import type { JobEnding } from '../../job.ts';
import type { EngineListener, JobSettings, Try } from '../engine.ts';
import { cannotBeExecuted } from '../look-up.ts';
import { attentionFor } from './attention.ts';
import { createEnder, type Ender, type Why } from './ender.ts';
import { decode, type JobReport, ODD_STATUS, refusalFrom } from './ending.ts';
import type { Gone, Helper } from './helper.ts';
import { createPace, noneAhead, type Pace } from './pace.ts';
import type { Pipe } from './pipes.ts';
import { type Reading, readPipes } from './reading.ts';
import type { Task } from './script.ts';
import type { Ticker } from './ticker.ts';
import { createTranscript, type Transcript, type TranscriptSettings } from './transcript.ts';
import { createTurns, type Turns } from './turns.ts';

/** A helper that has been started for a first try, and how one speaks with it. */
export interface Hired {
  readonly helper: Helper;
  readonly settings: TranscriptSettings;
  readonly setUp: Bytes;
  readonly write: (task: Task) => Bytes;
}

export interface LaneParts<Given extends Try> {
  readonly slot: number;
  readonly stdout: Pipe;
  readonly stderr: Pipe;
  readonly ticker: Ticker;
  readonly limits: Pick<JobSettings, 'timeoutMs' | 'signal' | 'killAfterMs'>;
  /** Whether tries may be given before the one before them has ended. */
  readonly isAheadWise: boolean;
  readonly recallSignal: NodeJS.Signals;
  readonly hire: (first: Given) => Hired;
  /** What a try executes, for people. */
  readonly fileOf: (given: Given) => string;
  readonly listener: EngineListener<Given>;
}

/** A try that takes longer keeps nobody waiting behind it: another helper costs about 3 ms. */
const RECALL_AFTER_MS = 100;

export class Lane<Given extends Try> {
  readonly #parts: LaneParts<Given>;
  readonly #pace: Pace;
  readonly #turns: Turns<Given>;
  readonly #ender: Ender;
  readonly #reading: Reading;
  #hired: Hired | undefined;
  #transcript: Transcript | undefined;
  #gone: Promise<void> = Promise.resolve();
  /** What is to be written, once all has been said that is said now. */
  #script: Bytes = '';
  #isUp = false;
  #isFalling = false;
  #isLingering = false;
  #isQuiet = false;
  #recallTimer: NodeJS.Timeout | undefined;
  /** So many tries have ended. */
  #ended = 0;
  /** So many of these since then, one after the other. */
  #count = 0;
  #since = 0;

  constructor(parts: LaneParts<Given>) {
    this.#parts = parts;
    this.#pace = parts.isAheadWise ? createPace() : noneAhead;
    this.#ender = createEnder({
      limits: parts.limits,
      helper: () => this.#hired?.helper,
      isolate: () => this.#isolate(),
    });
    this.#turns = createTurns(parts.listener, () => this.#ender.began());
    this.#reading = readPipes(parts.stdout, parts.stderr, parts.ticker, {
      bytes: (stream, bytes) => this.#transcript?.push(stream, bytes),
      after: () => this.#hear(),
      nothing: () => this.#hearNothing(),
    });
  }

  /** How many more tries it takes now. */
  room(): number {
    return this.#isFalling || this.#isLingering ? 0 : 1 + this.#pace.ahead() - this.#turns.length();
  }

  give(given: Given, task: Task): void {
    const { write } = this.#hired ?? this.#hire(given);
    if (this.#script === '') queueMicrotask(() => this.#flush());
    this.#script += write(task);
    this.#turns.add(given);
    if (this.#isUp && this.#turns.length() === 1) this.#start();
  }

  /**
   * Has what has not begun given back, now or when the helper has gone. It ends behind the try in which the signal finds it.
   * That is the first one still, if nothing has been written about its end by now; else it may be the one behind.
   */
  recall(): void {
    if (!this.#isUp || this.#isFalling || this.#turns.length() < 2) return;
    this.#flush();
    this.#isFalling = true;
    this.#hired?.helper.signal(this.#parts.recallSignal);
    this.#hired?.helper.letGo(); // it may have done all by now, and wait for more
    this.#turns.giveBack(this.#isStillTheSame() ? 1 : 2);
  }

  /** Ends what runs. */
  stop(signal: NodeJS.Signals): void {
    if (this.#hired && !this.#isUp) {
      this.#isFalling = true;
      this.#hired.helper.signalGroup('SIGKILL');
    } else if (this.#turns.length() > 0 || this.#isLingering) {
      this.recall();
      this.#ender.stop(signal);
    }
  }

  /** Lets the helper go. Resolves when it has gone. */
  async close(): Promise<void> {
    this.#hired?.helper.letGo();
    await this.#gone;
    this.#reading.close();
    for (const { write } of [this.#parts.stdout, this.#parts.stderr]) closeSync(write);
  }

  /** Whether the first of the tries, by all that has been written until now, has not ended. */
  #isStillTheSame(): boolean {
    const before = this.#ended;
    const isAllRead = this.#reading.drain() !== 'endless';
    this.#hear();
    return isAllRead && this.#ended === before;
  }

  /** Takes away what waits behind the first of the tries. False when that one has ended meanwhile. */
  #isolate(): boolean {
    const before = this.#ended;
    this.recall();
    if (this.#ended === before) this.#isStillTheSame();
    if (this.#ended !== before) return false;
    this.#turns.begin(); // of the last one of a helper that falls we know only now
    return true;
  }

  #hire(first: Given): Hired {
    const hired = this.#parts.hire(first);
    this.#hired = hired;
    this.#transcript = createTranscript(hired.settings, {
      up: () => this.#rise(),
      piece: (stream, bytes) => this.#turns.wrote(stream, bytes),
      ended: (report) => this.#end(report),
    });
    hired.helper.write(hired.setUp);
    this.#gone = hired.helper.gone.then((gone) => this.#fall(gone));
    this.#attend();
    return hired;
  }

  #rise(): void {
    if (this.#isFalling) return; // killed meanwhile: nothing was or will be written to it
    this.#isUp = true;
    if (this.#turns.length() > 0) this.#start();
    this.#flush();
  }

  /** The first of the tries begins, with nobody before it. */
  #start(): void {
    this.#since = monotonicMs();
    this.#turns.begin();
  }

  #flush(): void {
    if (!this.#isUp || this.#script === '') return;
    this.#hired?.helper.write(this.#script);
    this.#script = '';
    this.#attend();
  }

  /** Something has been read. */
  #hear(): void {
    this.#transcript?.tell();
    if (this.#count > 0) this.#goOn();
    this.#attend();
  }

  #hearNothing(): void {
    this.#isQuiet = true;
    this.#attend();
  }

  /** Some have ended, and the next has begun. */
  #goOn(): void {
    const now = monotonicMs();
    this.#pace.note(this.#count, now - this.#since);
    this.#since = now;
    this.#count = 0;
    this.#isQuiet = false;
    this.#forgetRecall();
    this.#parts.listener.room(this.#parts.slot);
  }

  #attend(): void {
    const attention = attentionFor({
      hasHelper: this.#hired !== undefined,
      tries: this.#turns.length(),
      ahead: this.#pace.ahead(),
      isQuiet: this.#isQuiet,
    });
    this.#reading.attend(attention);
    if (attention !== 'events' || !this.#isUp || this.#turns.length() < 2) return;
    this.#recallTimer ??= setTimeout(() => this.recall(), RECALL_AFTER_MS);
  }

  #forgetRecall(): void {
    clearTimeout(this.#recallTimer);
    this.#recallTimer = undefined;
  }

  #end(report: JobReport): void {
    const given = this.#turns.end();
    if (!given) return;
    this.#count += 1;
    this.#ended += 1;
    const ending = this.#endingOf(given, report);
    if (this.#turns.length() === 0) this.#linger(given, ending);
    else {
      this.#tell(given, ending, this.#ender.endedAmongOthers());
      if (this.#isFalling) this.#ender.mayHaveBegun();
      else this.#turns.begin();
    }
  }

  #endingOf(given: Given, report: JobReport): JobEnding {
    if (report.status < ODD_STATUS && report.own.length === 0) return { exited: report.status };
    const name = this.#hired?.settings.name ?? '';
    const { ending, output } = decode(report, name, this.#parts.fileOf(given));
    if (output.length > 0) this.#parts.listener.output(given, 'stderr', output);
    return ending;
  }

  /** Nearly always for no time at all. */
  #linger(given: Given, ending: JobEnding): void {
    this.#isLingering = true;
    this.#ender.ended((why) => {
      this.#isLingering = false;
      this.#tell(given, ending, why);
      if (this.#count === 0) this.#parts.listener.room(this.#parts.slot); // else whoever reads will say so
    });
  }

  #tell(given: Given, ending: JobEnding, why: Why): void {
    this.#parts.listener.ended(given, { ending, ...why });
  }

  /** The helper has gone, and all that it and its jobs wrote is there to be read. */
  #fall(gone: Gone): void {
    this.#reading.attend('none');
    this.#reading.drain();
    this.#transcript?.tell();
    this.#giveUp(gone, this.#transcript?.finish().toString('latin1') ?? '');
    this.#hired = undefined;
    this.#transcript = undefined;
    this.#script = '';
    this.#count = 0;
    this.#isUp = false;
    this.#isFalling = false;
    this.#isLingering = false;
    this.#forgetRecall();
    this.#parts.listener.room(this.#parts.slot);
  }

  /** What becomes of the tries that the helper has not done. */
  #giveUp(gone: Gone, complaint: Bytes): void {
    const isOver = this.#isFalling && !this.#isUp;
    if (this.#turns.length() > 0 && gone.type !== 'ended' && !isOver) this.#lose(gone, complaint);
    this.#ender.gone();
    this.#turns.giveBack(0);
  }

  /** A try that ran when its helper died. */
  #lose(gone: Gone, complaint: Bytes): void {
    const given = this.#turns.end();
    if (!given) return;
    const why = this.#ender.endedAmongOthers();
    const file = this.#parts.fileOf(given);
    if (complaint !== '') this.#tell(given, refusalFrom(complaint, file), why);
    else if (this.#isUp) this.#tell(given, { killed: 'SIGKILL' }, why);
    else {
      const reason = gone.type === 'not started' ? gone.reason : 'the shell that was to start it ended by itself';
      this.#tell(given, cannotBeExecuted(file, reason), why);
    }
  }
}
