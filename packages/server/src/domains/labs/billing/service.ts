import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { access } from '../access.ts';

/** Whose money somebody may look at: the same for charges and for statements. */

/** What a list is narrowed to, for its store. */
export type Visible =
  | { readonly of: 'person'; readonly userId: string }
  | { readonly of: 'pi'; readonly userId: string }
  | { readonly of: 'owners'; readonly organisationIds: readonly string[] }
  | { readonly of: 'valley' };

export type MoneyScope = 'mine' | 'group' | 'facility' | 'valley';

/**
 * `mine` what I used · `group` the projects I lead · `facility` what the organisations earn whose instruments I run ·
 * `valley` everything.
 * @throws `access.denied`
 */
export function visible(q: Query, action: 'charge.list' | 'statement.list', scope: MoneyScope): Visible {
  const { actor } = q;
  if (!actor) throw new DomainError('access.sign_in_required', { action });
  const all = access.may(actor, action, {});
  const { userId } = actor;
  if (scope === 'mine') return { of: 'person', userId };
  if (scope === 'group' && access.may(actor, action, { piUserId: userId })) return { of: 'pi', userId };
  if (scope === 'facility') {
    const organisationIds = facilitiesOf(q);
    if (organisationIds.length > 0) return { of: 'owners', organisationIds };
    if (all) return { of: 'valley' };
  }
  if (scope === 'valley' && all) return { of: 'valley' };
  throw new DomainError('access.denied', { action });
}

/** Says that a statement is another: to its PI and to who earns it, and to the webhooks of who pays it. */
export const tellStatement = (
  cx: Pick<Command, 'emit'>,
  s: {
    readonly id: string;
    readonly piUserId: string;
    readonly organisationId: string;
    readonly ownerOrganisationId: string;
  },
): void =>
  cx.emit({
    type: 'statement.changed',
    entityId: s.id,
    rooms: [`user:${s.piUserId}`, `organisation:${s.ownerOrganisationId}`],
    concerns: async () => [s.organisationId],
  });

/** Organisations whose instruments the actor runs. */
export const facilitiesOf = (q: Query): string[] => [
  ...new Set((q.actor?.memberships ?? []).filter((m) => m.role === 'facility').map((m) => m.organisationId)),
];

export const pick = (q: Pick<Query, 'locale'>, zh: string, en: string): string =>
  q.locale === 'zh' ? zh : en;
