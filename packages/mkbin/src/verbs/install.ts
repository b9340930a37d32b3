import path from 'node:path';
import { usageFailure } from '@proctools/core';
import type { Extra } from '../extras/extra.ts';
import { make } from '../forms/make.ts';
import type { Form, Product, Request } from '../forms/product.ts';
import { type Gathered, gather } from '../gather.ts';
import type { Made } from '../plan/plan.ts';
import { othersIn } from '../records/linked.ts';
import { type Store, storeFor } from '../records/store.ts';
import { requestsFor } from '../script/request.ts';
import { announcerFor } from './announce.ts';
import { installAll, settingFor } from './carry-out.ts';
import type { InstallOptions } from './install-options.ts';

const FORMS = ['link', 'launcher', 'copy', 'bundle', 'exe'] as const;

const formOf = (options: InstallOptions): Form => {
  const chosen = FORMS.filter((form) => options[form]);
  if (chosen.length <= 1) return chosen[0] ?? 'link';
  throw usageFailure(
    `a command has one form, and these are ${chosen.length}: ${chosen.map((form) => `--${form}`).join(', ')}`,
  );
};

/** They go where those of other programs go: beside the store's folder, be it ours or that of the machine. */
const extrasOf = async (request: Request, product: Product, { system }: InstallOptions): Promise<readonly Extra[]> => {
  const { collectExtras } = await import('../extras/collect.ts');
  return collectExtras(request, product, path.dirname(storeFor(system, process.env).folder));
};

/** A bundle and an executable take their time: they are made before anything is locked or planned. */
const makeAll = async (operands: readonly string[], options: InstallOptions, store: Store): Promise<Gathered<Made>> => {
  const form = formOf(options);
  const edits = options.noEdit ? 'forbidden' : 'allowed';
  const requests = await requestsFor(operands, options);
  const made = await gather<Request, Made>(requests.items, async (request, before) => {
    const others = othersIn(store, before);
    const product = await make(request, { form, edits, others, announce: announcerFor(request.name, options) });
    return [{ request, product, ...(options.extras && { extras: await extrasOf(request, product, options) }) }];
  });
  return { items: made.items, failures: [...requests.failures, ...made.failures] };
};

export const install = async ({
  options,
  operands,
}: {
  readonly options: InstallOptions;
  readonly operands: readonly string[];
}): Promise<number> => {
  const setting = settingFor('install', options);
  return installAll(() => makeAll(operands, options, setting.store), setting);
};
