/** What is typed, key by key: the terminal neither shows it nor makes signals of it. */
export interface Keys {
  readonly release: () => void;
}

const [CTRL_C, CTRL_Z] = ['\u0003', '\u001a'];

/** Listens to standard input when it is a terminal. Ctrl-C and Ctrl-Z are the signals that they always are. */
export const listenToKeys = (onKey: (key: string) => void): Keys => {
  const { stdin } = process;
  if (!stdin.isTTY) return { release: () => {} };
  const take = (bytes: Buffer): void => {
    for (const key of bytes.toString()) {
      if (key === CTRL_C) process.kill(process.pid, 'SIGINT');
      else if (key === CTRL_Z) process.kill(process.pid, 'SIGTSTP');
      else onKey(key);
    }
  };
  stdin.setRawMode(true).on('data', take).resume();
  return {
    release: () => {
      stdin.off('data', take).pause();
      stdin.setRawMode(false);
    },
  };
};
