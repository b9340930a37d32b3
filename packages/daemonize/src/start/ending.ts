/** The signals by which a supervisor is asked to end what it looks after, and to go. */
export const ENDING: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGQUIT'];
