import { defineAccess } from '../access.ts';

/** Who may point the valley's events at another system: an organisation's facility manager for its own, an admin for all. */
export const access = defineAccess({
  'webhook.manage': { facility: 'organisation', admin: 'valley' },
});
