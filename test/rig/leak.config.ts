import { defineConfig } from 'vitest/config';
import usual from '../vitest.config.ts';

// As always, but for the fixture alone.
export default defineConfig({ ...usual, test: { ...usual.test, include: ['test/rig/leak.fixture.ts'] } });
