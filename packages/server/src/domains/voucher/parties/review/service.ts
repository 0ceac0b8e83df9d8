import { type RelationReview, relationId } from '@hegu/contract/voucher/relations.ts';
import { getCase, openCase, transition } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { firmOfOrganisation } from '../../../enterprise/index.ts';
import { access } from '../../access.ts';
import { relationCase } from '../cases.ts';
import { relationOf } from '../service.ts';
import { findParty, latestReview, relationSubject } from '../store.ts';

/** The office looks where the registry knows of a holding but not how large it is. */

const sides = (id: string): readonly [string, string] => {
  const [holder = '', provider = ''] = id.split('_');
  return [holder, provider];
};

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
  const id = relationId(organisationId, providerOrganisationId);
  const { relation } = await relationOf(cx, organisationId, providerOrganisationId);
  if (relation === 'suspected')
    await openCase(cx, relationCase, {
      subjectKind: relationSubject,
      subjectId: id,
      organisationId,
      ownerOrganisationId: providerOrganisationId,
      about: {
        zh: `${holder.nameZh}、${provider.nameZh}`,
        en: `${holder.nameEn || holder.nameZh}, ${provider.nameEn || provider.nameZh}`,
      },
    });
  else if (relation !== 'reviewing') throw new DomainError('voucher.relation_known', {});
  return getReview(cx, id);
}

/** @throws `record.not_found` */
export async function getReview(q: Query, id: string): Promise<RelationReview> {
  const [holderId, providerId] = sides(id);
  const latest = await latestReview(q.tx, q.scope, holderId, providerId);
  const holder = await findParty(q.tx, q.scope, holderId);
  const provider = await findParty(q.tx, q.scope, providerId);
  if (!latest || !holder || !provider) throw new DomainError('record.not_found', { id });
  const found = await getCase(q, relationCase, latest.caseId);
  const side = ({ id: of, nameZh, nameEn, creditCode }: typeof holder) => ({
    id: of,
    nameZh,
    nameEn,
    creditCode,
  });
  const input = found.events.findLast((e) => e.transition === 'clear' || e.transition === 'relate')?.input;
  return {
    id,
    state: found.state as RelationReview['state'],
    holder: side(holder),
    provider: side(provider),
    firmId: await firmOfOrganisation(q.tx, q.scope, holderId),
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
  const [holderId, providerId] = sides(id);
  const latest = await latestReview(cx.tx, cx.scope, holderId, providerId);
  if (!latest) throw new DomainError('record.not_found', { id });
  const step = body.outcome === 'unrelated' ? 'clear' : 'relate';
  await transition(cx, relationCase, latest.caseId, step, { input: { finding: body.finding } });
  cx.emit({ type: 'voucher.changed', entityId: holderId, rooms: [`organisation:${holderId}`] });
  return getReview(cx, id);
}
