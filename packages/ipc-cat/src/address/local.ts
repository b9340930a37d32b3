/** Addresses on this machine: sockets with a name, files, descriptors, processes. */
import { usageFailure } from '@proctools/core';
import { needed, type Parse, withSettings } from './parsing.ts';
import { decode } from './settings.ts';
import { wordsOf } from './words.ts';

const MODE = /^0?[0-7]{3}$/;

/** `unix:PATH`. */
export const unix: Parse = (rest) => {
  const { target } = withSettings(rest, []);
  return { type: 'unix', path: needed(rest.name, 'the path', decode(target)), isAbstract: false };
};

/** `unix-listen:PATH?mode=660&owner=USER&takeover`. */
export const unixListen: Parse = (rest) => {
  const { target, settings } = withSettings(rest, ['mode', 'owner', 'takeover']);
  const mode = settings.value('mode', 'an octal mode such as 660', (text) =>
    MODE.test(text) ? Number.parseInt(text, 8) : undefined,
  );
  return {
    type: 'unix-listen',
    path: needed(rest.name, 'the path', decode(target)),
    isAbstract: false,
    mode: mode ?? 0o600,
    owner: settings.text('owner'),
    takesOver: settings.flag('takeover'),
  };
};

/** `abstract:NAME`. */
export const abstract: Parse = (rest) => ({
  type: 'unix',
  path: needed(rest.name, 'the name', withSettings(rest, []).target),
  isAbstract: true,
});

/** `abstract-listen:NAME`. */
export const abstractListen: Parse = (rest) => ({
  type: 'unix-listen',
  path: needed(rest.name, 'the name', withSettings(rest, []).target),
  isAbstract: true,
  mode: 0o600,
  owner: undefined,
  takesOver: false,
});

/** `fifo:PATH?create&keep`. */
export const fifo: Parse = (rest) => {
  const { target, settings } = withSettings(rest, ['create', 'keep']);
  return {
    type: 'fifo',
    path: needed(rest.name, 'the path', decode(target)),
    create: settings.flag('create'),
    keep: settings.flag('keep'),
  };
};

/** `file:PATH?append`. */
export const file: Parse = (rest) => {
  const { target, settings } = withSettings(rest, ['append']);
  return { type: 'file', path: needed(rest.name, 'the path', decode(target)), append: settings.flag('append') };
};

/** `fd:N`. */
export const descriptor: Parse = (rest) => {
  const { target } = withSettings(rest, []);
  if (!/^\d{1,6}$/.test(target))
    throw usageFailure(`${rest.name}: the descriptor is to be a number`, 'for example fd:3');
  return { type: 'descriptor', descriptor: Number(target) };
};

/** `pipe:NAME` and `pipe-listen:NAME`. */
export const windowsPipe =
  (type: 'windows-pipe' | 'windows-pipe-listen'): Parse =>
  (rest) => {
    const { target } = withSettings(rest, []);
    const name = needed(rest.name, 'the name', target.replace(/^[\\/]{2}[.?][\\/]pipe[\\/]/i, ''));
    if (/[\\/]/.test(name)) throw usageFailure(`${rest.name}: the name of a pipe has no slashes`);
    return { type, name };
  };

/** `exec:COMMAND`. */
export const exec: Parse = ({ name, text }) => ({ type: 'exec', command: wordsOf(text, name) });
/** `fork:FILE OPERAND…`. */
export const fork: Parse = ({ name, text }) => ({ type: 'fork', command: wordsOf(text, name) });

/** `parent:`. */
export const parent: Parse = ({ name, text }) => {
  if (text !== '') throw usageFailure(`${name}: nothing stands behind parent:`);
  return { type: 'parent' };
};
