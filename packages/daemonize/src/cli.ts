#!/usr/bin/env node
import './supervisor/call-early.ts'; // the first of all
import { runMain } from '@proctools/core';
import { command } from './command.ts';

runMain(command);
