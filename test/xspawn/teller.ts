/** A command that writes a line for each signal that it gets, and ends with the code 7 on TERM. */
export const TELLER = `
const names = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGTERM', 'SIGTSTP', 'SIGCONT'];
const told = process.argv[2] === 'all' ? names : names.filter((name) => !/TSTP|CONT/.test(name));
for (const name of told) process.on(name, () => {
  require('node:fs').writeSync(1, 'got ' + name + '\\n');
  if (name === 'SIGTERM') process.exit(7);
});
require('node:fs').writeSync(1, 'pid ' + process.pid + '\\n');
setInterval(() => {}, 1000);
`;

/** The names of the signals in what it wrote. */
export const gotIn = (text: string): readonly string[] =>
  [...text.matchAll(/got SIG(\w+)/g)].map(([, name]) => name ?? '');
