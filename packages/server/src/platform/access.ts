import type { Actor, Role } from './command.ts';
import { DomainError } from './errors.ts';

/**
 * How far a role reaches with an action.
 * `self` what is theirs · `group` what their research group pays for · `organisation` what belongs to the organisation they hold
 * the role in · `owner` what that organisation owns or runs (its instruments) · `valley` everything in the valley.
 */
export type Reach = 'self' | 'group' | 'organisation' | 'owner' | 'valley';

/** `visitor`: anybody at all; `user`: anybody signed in; the rest are roles held in the valley. */
export type Subject = 'visitor' | 'user' | Role;

/** The role × action table of a domain: one row an action, one cell a reach; what is not named is refused. */
export type AccessTable = Readonly<Record<string, Readonly<Partial<Record<Subject, Reach>>>>>;

/** What an action is about, as far as access needs it. */
export interface Target {
  /** Whose it is. */
  readonly userId?: string | null;
  /** The PI who answers for it. */
  readonly piUserId?: string | null;
  /** The organisation it belongs to (the customer's side). */
  readonly organisationId?: string | null;
  /** The organisation that owns or runs the thing (the provider's side). */
  readonly ownerOrganisationId?: string | null;
}

function within(reach: Reach, actor: Actor, organisationId: string | null, target: Target): boolean {
  switch (reach) {
    case 'valley':
      return true;
    case 'self':
      return target.userId === actor.userId;
    case 'group':
      return target.piUserId === actor.userId || target.userId === actor.userId;
    case 'organisation':
      return organisationId !== null && target.organisationId === organisationId;
    case 'owner':
      return organisationId !== null && target.ownerOrganisationId === organisationId;
  }
}

export function defineAccess<const T extends AccessTable>(table: T) {
  type Action = keyof T & string;

  function row(action: Action): Partial<Record<Subject, Reach>> {
    return table[action] as Partial<Record<Subject, Reach>>;
  }

  /** True when the actor (null: a visitor) may do the action on the target; without a target, when they may do it on some. */
  function may(actor: Actor | null, action: Action, target?: Target): boolean {
    const cells = row(action);
    if (cells.visitor) return true;
    if (!actor || actor.via === 'visitor') return false;
    if (actor.via === 'system' || actor.via === 'cli') return true;
    if (cells.user && (!target || within(cells.user, actor, null, target))) return true;
    return actor.memberships.some((m) => {
      const reach = cells[m.role];
      return reach !== undefined && (!target || within(reach, actor, m.organisationId, target));
    });
  }

  return {
    table: table as AccessTable,
    may,
    /** Throws 401 for a visitor and 403 for somebody who may not. */
    assert(actor: Actor | null, action: Action, target?: Target): void {
      if (may(actor, action, target)) return;
      throw new DomainError(actor && actor.via !== 'visitor' ? 'access.denied' : 'access.sign_in_required', {
        action,
      });
    },
  };
}

/** An access table whose actions are not known by type, as the HTTP gate sees it. */
export interface Access {
  readonly table: AccessTable;
  may(actor: Actor | null, action: never, target?: Target): boolean;
  assert(actor: Actor | null, action: never, target?: Target): void;
}
