import { endAll } from '../sweep.ts';
import { partOf, processesOf, type Workshop } from '../workshop.ts';

/** Where one system works, apart from all others. */
export type Site = Workshop;

let sites = 0;

export const openSite = (workshop: Workshop): Site => {
  sites += 1;
  return partOf(workshop, `site-${sites}`);
};

/** Ends all that was started there. */
export const closeSite = async (site: Site): Promise<void> => {
  await endAll(() => processesOf(site));
};

/** Does the work in a new one, and ends what was started there. */
export const inSite = async <Answer>(workshop: Workshop, work: (site: Site) => Promise<Answer>): Promise<Answer> => {
  const site = openSite(workshop);
  try {
    return await work(site);
  } finally {
    await closeSite(site);
  }
};
