/** Whether shells find commands, and what makes them. */
import { spellOut } from '@proctools/core';
import type { PathPlan } from './place/path-plan.ts';
import { shown } from './words.ts';

/** What would have to be written, or was. */
export const reportPath = ({ folder, isOnPath, profiles, shell }: PathPlan, isApplied: boolean): string => {
  if (isOnPath) return `${shown(folder)} is on PATH\n`;
  const [first] = profiles;
  if (profiles.every(({ isDone }) => isDone)) {
    return `${shown(folder)} is not on PATH yet: ${shell} reads ${shown(first?.file ?? '')} when it is opened anew\n`;
  }
  const files = profiles.filter(({ isDone }) => !isDone).map(({ file }) => shown(file));
  if (isApplied) return `${shown(folder)}: written to ${files.join(' and ')}; open a new shell\n`;
  const hint = 'mkbin path --apply writes it there';
  return `${shown(folder)} is not on PATH; ${shell} would find it with this line in ${files.join(' and ')}:\n  ${spellOut(first?.line ?? '')}\n${hint}\n`;
};

/** The same for programs. */
export const pathData = ({ folder, isOnPath, profiles, shell }: PathPlan): string =>
  `${JSON.stringify({
    folder,
    isOnPath,
    shell,
    profiles: profiles.map(({ file, isDone, line }) => ({ file, line, isDone })),
  })}\n`;
