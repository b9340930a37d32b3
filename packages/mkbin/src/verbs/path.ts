import { ExitCode, Failure, writeOut } from '@proctools/core';
import { applySteps } from '../apply/apply.ts';
import { binFolder } from '../place/bin-folder.ts';
import { planPath } from '../place/path-plan.ts';
import { changing } from '../records/change-store.ts';
import { storeFor } from '../records/store.ts';
import { pathData, reportPath } from '../report-path.ts';
import type { Printing } from './install-options.ts';

type PathOptions = Printing<{ readonly apply: boolean; readonly dir: string | undefined }>;

const refuseOnWindows = (): void => {
  if (process.platform !== 'win32') return;
  throw new Failure(ExitCode.failed, 'on Windows, PATH is kept in the registry, which mkbin leaves alone', {
    hint: 'set it with: setx PATH',
  });
};

export const pathVerb = async ({ options }: { readonly options: PathOptions }): Promise<number> => {
  const place = binFolder({ dir: options.dir, system: false }, process.env);
  if (!place.isOnPath) refuseOnWindows();
  const plan = planPath(place, process.env);
  const store = storeFor(false, process.env);
  if (options.apply && plan.steps.length > 0) {
    await changing(store, () =>
      applySteps(store.folder, { deed: 'path', names: [], undoes: undefined }, planPath(place, process.env).steps),
    );
  }
  if (options.json) writeOut(pathData(options.apply ? planPath(place, process.env) : plan));
  else if (!options.quiet || !options.apply) writeOut(reportPath(plan, options.apply));
  return ExitCode.done;
};
