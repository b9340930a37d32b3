import { errorCode } from '@proctools/core';
import { asNumber, type Claim, type Judgement, notOnWindows, shown } from '../claim.ts';
import { ask, endOf, messageOf } from '../messages.ts';

export interface Killed {
  /** Whether it answered after signal 0, and after a SIGTERM that it catches. */
  readonly isAliveAfterZero: boolean;
  readonly isAliveAfterCaught: boolean;
  /** What ended one that does not catch it. */
  readonly endedBy: string;
  /** What `kill` says when the process is gone; undefined: nothing. */
  readonly afterwards: string | undefined;
}

export const judgeKilled = ({ afterwards, endedBy, isAliveAfterCaught, isAliveAfterZero }: Killed): Judgement => ({
  verdict: shown(isAliveAfterZero && isAliveAfterCaught && endedBy === 'SIGTERM'),
  figure: [
    `after signal 0 ${isAliveAfterZero ? 'it answered' : 'it was gone'}`,
    `after a SIGTERM that it handles ${isAliveAfterCaught ? 'it answered, too' : 'it was gone'}`,
    `one that does not was ended by ${endedBy}`,
    `then kill said ${afterwards ?? 'nothing'}`,
  ].join('; '),
  values: {
    isAliveAfterZero: asNumber(isAliveAfterZero),
    isAliveAfterCaught: asNumber(isAliveAfterCaught),
  },
});

const killError = (pid: number): string | undefined => {
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
};

export const killIsSignal: Claim = {
  id: 'kill-is-signal',
  text: 'process.kill does nothing but send a signal',
  source: '001',
  obstacle: notOnWindows,
  check: async (stage) => {
    const [hearing, usual] = [stage.fork('answer', { catches: ['SIGTERM'] }), stage.fork('answer', { catches: [] })];
    await Promise.all([hearing, usual].map(messageOf));
    const [pid = 0, usualPid = 0] = [hearing.pid, usual.pid];
    const answers = async (): Promise<boolean> => {
      const { answer } = await ask<{ answer?: { still: string } }>(hearing, { still: 'there' });
      return answer?.still === 'there';
    };
    process.kill(pid, 0);
    const isAliveAfterZero = await answers();
    const caught = messageOf<{ caught?: string }>(hearing);
    process.kill(pid, 'SIGTERM');
    const isAliveAfterCaught = (await caught).caught === 'SIGTERM' && (await answers());
    process.kill(usualPid, 'SIGTERM');
    const end = await endOf(usual);
    const endedBy = 'killed' in end ? end.killed : `exit code ${end.exited}`;
    return judgeKilled({ isAliveAfterZero, isAliveAfterCaught, endedBy, afterwards: killError(usualPid) });
  },
};
