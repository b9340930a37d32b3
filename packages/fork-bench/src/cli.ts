#!/usr/bin/env node
import { runMain, tellError } from '@proctools/core';
import { command } from './command.ts';
import { withParameters } from './compare/spelling.ts';

const argv = process.argv.slice(2);

/** What is wrong with the spelling is told as any other wrong usage. */
const spelled = (): readonly string[] => {
  try {
    return withParameters(argv);
  } catch (error) {
    process.exit(tellError(command, error));
  }
};

void runMain(command, spelled());
