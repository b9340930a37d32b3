#!/usr/bin/env node
import { runMain } from '@proctools/core';
import { holdChannel } from './channel/hold.ts';
import { withCommandMarked } from './channel/words.ts';
import { command, options } from './command.ts';
import { commandFor } from './wrapper.ts';

holdChannel();
const words = process.argv.slice(2);
void runMain(commandFor(words, command), withCommandMarked(words, options, process.channel !== undefined));
