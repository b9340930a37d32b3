/** What the check of a command has to say. */
import { formatDuration, quoteForShell, spellOut } from '@proctools/core';
import type { Checked } from './check/check.ts';
import { type MainGuard, remedyOf } from './script/main-guard.ts';
import { complaint, shown } from './words.ts';

const complain = (name: string, message: string, ...more: readonly string[]): string =>
  complaint(`${name}: ${message}`) + more.map((line) => `  ${line}\n`).join('');

const launcherHint = ({ name, source }: Checked): string =>
  `or run it by its own path: mkbin --launcher --name ${name} ${quoteForShell(source)}`;

/** A broken guard as it is written, and the lines that mend it. */
export const remedyLines = (guard: MainGuard, isModule: boolean): readonly string[] => {
  const { imports, text } = remedyOf(guard, isModule);
  const mended = [...imports, text].map((line) => `    ${line}`);
  return [`    ${guard.text}`, 'this is right either way:', ...mended];
};

const guardLines = (guard: MainGuard, { isModule, source }: Checked): readonly string[] => [
  `${shown(source)}:${guard.line} asks whether it is the script that was run, and through a link it is not:`,
  ...remedyLines(guard, isModule).map(spellOut),
];

const silentThroughLink = (checked: Checked, guards: readonly MainGuard[]): string =>
  complain(
    checked.name,
    `says nothing when run as ${shown(checked.path)}, and does when run as ${shown(checked.source)}`,
    ...(guards.length === 0
      ? ['it may compare its name with process.argv[1], which through a link is another']
      : guards.flatMap((guard) => guardLines(guard, checked))),
    launcherHint(checked),
  );

const unknownMainWord = ({ source, unknown }: Checked): readonly [string, ...string[]] => [
  `does nothing, since Node ${process.version} does not know import.meta.main`,
  `${unknown.map(({ line }) => `${shown(source)}:${line}`).join(', ')} asks for it; 22.18 and 24.2 are the first that know it`,
];

const judgementText = (checked: Checked): string => {
  const { judgement, name } = checked;
  switch (judgement.type) {
    case 'answers':
      return '';
    case 'silent':
      if (checked.unknown.length > 0) return complain(name, ...unknownMainWord(checked));
      return complain(name, 'says nothing to --version and --help, so whether it works was not seen');
    case 'late':
      return complain(name, `went on for ${formatDuration(judgement.afterMs)} after --version, and was ended`);
    case 'fails':
      return complain(
        name,
        `is installed, but does not work: ${spellOut(judgement.why)}`,
        ...(judgement.why.includes('ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') ? ['--bundle compiles it'] : []),
      );
    case 'guarded':
      return silentThroughLink(checked, judgement.guards);
  }
};

const milliseconds = (ms: number): string => `${Math.round(ms)}ms`;

/** How soon it starts, and what would help. */
const startText = ({ isWorthABundle, name, start }: Checked): string => {
  if (!start) return '';
  const { commandMs, nodeMs } = start;
  const advice = isWorthABundle ? '; --bundle puts what it imports into one file, which starts sooner' : '';
  return `${name}: starts in ${milliseconds(commandMs)}, Node alone in ${milliseconds(nodeMs)}${advice}\n`;
};

/** What people should know of it, for standard error; with `quiet`, only what is wrong. */
export const reportCheck = (checked: Checked, quiet: boolean): string => {
  const { judgement } = checked;
  const isMild = judgement.type === 'silent' || judgement.type === 'late';
  if (quiet) return isMild ? '' : judgementText(checked);
  return judgementText(checked) + startText(checked);
};

/** The same, as data. */
export const checkData = ({ judgement, start }: Checked): object => ({
  result: judgement.type,
  ...('why' in judgement && { reason: judgement.why }),
  ...('guards' in judgement && { guards: judgement.guards.map(({ line, text }) => ({ line, text })) }),
  start: start ?? null,
});
