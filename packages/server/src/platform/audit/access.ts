import { defineAccess } from '../access.ts';

/** Who may read what everybody did: the valley's administrator. */
export const auditAccess = defineAccess({
  'audit.read': { admin: 'valley' },
});
