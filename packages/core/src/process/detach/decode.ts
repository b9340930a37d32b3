import { type Ended, signalName } from '../ended.ts';

/**
 * How a command ended, from what dash says. It reports a death by signal as 128 + n, as it would report exit(128 + n). But it says a
 * word about the signal on its own stderr, except for INT and PIPE: there 130 and 141 are taken for what they
 * mean by convention.
 */
export const decode = (code: number, words: string): Ended => {
  const number = code - 128;
  if (number <= 0) return { exited: code };
  const name = signalName(number);
  return words !== '' || name === 'SIGINT' || name === 'SIGPIPE' ? { killed: name } : { exited: code };
};
