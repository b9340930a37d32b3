import type { Checked } from './check/check.ts';
import type { Conflict, Plan, Planned } from './plan/plan.ts';
import { stepData } from './plan/shell.ts';
import { checkData } from './report-check.ts';

const commandData = ({ name, path, form, source, outcome, notes, edits, replaced, record }: Planned) => ({
  name,
  path,
  form,
  target: source,
  outcome,
  notes,
  edits: edits.map(({ file, why }) => ({ file, why })),
  replaced,
  extras: record.extras.map((extra) => extra.path),
});

const conflictData = (conflict: Conflict): object =>
  conflict.type === 'unfit'
    ? { type: conflict.type, message: conflict.failure.message, hint: conflict.failure.hint ?? null }
    : conflict;

/** What its check said, if it was checked. */
const checkOf = ({ name }: Planned, checks: readonly Checked[]): object => {
  const checked = checks.find((one) => one.name === name);
  return checked ? { check: checkData(checked) } : {};
};

/** A plan, or what came of it, for programs. */
export const planData = (
  { commands, conflicts, steps }: Plan,
  withSteps: boolean,
  checks: readonly Checked[] = [],
): string =>
  `${JSON.stringify({
    commands: commands.map((planned) => ({ ...commandData(planned), ...checkOf(planned, checks) })),
    conflicts: conflicts.map(conflictData),
    ...(withSteps && { steps: steps.map(stepData) }),
  })}\n`;
