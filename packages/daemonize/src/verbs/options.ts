import type { CommonValues } from '@proctools/core';

/** What every verb that prints results is handed. */
export type Printing<More = unknown> = CommonValues & { readonly json: boolean } & More;
