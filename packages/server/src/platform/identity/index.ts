/** What other rooms and the counters may ask of identity. */

export type { Tier } from './store.ts';
export { ensurePerson, findActorByUser, findUser, findUserByName } from './store.ts';
