import { defineConfig } from 'tsup';
import { tool } from '../../scripts/build/tool.ts';

export default defineConfig(
  tool({
    packageDir: import.meta.dirname,
    entries: {
      cli: 'src/cli.ts',
      intermediate: 'src/intermediate.ts',
      logger: 'src/logger.ts',
      preload: 'src/preload.ts',
      supervisor: 'src/supervisor.ts',
    },
    data: { 'daemonize.schema.json': { file: 'src/up/schema.ts', exported: 'schema' } },
  }),
);
