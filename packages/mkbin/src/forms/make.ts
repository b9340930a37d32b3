import { assertRunsTypeScript } from '../script/typescript.ts';
import { copy } from './copy.ts';
import type { ExecutableSize } from './exe.ts';
import { launcher } from './launcher.ts';
import { type LinkRules, link } from './link.ts';
import type { Form, Product, Request } from './product.ts';

export interface Making extends LinkRules {
  readonly form: Form;
  /** Told how big an executable will be, before it is built. */
  readonly announce: (size: ExecutableSize) => void;
}

/** What a form makes of a script. */
export const make = async (request: Request, { form, announce, ...rules }: Making): Promise<Product> => {
  if (form === 'bundle') return (await import('./bundle.ts')).bundle(request);
  if (form === 'exe') return (await import('./exe.ts')).exe(request, announce);
  assertRunsTypeScript(request, process.env);
  // Windows has no #! lines: there, whatever runs a script is a shim.
  if (request.platform === 'win32') return (await import('./windows-shims.ts')).windowsShims(request);
  if (form === 'copy') return copy(request);
  return form === 'link' ? link(request, rules) : launcher(request);
};
