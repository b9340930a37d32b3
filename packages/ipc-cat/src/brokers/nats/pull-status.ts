/** What a status that comes in place of messages leads to. (ADR-13 of nats-architecture-and-design) */
export type StatusPlan = 'ignore' | 'ask' | 'ask-later' | 'gone' | { readonly refused: string };

export const planStatus = (code: number, description: string): StatusPlan => {
  const said = description.toLowerCase();
  switch (code) {
    case 100: // a heartbeat
      return 'ignore';
    case 404: // there was none
    case 408: // the time is over
      return 'ask';
    case 503: // nobody answers for that consumer
      return 'gone';
    case 400:
      return { refused: description };
  }
  if (/(consumer|stream) deleted/.test(said)) return 'gone';
  if (said.includes('push based')) return { refused: description };
  if (said.includes('maxbytes')) return 'ask'; // so much of it had come
  return 'ask-later'; // too many wait, another leader, the server goes down
};
