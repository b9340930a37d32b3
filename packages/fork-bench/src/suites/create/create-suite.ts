import type { Suite } from '../suite.ts';

export const suite: Suite = { name: 'create', title: 'what it costs to start a process', steps: () => [] };
