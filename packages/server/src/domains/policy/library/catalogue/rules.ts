import { sha256Hex } from '../../../../platform/canonical.ts';
import { idOfHash } from '../../../../platform/ids.ts';

/** The id by which the catalogue names a clause: entries are named by UUIDs, clauses by what they are called. */
export const referenceOf = (clauseId: string): string => idOfHash(sha256Hex(`policy-clause:${clauseId}`));

/** Whether something that should name a clause may be such an id; no clause is called like one. */
export const isReference = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
