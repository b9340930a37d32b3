// How faithfully wrappers pass on what happens to the command they wrap: each case really run, printed as Markdown.
import { probes } from './matrix/probes.ts';
import { type Tool, tools } from './matrix/tools.ts';
import { inWorkshop, type Workshop } from './workshop.ts';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const answersOf = async (tool: Tool, workshop: Workshop): Promise<readonly string[]> => {
  console.error(`matrix: ${tool.name}`);
  const answers: string[] = [];
  for (const { ask } of probes) answers.push(await ask(tool, workshop));
  return answers;
};

/** `[TOOL…]`: measures these, or all that are there, and prints a table with a column for each. */
export const matrix = (operands: readonly string[]): Promise<void> =>
  inWorkshop(async (workshop) => {
    const all = tools(workshop).filter(({ name }) => operands.length === 0 || operands.includes(name));
    const columns: (readonly string[])[] = [];
    for (const tool of all) columns.push(await answersOf(tool, workshop));
    console.log(line(['', ...all.map(({ name }) => name)]));
    console.log(line(['---', ...all.map(() => '---')]));
    for (const [row, { title }] of probes.entries()) {
      console.log(line([title, ...columns.map((answers) => answers[row] ?? '')]));
    }
    const versions = [`Node ${process.version}`, ...all.flatMap(({ version }) => version ?? [])];
    console.log(`\n${versions.join(', ')}.`);
  });
