/** Which of its ways ipc-cat goes. What is rare is a file of its own, read when it is gone. */
import { lookAtStandardInput } from './brokers/standard-input.ts';
import { runJoin } from './join/run-join.ts';
import { assertOfUse } from './lone-options.ts';
import { type Options, planRun } from './plan.ts';

interface Call {
  readonly options: Options;
  readonly operands: readonly string[];
}

/** The exit code. */
export const run = async ({ options, operands }: Call): Promise<number> => {
  assertOfUse(options, operands);
  const plan = planRun(options, operands, lookAtStandardInput());
  switch (plan.type) {
    case 'join':
      return runJoin(plan, options);
    case 'hub':
      return (await import('./hub/run-hub.ts')).runHub(plan, options);
    case 'fork':
      return (await import('./hub/run-fork.ts')).runFork(plan, options);
    case 'request':
      return (await import('./request/run-request.ts')).runRequest(plan, options);
    case 'reply':
      return (await import('./reply/run-reply.ts')).runReply(plan, options);
    case 'script':
      return (await import('./channel/run-script.ts')).runScript(plan, options);
    case 'tap':
      return (await import('./channel/run-tap.ts')).runTap(plan, options);
    case 'pass':
      return (await import('./channel/run-pass.ts')).runPass(plan, options);
  }
};
