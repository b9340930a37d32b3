import { styleFor } from '@proctools/core';
import type { View } from '../../src/report/view.ts';

/** A terminal of 80 columns without colour. */
export const plain: View = { style: styleFor(1, true), columns: 80, isUnicode: true, timeUnit: undefined };
