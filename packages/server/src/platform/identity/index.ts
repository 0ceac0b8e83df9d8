/** What other rooms and the counters may ask of identity. */
export { hashToken } from './gate.ts';

export type { Tier } from './store.ts';
export { ensurePerson, findActorByUser, findUser, findUserByName, valleySlug } from './store.ts';
