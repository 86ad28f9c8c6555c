/** How long a restarted server stays away, in virtual milliseconds. */
export const SERVER_DOWN_MS = 2000;
