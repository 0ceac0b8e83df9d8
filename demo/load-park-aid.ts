import { firmOfOrganisation } from '../packages/server/src/domains/enterprise/index.ts';
import {
  addMaterial,
  createApplication,
  createDraft,
  moveDraft,
  saveDraft,
  submitApplication,
  updateApplication,
} from '../packages/server/src/domains/policy/index.ts';
import type { Command } from '../packages/server/src/platform/command.ts';
import type { Files } from '../packages/server/src/platform/files/index.ts';
import { as } from './acting.ts';
import { zone } from './calendar.ts';
import type { LoadContext } from './load-people.ts';
import { auditReport, parkAidClauses, parkAidDocument, parkAidPolicyId, rdAidId } from './park-aid.ts';

/**
 * Published four months ago by two people; the firm of the demo's researcher hands in its audit for one of them, and whoever starts the
 * next finds the audit there.
 */
export async function parkAid(
  cx: Command,
  { demo, now }: LoadContext,
  files: Pick<Files, 'save'>,
): Promise<void> {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const day = (days: number) => today.subtract({ days }).toString();
  const by = (who: string, days: number) =>
    as(
      { cx, demo },
      who,
      today.subtract({ days }).toZonedDateTime({ timeZone: zone, plainTime: '10:00' }).toInstant(),
    );
  for (const { clause, golden } of parkAidClauses(day(120), day(-600), day(0))) {
    const { id } = await createDraft(by('officer', 122), {
      kind: 'clause',
      clauseId: clause.id,
      policyId: parkAidPolicyId,
      document: parkAidDocument,
      clause,
    });
    await saveDraft(by('officer', 122), id, { golden, note: '演示数据：虚构的条款' });
    await moveDraft(by('officer', 122), id, 'submit', '');
    await moveDraft(by('officer2', 121), id, 'publish', '');
  }
  const organisationId = demo.highlights.companyOfResearcherId;
  const firmId = await firmOfOrganisation(cx.tx, cx.scope, organisationId);
  const holder = demo.organisations.find((o) => o.id === organisationId)?.name.zh;
  if (firmId === null || holder === undefined) throw new Error('the researcher of the demo has no firm');
  // Today: what is known of the firm is known since today
  const pi = as({ cx, demo }, 'pi', now);
  const { id } = await createApplication(pi, { firmId, clauseId: rdAidId });
  const { id: fileId } = await files.save(pi, {
    bytes: Buffer.from(auditReport.text),
    name: auditReport.name,
    declaredType: 'text/plain',
    purpose: 'document',
  });
  await addMaterial(pi, id, { materialId: 'rd-audit', fileId });
  await updateApplication(pi, id, {
    account: { holder, bank: '合谷演示银行桃浦支行', number: '6210000000009001' },
  });
  await submitApplication(pi, id);
}
