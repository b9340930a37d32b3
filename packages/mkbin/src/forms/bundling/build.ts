/** A script and all that it imports as the text of one program. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BuildResult, Message, Metafile } from 'esbuild';
import { requirePeer } from '../peer.ts';
import { collectingAddons } from './addons.ts';
import { DEFINITIONS, type ModuleFormat, withPrologue } from './module-format.ts';
import { addonFailure, buildFailure, isBuildFailure } from './refusals.ts';
import { settlingGuards } from './settle-guards.ts';

/** The oldest Node that may be asked to run it. */
const TARGET = 'node20.19';

export interface Bundle {
  /** CommonJS, which starts sooner; an ES module only where it awaits at its top level, or resolves names. */
  readonly format: ModuleFormat;
  /** Without a #! line. */
  readonly code: string;
  /** The files that went into it, as absolute paths. */
  readonly inputs: readonly string[];
  /** What is loaded by a name that only turns up while it runs, and so is not inside. */
  readonly dynamic: readonly Message[];
}

/** What the script is bundled for. */
export interface Purpose {
  /** In a single executable nothing can be imported but what Node has built in, and that only by `require`. */
  readonly isExecutable: boolean;
}

const LOADED_LATER = { 'unsupported-dynamic-import': 'warning', 'unsupported-require-call': 'warning' } as const;

const NEEDS_ESM = /^Top-level await is currently not supported with the "cjs" output format/;
const LACKS_META = 'empty-import-meta';

const isPackage = (file: string): boolean => /[\\/]node_modules[\\/]/.test(file);

type Esbuild = typeof import('esbuild');
type Built = BuildResult<{ readonly metafile: true; readonly write: false }>;

const run = async (
  esbuild: Esbuild,
  source: string,
  format: ModuleFormat,
  { isExecutable }: Purpose,
): Promise<Built> => {
  const addons: string[] = [];
  const built = esbuild.build({
    absWorkingDir: path.dirname(source),
    bundle: true,
    define: { ...DEFINITIONS[format] },
    entryPoints: [source],
    format,
    legalComments: 'inline',
    logLevel: 'silent',
    logOverride: LOADED_LATER,
    metafile: true,
    platform: 'node',
    plugins: [collectingAddons(addons), settlingGuards(source)],
    supported: isExecutable ? { 'dynamic-import': false } : {},
    target: TARGET,
    write: false,
  });
  const settled = await built.catch((error: unknown) => error);
  if (addons[0] !== undefined) throw addonFailure(source, addons[0]);
  if (settled instanceof Error) throw settled;
  return settled as Built;
};

const needsEsm = (messages: readonly Message[]): boolean =>
  messages.some(({ id, text }) => id === LACKS_META || NEEDS_ESM.test(text));

/** CommonJS where that can be; what was in its way otherwise. */
const runAsCjs = async (esbuild: Esbuild, source: string, purpose: Purpose): Promise<Built | undefined> => {
  try {
    const built = await run(esbuild, source, 'cjs', purpose);
    return needsEsm(built.warnings) ? undefined : built;
  } catch (error) {
    if (isBuildFailure(error) && needsEsm(error.errors)) return undefined;
    throw error;
  }
};

const inputsOf = ({ inputs }: Metafile, folder: string): readonly string[] =>
  Object.keys(inputs)
    .filter((name) => !/^[\w-]+:/.test(name))
    .map((name) => path.resolve(folder, name));

const buildWith = async (esbuild: Esbuild, source: string, purpose: Purpose): Promise<Bundle> => {
  const asCjs = await runAsCjs(esbuild, source, purpose);
  const format = asCjs ? 'cjs' : 'esm';
  const { metafile, outputFiles, warnings } = asCjs ?? (await run(esbuild, source, 'esm', purpose));
  const code = (outputFiles[0]?.text ?? '').replace(/^#!.*\n/, '');
  return {
    format,
    code: withPrologue(format, code),
    inputs: inputsOf(metafile, path.dirname(source)),
    dynamic: warnings.filter(({ id, location }) => id in LOADED_LATER && location && !isPackage(location.file)),
  };
};

/** Bundles a script. A Failure when that cannot be: something is missing, wrong, or compiled. */
export const bundleScript = async (source: string, purpose: Purpose): Promise<Bundle> => {
  const esbuild: Esbuild = createRequire(source)(requirePeer('esbuild', source));
  try {
    return await buildWith(esbuild, source, purpose);
  } catch (error) {
    throw isBuildFailure(error) ? buildFailure(source, error.errors) : error;
  } finally {
    await esbuild.stop();
  }
};
