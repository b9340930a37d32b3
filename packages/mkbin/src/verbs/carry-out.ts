/** From scripts that forms have made something of, to commands: plan, refuse or do, tell. */
import { ExitCode, type Failure, writeErr, writeOut } from '@proctools/core';
import { applySteps } from '../apply/apply.ts';
import type { Deed } from '../apply/operation.ts';
import type { Gathered } from '../gather.ts';
import { type BinFolder, binFolder } from '../place/bin-folder.ts';
import type { Conflict, Made, Plan } from '../plan/plan.ts';
import { planInstall } from '../plan/plan-install.ts';
import { shellScript } from '../plan/shell.ts';
import { changing, settle } from '../records/change-store.ts';
import { setAsideDamaged } from '../records/damaged.ts';
import { type Store, storeFor } from '../records/store.ts';
import { reportInstalled, type Told } from '../report.ts';
import { reportCheck } from '../report-check.ts';
import { reportConflicts } from '../report-conflicts.ts';
import { planData } from '../report-json.ts';
import { reportPlaces } from '../report-places.ts';
import type { InstallOptions } from './install-options.ts';

/** What installing and importing have in common. */
export type CarryOutOptions = Pick<
  InstallOptions,
  'dir' | 'system' | 'force' | 'noCheck' | 'dryRun' | 'json' | 'quiet' | 'verbose' | 'noColor'
>;

/** Asking the shells takes a moment, so it is only done for what is new. */
const builtinConflicts = async ({ commands }: Plan): Promise<readonly Conflict[]> => {
  const { shellsWithBuiltin } = await import('../owner/builtin.ts');
  return commands
    .filter(({ outcome }) => outcome === 'installed')
    .flatMap(({ name }) => {
      const shells = shellsWithBuiltin(name, process.env);
      return shells.length > 0 ? [{ type: 'builtin', name, shells } as const] : [];
    });
};

export interface Setting {
  readonly deed: Deed;
  readonly options: CarryOutOptions;
  readonly store: Store;
  readonly place: BinFolder;
}

const planFor = (made: readonly Made[], { options, store, place }: Setting): Plan =>
  planInstall(made, { folder: place.folder, store, force: options.force, now: new Date() });

/** Everything that forbids it: what the plan found, what the shells say, and what cannot be a command at all. */
const conflictsOf = async (plan: Plan, failures: readonly Failure[], force: boolean) => [
  ...failures.map((failure): Conflict => ({ type: 'unfit', failure })),
  ...plan.conflicts,
  ...(force ? [] : await builtinConflicts(plan)),
];

const refuse = async (plan: Plan, { options }: Setting): Promise<number> => {
  const { findOwner } = await import('../owner/find-owner.ts');
  if (options.json) writeOut(planData(plan, options.dryRun));
  writeErr(reportConflicts(plan.conflicts, findOwner));
  return ExitCode.failed;
};

const showPlan = (plan: Plan, { options, store }: Setting): number => {
  const sources = plan.commands.map(({ source }) => source);
  writeOut(options.json ? planData(plan, true) : shellScript(plan.steps, sources, store.folder));
  return ExitCode.done;
};

/** Plans once more, alone: what was looked at may have changed since. */
const carryOut = (made: readonly Made[], setting: Setting): Promise<Plan> =>
  changing(setting.store, () => {
    setAsideDamaged(setting.store);
    const plan = planFor(made, setting);
    const names = plan.commands.map(({ name }) => name);
    if (plan.conflicts.length === 0)
      applySteps(setting.store.folder, { deed: setting.deed, names, undoes: undefined }, plan.steps);
    return plan;
  });

/** The commands are there by now; what their check says changes nothing. */
const check = async (made: readonly Made[], { commands }: Plan, { noCheck }: CarryOutOptions) =>
  noCheck ? [] : (await import('../check/check.ts')).checkAll(made, commands, process.env);

/** One after the other, so that a terminal shows what belongs together. */
const tellBoth = ({ stdout, stderr }: Told): void => {
  writeOut(stdout);
  writeErr(stderr);
};

const tell = async (plan: Plan, made: readonly Made[], { options, place }: Setting): Promise<void> => {
  if (options.json) {
    writeOut(planData(plan, false, await check(made, plan, options)));
    return;
  }
  if (!options.quiet) plan.commands.map(reportInstalled).forEach(tellBoth);
  if (!options.quiet) writeErr(reportPlaces(plan.commands, place));
  for (const checked of await check(made, plan, options)) writeErr(reportCheck(checked, options.quiet));
};

/** Where it all takes place; a Failure when that cannot be told. Nothing is touched yet. */
export const settingFor = (deed: Deed, options: CarryOutOptions): Setting => ({
  deed,
  options,
  store: storeFor(options.system, process.env),
  place: binFolder(options, process.env),
});

/** Whoever saves a script again and again is not waited for. */
const MOST_ATTEMPTS = 4;

const isOvertaken = ({ conflicts }: Plan): boolean =>
  conflicts.length > 0 && conflicts.every(({ type }) => type === 'overtaken');

const attempt = async (
  { items: made, failures }: Gathered<Made>,
  setting: Setting,
): Promise<{ readonly plan: Plan; readonly made: readonly Made[] }> => {
  const { options } = setting;
  const first = planFor(made, setting);
  const conflicts = await conflictsOf(first, failures, options.force);
  if (conflicts.length > 0 || options.dryRun || first.steps.length === 0)
    return { plan: { ...first, conflicts }, made };
  return { plan: await carryOut(made, setting), made };
};

/**
 * Makes commands of all that `make` makes, or of none; answers with the exit code. When a script was changed between its
 * reading and the lock, perhaps by another mkbin that mended it, all is made once more.
 */
export const installAll = async (make: () => Promise<Gathered<Made>>, setting: Setting): Promise<number> => {
  const { options } = setting;
  if (!options.dryRun) await settle(setting.store);
  let { plan, made } = await attempt(await make(), setting);
  for (let attempts = 1; isOvertaken(plan) && attempts < MOST_ATTEMPTS; attempts += 1) {
    ({ plan, made } = await attempt(await make(), setting));
  }
  if (plan.conflicts.length > 0) return refuse(plan, setting);
  if (options.dryRun) return showPlan(plan, setting);
  await tell(plan, made, setting);
  return ExitCode.done;
};
