#!/usr/bin/env node
import { runMain } from '@proctools/core';
import { command } from './command.ts';

void runMain(command);
