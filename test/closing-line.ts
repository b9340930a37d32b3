import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

type Modules = readonly TestModule[];

const testsOf = (modules: Modules): readonly TestCase[] => modules.flatMap((module) => [...module.children.allTests()]);

/** A file or suite that broke outside its tests counts as one failure. */
const brokenOutsideTests = (modules: Modules): number =>
  modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .filter((container) => container.errors().length > 0).length;

const skipLine = (test: TestCase): string => {
  const result = test.result();
  const reason = (result.state === 'skipped' && result.note) || 'no reason given';
  return `skipped: ${test.module.relativeModuleId} > ${test.fullName}: ${reason}`;
};

/** So much of an error is repeated at the end, where it is seen when the rest of a long output is not. */
const LINES_OF_ERROR = 12;

const plain = (text: string): string => stripVTControlCharacters(text);

/** Each line begins alike, so that who runs several test runs can pick them all out. */
const failureLines = (what: string, errors: readonly { readonly message?: string; readonly stack?: string }[]) =>
  [
    what,
    ...errors.flatMap(({ message = '', stack = '' }) =>
      plain(`${message}\n${stack}`).split('\n').slice(0, LINES_OF_ERROR),
    ),
  ].map((line, index) => (index === 0 ? `failed: ${line}` : `failed:   ${line}`));

const failuresOf = (modules: Modules, tests: readonly TestCase[]): readonly string[] => [
  ...tests
    .filter((test) => test.result().state === 'failed')
    .flatMap((test) => failureLines(`${test.module.relativeModuleId} > ${test.fullName}`, test.result().errors ?? [])),
  ...modules
    .filter((module) => module.errors().length > 0)
    .flatMap((module) => failureLines(module.relativeModuleId, module.errors())),
];

/**
 * Ends the output of a test run with what was skipped and why, what failed, and one line alone:
 * `N passed, N failed, N skipped`.
 */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: Modules, unhandledErrors: readonly unknown[]): void {
    const tests = testsOf(modules);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const failed = inState('failed').length + brokenOutsideTests(modules) + unhandledErrors.length;
    const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.result().state));
    for (const test of skipped) console.log(skipLine(test));
    for (const line of failuresOf(modules, tests)) console.log(line);
    console.log(`${inState('passed').length} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}
