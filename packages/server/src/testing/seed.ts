import fc from 'fast-check';

/**
 * Property tests draw the same cases on every run, so that a change alone decides whether they stay green.
 * `HEGU_SEED=random npm test` goes looking for new ones; a number repeats the run that found one.
 */
const wish = process.env.HEGU_SEED;
if (wish !== 'random') fc.configureGlobal({ seed: Number(wish ?? 20260715) });
