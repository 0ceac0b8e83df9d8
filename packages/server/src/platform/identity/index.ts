/** What other rooms and the counters may ask of identity. */
export { ensurePerson, findActorByUser, findUser, findUserByName } from './store.ts';
export type { Tier } from './store.ts';
