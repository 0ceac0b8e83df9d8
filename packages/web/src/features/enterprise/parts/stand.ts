import { type Purpose, purposeDefs, purposes } from '@hegu/contract/enterprise/facts.ts';
import { useSession } from '../../../lib/session.ts';

/** For which purposes each desk reads what is not open; the server decides, this only offers what it would accept. */
const officerPurposes: readonly Purpose[] = ['cultivation', 'policyMatching', 'application', 'supervision'];

export interface Stand {
  readonly signedIn: boolean;
  /** Of the firm's own people. */
  readonly own: boolean;
  /** Answers for the firm: sets what its data may be used for. */
  readonly answers: boolean;
  readonly officer: boolean;
  readonly park: boolean;
  readonly admin: boolean;
  /** May change the record and state facts. */
  readonly edits: boolean;
  /** May state what authorities judge or register. */
  readonly certifies: boolean;
  readonly purposes: readonly Purpose[];
}

/** What the reader is to a firm. */
export function useStand(organisationId: string | null | undefined): Stand {
  const { me, has } = useSession();
  const roles = (me?.memberships ?? [])
    .filter((m) => organisationId != null && m.organisationId === organisationId)
    .map((m) => m.role);
  const answers = roles.includes('pi');
  const own = answers || roles.includes('researcher');
  const officer = has('officer');
  const admin = has('admin');
  return {
    signedIn: Boolean(me?.user),
    own,
    answers,
    officer,
    park: has('park'),
    admin,
    edits: own || officer || admin,
    certifies: officer || admin,
    purposes: own ? [] : officer ? officerPurposes : has('park') ? ['parkService'] : [],
  };
}

/** Purposes that follow the firm's consent. */
export const consented = purposes.filter((p) => !purposeDefs[p].statutory);
