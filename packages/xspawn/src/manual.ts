import type { ManualSection } from '@proctools/core';

export const manual: readonly ManualSection[] = [];
