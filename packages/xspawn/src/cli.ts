#!/usr/bin/env node
import { isPlain, runPlain } from './one/run-plain.ts';

const words = process.argv.slice(2);
const main = () => import('./main.ts');

if (isPlain(words)) runPlain(words).then(process.exit, async (error) => (await main()).fail(error));
else main().then(({ start }) => start());
