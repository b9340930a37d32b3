import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRefused, type Shop, shop, TELLS } from './shop.ts';

const ODD = `it's "ödd" $HOME & more`;

const BOM = '\ufeff';
const ESM = `import { basename } from 'node:path';\nconsole.log(JSON.stringify(process.argv.slice(2)), basename('x'));\n`;

/** How scripts begin, and what they are called. */
const STATES: Readonly<Record<string, { readonly file: string; readonly text: string; readonly onlyMended?: true }>> = {
  'fine, CommonJS': { file: 'tool.js', text: `#!/usr/bin/env node\n${TELLS}` },
  'fine, ESM': { file: 'tool.mjs', text: `#!/usr/bin/env node\n${ESM}` },
  'no shebang': { file: 'tool.js', text: TELLS },
  'no shebang, ESM': { file: 'tool.mjs', text: ESM },
  'carriage returns': { file: 'tool.js', text: `#!/usr/bin/env node\r\n${TELLS.replace('\n', '\r\n')}` },
  'a byte order mark': { file: 'tool.js', text: `${BOM}#!/usr/bin/env node\n${TELLS}`, onlyMended: true },
  'a byte order mark, no shebang': { file: 'tool.mjs', text: `${BOM}${ESM}` },
  'a blank line': { file: 'tool.cjs', text: `\n#!/usr/bin/env node\n${TELLS}`, onlyMended: true },
  'all of that': { file: 'tool.mjs', text: `${BOM}\r\n #!/usr/bin/env node\r\n${ESM}`, onlyMended: true },
  '#!node': { file: 'tool.js', text: `#!node\n${TELLS}` },
  'options that env does not take': {
    file: 'tool.mjs',
    text: `#!/usr/bin/env node --no-warnings --stack-size=900\n${ESM}`,
  },
  'an assignment': { file: 'tool.js', text: `#!/usr/bin/env NODE_ENV=x node\n${TELLS}` },
  'an interpreter that is gone': { file: 'tool.js', text: `#!/no/such/folder/node\n${TELLS}` },
  'no end of the first line': { file: 'tool.js', text: '#!/usr/bin/env node' },
  'no content': { file: 'tool.js', text: '' },
};

const FORMS = ['link', 'launcher', 'copy', 'bundle'] as const;

const WORDS = ['a b', "it's", '"', '$HOME', '', 'ö', '--help', '*'];

/** The command by its path, through links, by its name, and from another folder. */
const ways = ({ here, bin }: Shop): Readonly<Record<string, readonly [file: string, cwd: string]>> => {
  const made = path.join(bin, ODD, 'tool');
  const [one, two] = [path.join(here.work, 'one'), path.join(here.work, 'two')];
  symlinkSync(made, one);
  symlinkSync('one', two);
  return {
    directly: [made, path.dirname(made)],
    'through a link': [one, here.work],
    'through a link to a link': [two, here.work],
    'from another folder': [made, '/'],
    'by a relative path': [path.join('.local/bin', ODD, 'tool'), here.home],
  };
};

describe.each(FORMS)('--%s', (form) => {
  test.each(Object.entries(STATES))(
    'a script with %s runs, however it is called',
    async (_, { file, text, onlyMended }) => {
      const place = shop({ [`${ODD}/${file}`]: text });
      const dir = path.join(place.bin, ODD);
      mkdirSync(dir);
      const operands = [`--${form}`, `${ODD}/${file}`, '--name', 'tool', '--dir', dir];
      if (form === 'launcher' && onlyMended) {
        return expectRefused(await place.mkbin(...operands), /cannot read it: a (?:byte order mark|blank line)/);
      }
      await place.install(...operands);
      for (const [way, [command, cwd]] of Object.entries(ways(place))) {
        const { code, stderr, stdout } = await place.here.run(command, WORDS, { cwd });
        expect({ code, stderr }, way).toEqual({ code: 0, stderr: '' });
        if (text.includes('argv')) expect(stdout, way).toContain(JSON.stringify(WORDS));
      }
      const after = readFileSync(path.join(place.here.work, ODD, file), 'utf8');
      if (form !== 'link') expect(after, 'the script stays as it was').toBe(text);
      const again = await place.mkbin('--no-check', ...operands);
      expect(again.stdout).toMatch(/^tool: unchanged/);
    },
  );
});
