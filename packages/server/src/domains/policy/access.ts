import { defineAccess } from '../../platform/access.ts';

/** The policy counter: who may do what. `organisation` is the firm of the organisation somebody holds the role in. */
export const access = defineAccess({
  'policy.match': { researcher: 'organisation', pi: 'organisation', officer: 'valley' },
  // Applications: an officer may help to write one (帮办), and has no other part in it then
  'policy.prepare': { researcher: 'organisation', pi: 'organisation', officer: 'valley' },
  'policy.apply': { researcher: 'organisation', pi: 'organisation' },
  'policy.application-read': { researcher: 'organisation', pi: 'organisation', officer: 'valley' },
  'policy.dossier': { officer: 'valley', admin: 'valley' },
  'policy.review': { officer: 'valley' },
  // Where nobody is left: the head of the case, and who is put in charge
  'policy.hands': { admin: 'valley' },
  'policy.publicity': { officer: 'valley' },
  // Anybody may object and ask, with a name and how to reach them; without an account too
  'policy.object': { visitor: 'valley', user: 'valley' },
  'policy.subscribe': { user: 'valley' },
  'policy.evaluate': { officer: 'valley', admin: 'valley' },
  'policy.budget': { officer: 'valley' },
  'policy.pay': { officer: 'valley' },
  'policy.order-read': { researcher: 'organisation', pi: 'organisation', officer: 'valley' },
  'policy.clawback': { officer: 'valley' },
  'policy.ask': { visitor: 'valley', user: 'valley' },
  'policy.answer': { officer: 'valley' },
  // The officers' desk. Publishing is for whoever has had no part in the draft: `drafts/service.ts`, and the database
  'policy.draft': { officer: 'valley', admin: 'valley' },
  'policy.impact': { officer: 'valley', admin: 'valley' },
  // Which firms gain and lose, by name
  'policy.impact.names': { officer: 'valley' },
});
