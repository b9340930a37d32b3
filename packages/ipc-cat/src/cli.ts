#!/usr/bin/env node
import { ExitCode, runMain } from '@proctools/core';
import { holdChannel } from './channel/hold.ts';
import { withCommandMarked } from './channel/words.ts';
import { command, options } from './command.ts';
import { isWrapper } from './wrapper.ts';

holdChannel();
const words = process.argv.slice(2);
void runMain(
  isWrapper(words) ? { ...command, usageCode: ExitCode.toolFailed } : command,
  withCommandMarked(words, options, process.channel !== undefined),
);
