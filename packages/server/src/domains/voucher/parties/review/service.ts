import type { RelationReview } from '@hegu/contract/voucher/relations.ts';
import { getCase, openCase, transition } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { firmOfOrganisation } from '../../../enterprise/index.ts';
import { access } from '../../access.ts';
import { relationCase } from '../cases.ts';
import { relationOf } from '../service.ts';
import { findParty, type Party, relationId, relationSubject } from '../store.ts';

/** The office looks where the registry knows of a holding but not how large it is. */

/**
 * Asks the office to look. Asking again while it looks is the same review.
 * @throws `access.denied`, `record.not_found`, `voucher.relation_known`
 */
export async function askReview(
  cx: Command,
  input: { readonly organisationId: string; readonly providerOrganisationId: string },
): Promise<RelationReview> {
  const { organisationId, providerOrganisationId } = input;
  access.assert(cx.actor, 'voucher.relation-ask', { organisationId });
  const holder = await findParty(cx.tx, cx.scope, organisationId);
  const provider = await findParty(cx.tx, cx.scope, providerOrganisationId);
  if (!holder || !provider) throw new DomainError('record.not_found', { id: providerOrganisationId });
  const { relation, reviewId } = await relationOf(cx, organisationId, providerOrganisationId);
  if (relation === 'reviewing' && reviewId !== null) return getReview(cx, reviewId);
  if (relation !== 'suspected') throw new DomainError('voucher.relation_known', {});
  const opened = await openCase(cx, relationCase, {
    subjectKind: relationSubject,
    subjectId: relationId(organisationId, providerOrganisationId),
    organisationId,
    ownerOrganisationId: providerOrganisationId,
    about: {
      zh: `${holder.nameZh}、${provider.nameZh}`,
      en: `${holder.nameEn || holder.nameZh}, ${provider.nameEn || provider.nameZh}`,
    },
  });
  return getReview(cx, opened.id);
}

/** @throws `record.not_found` */
export async function getReview(q: Query, id: string): Promise<RelationReview> {
  const found = await getCase(q, relationCase, id);
  const party = async (of: string | null): Promise<Party> => {
    const known = of === null ? undefined : await findParty(q.tx, q.scope, of);
    if (!known) throw new DomainError('record.not_found', { id });
    return known;
  };
  const side = ({ id: of, nameZh, nameEn, creditCode }: Party) => ({ id: of, nameZh, nameEn, creditCode });
  const holder = await party(found.organisationId);
  const provider = await party(found.ownerOrganisationId);
  const input = found.events.findLast((e) => e.transition === 'clear' || e.transition === 'relate')?.input;
  return {
    id,
    state: found.state as RelationReview['state'],
    holder: side(holder),
    provider: side(provider),
    firmId: await firmOfOrganisation(q.tx, q.scope, holder.id),
    openedAt: found.openedAt,
    dueAt: found.dueAt,
    closedAt: found.closedAt,
    finding: typeof input?.finding === 'string' ? input.finding : null,
    may: { decide: found.transitions.length > 0 },
  };
}

/** @throws `access.denied`, `record.not_found`, `case.wrong_state` */
export async function decideReview(
  cx: Command,
  id: string,
  body: { readonly outcome: 'unrelated' | 'related'; readonly finding: string },
): Promise<RelationReview> {
  access.assert(cx.actor, 'voucher.decide');
  const step = body.outcome === 'unrelated' ? 'clear' : 'relate';
  await transition(cx, relationCase, id, step, { input: { finding: body.finding } });
  const review = await getReview(cx, id);
  cx.emit({ type: 'voucher.changed', entityId: id, rooms: [`organisation:${review.holder.id}`] });
  return review;
}
