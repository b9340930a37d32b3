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

/** Ends the output of a test run with what was skipped and why, and one line alone: `N passed, N failed, N skipped`. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: Modules, unhandledErrors: readonly unknown[]): void {
    const tests = testsOf(modules);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const failed = inState('failed').length + brokenOutsideTests(modules) + unhandledErrors.length;
    const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.result().state));
    for (const test of skipped) console.log(skipLine(test));
    console.log(`${inState('passed').length} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}
