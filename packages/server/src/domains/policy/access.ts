import { defineAccess } from '../../platform/access.ts';

/** The policy counter: who may do what. `organisation` is the firm of the organisation somebody holds the role in. */
export const access = defineAccess({
  'policy.match': { researcher: 'organisation', pi: 'organisation', officer: 'valley' },
});
