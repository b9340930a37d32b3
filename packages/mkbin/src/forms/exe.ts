/** `--exe`: the script, with all that it imports, inside a copy of Node. */
import { ExitCode, Failure, quoteForShell } from '@proctools/core';
import { assertBundlable, notesOn } from './bundle.ts';
import { bundleScript } from './bundling/build.ts';
import type { ModuleFormat } from './bundling/module-format.ts';
import { requirePeer } from './peer.ts';
import type { Product, Request } from './product.ts';
import { buildExecutable } from './sea/build-executable.ts';
import { inspectNode, type NodeBinary } from './sea/node-binary.ts';

const refuse = (source: string, why: string, hint: string): Failure =>
  new Failure(ExitCode.failed, `cannot make an executable of ${quoteForShell(source)}: ${why}`, { hint });

/** Which Node goes inside: the pinned one, or the one that runs mkbin. */
export const nodeInside = ({ node }: Request): NodeBinary =>
  inspectNode(node.type === 'pin' ? node.file : process.execPath);

/** What this Node cannot do for this script. */
const assertPossible = ({ source, nodeOptions }: Request, node: NodeBinary, format: ModuleFormat): void => {
  if (nodeOptions.length > 0 && !node.keepsOptions) {
    throw refuse(source, `Node ${node.version} keeps no options inside`, 'newer ones do, from 22.20 and 24.6');
  }
  if (format === 'esm' && !node.takesModules) {
    const why = `it awaits at its top level, or calls import.meta.resolve, and Node ${node.version} takes no such program`;
    throw refuse(source, why, 'put that into an async function, take Node 25.7 or later, or use --bundle');
  }
};

/** Makes the file. `announce` is told the size beforehand, as building takes seconds. */
export const exe = async (request: Request, announce: (size: ExecutableSize) => void): Promise<Product> => {
  const { name, nodeOptions, platform, script } = request;
  assertBundlable(request, '--exe');
  const node = nodeInside(request);
  const made = await bundleScript(script.realFile, { isExecutable: true });
  assertPossible(request, node, made.format);
  announce({ bytes: node.bytes + Buffer.byteLength(made.code), version: node.version });
  const bytes = await buildExecutable(node, { ...made, nodeOptions }, () => requirePeer('postject', script.realFile));
  return {
    form: 'exe',
    entries: [{ type: 'file', name: platform === 'win32' ? `${name}.exe` : name, bytes, mode: 0o755 }],
    edits: [],
    notes: notesOn(made, script.realFile),
  };
};

/** About how big an executable will be, nearly all of it Node. */
export interface ExecutableSize {
  readonly bytes: number;
  /** Of Node. */
  readonly version: string;
}
