/** Inputs become jobs. */
import type { Tuple } from './inputs/combine.ts';
import { mapped, type Pull, whenThere } from './inputs/pull.ts';
import type { Job, JobSource } from './job.ts';
import type { Template } from './placeholders/template.ts';

/** The inputs of a job, with its number. */
export interface Numbered {
  readonly number: number;
  readonly inputs: Tuple;
}

export const numbered = (inputs: Pull<Tuple>): Pull<Numbered> => {
  let number = 0;
  return mapped(inputs, (tuple) => {
    number += 1;
    return { number, inputs: tuple };
  });
};

const jobFor = (template: Template, { inputs, number }: Numbered): Job => ({
  number,
  inputs,
  command: (slot) => template.expand({ inputs, number, slot }),
});

export interface JobsSettings {
  readonly template: Template;
  /** How many there are; undefined while that is not known. */
  readonly size: () => number | undefined;
  /** Told why there are no more, when that is not their end. */
  readonly onError: (error: unknown) => void;
}

/** Jobs for the inputs. */
export const jobsFor = (all: Pull<Numbered>, { template, size, onError }: JobsSettings): JobSource => {
  let isEnded = false;
  const end = (error: unknown): undefined => {
    isEnded = true;
    onError(error);
  };
  const make = (one: Numbered | undefined): Job | undefined => one && jobFor(template, one);
  return {
    get size() {
      return size();
    },
    next: () => {
      if (isEnded) return undefined;
      try {
        const job = whenThere(all(), make);
        return job instanceof Promise ? job.catch(end) : job;
      } catch (error) {
        return end(error);
      }
    },
  };
};
