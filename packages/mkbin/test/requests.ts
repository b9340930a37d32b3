import type { Request } from '../src/forms/product.ts';
import { interpreterOf, readScript } from '../src/script/script.ts';

/** What is asked of a form, for a file. */
export const requestFor = (file: string, more: Partial<Request> = {}): Request => {
  const script = readScript(file);
  return {
    name: 'hello',
    source: file,
    script,
    interpreter: interpreterOf(script),
    nodeOptions: [],
    node: { type: 'env' },
    platform: process.platform,
    ...more,
  };
};
