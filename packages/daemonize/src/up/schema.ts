/** The JSON schema of a daemonize.json, for editors, which complete and check with it. draft-07, as most of them know. */
import { namePattern, type Option, type OptionTable, optionName } from '@proctools/core';
import { startOptions } from '../command.ts';
import { entryOptions, expectation, takesNumbers, takesPairs, type Valued } from './option-values.ts';

type Schema = Readonly<Record<string, unknown>>;

const TEXT: Schema = { type: 'string', minLength: 1 };

/** One value, as one would type it. */
const valueSchema = (option: Valued): Schema => {
  const { complete } = option;
  if (typeof complete === 'object' && 'words' in complete) return { enum: complete.words };
  return takesNumbers(option) ? { ...TEXT, type: ['string', 'number'] } : TEXT;
};

const listSchema = (option: Valued): Schema => {
  const array = { type: 'array', items: valueSchema(option) };
  const pairs = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } };
  return { anyOf: [takesPairs(option) ? pairs : valueSchema(option), array] };
};

const shapeOf = (option: Option): Schema => {
  switch (option.kind) {
    case 'flag':
      return { type: 'boolean' };
    case 'optional':
      return { anyOf: [{ type: 'boolean' }, valueSchema(option)] };
    case 'single':
      return { ...valueSchema(option), ...(option.initial !== undefined && { default: option.initial }) };
    case 'repeated':
      return listSchema(option);
  }
};

const optionSchema = ([key, option]: readonly [string, Option]): readonly [string, Schema] => [
  key,
  { description: `${option.help}: ${expectation(option)} (--${optionName(key)})`, ...shapeOf(option) },
];

const COMMAND: Schema = {
  description: 'the command with its operands: an array of words, or a command line',
  anyOf: [TEXT, { type: 'array', items: { type: 'string' }, minItems: 1 }],
};

const daemonSchema = (table: OptionTable): Schema => ({
  type: 'object',
  required: ['command'],
  additionalProperties: false,
  properties: { command: COMMAND, ...Object.fromEntries(Object.entries(entryOptions(table)).map(optionSchema)) },
});

export const schema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'daemonize.json',
  description: 'the daemons that daemonize up starts',
  type: 'object',
  required: ['daemons'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    daemons: {
      description: 'the daemons, by their names',
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: namePattern.source },
      additionalProperties: daemonSchema(startOptions),
    },
  },
};
