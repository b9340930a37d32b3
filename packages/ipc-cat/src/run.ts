/** Which of its ways ipc-cat goes. What is rare is a file of its own, read when it is gone. */
import { lookAtStandardInput } from './brokers/standard-input.ts';
import { runJoin } from './join/run-join.ts';
import { type Options, planRun } from './plan.ts';

interface Call {
  readonly options: Options;
  readonly operands: readonly string[];
}

/** The exit code. */
export const run = async ({ options, operands }: Call): Promise<number> => {
  const plan = planRun(options, operands, lookAtStandardInput());
  switch (plan.type) {
    case 'join':
      return runJoin(plan, options);
  }
};
