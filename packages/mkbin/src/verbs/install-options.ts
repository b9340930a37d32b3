import type { CommonValues } from '@proctools/core';
import type { NodeWish } from '../options.ts';

/** What every verb that prints results is handed. */
export type Printing<More = unknown> = CommonValues & { readonly json: boolean } & More;

export type InstallOptions = Printing<{
  readonly link: boolean;
  readonly launcher: boolean;
  readonly copy: boolean;
  readonly bundle: boolean;
  readonly exe: boolean;
  readonly name: string | undefined;
  readonly interpreter: string | undefined;
  readonly node: NodeWish;
  readonly nodeOptions: string | undefined;
  readonly noEdit: boolean;
  readonly dir: string | undefined;
  readonly system: boolean;
  readonly force: boolean;
  readonly noCheck: boolean;
  readonly extras: boolean;
  readonly dryRun: boolean;
}>;
