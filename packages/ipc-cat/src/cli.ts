#!/usr/bin/env node
import { runMain } from '@proctools/core';
import { holdChannel } from './channel/hold.ts';
import { withCommandMarked } from './channel/words.ts';
import { command, options } from './command.ts';

holdChannel();
void runMain(command, withCommandMarked(process.argv.slice(2), options, process.channel !== undefined));
