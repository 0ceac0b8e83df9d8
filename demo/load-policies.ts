import { createDraft, moveDraft, saveDraft } from '../packages/server/src/domains/policy/index.ts';
import type { Command } from '../packages/server/src/platform/command.ts';
import { as } from './acting.ts';
import { zone } from './calendar.ts';
import type { LoadContext } from './load-people.ts';

/** No application of the demo stands on it, and it is of the district whose officers sign in. */
const clauseId = 'putuo.high-tech.renewal';

/**
 * One clause has been revised five weeks ago, so that there are two versions to compare. Who gets it and how much stays as it
 * was: the revision says how long the office takes and what need not be handed in any more.
 */
export async function revision(cx: Command, { demo, now }: LoadContext): Promise<void> {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const by = (who: string, daysAgo: number) =>
    as(
      { cx, demo },
      who,
      today.subtract({ days: daysAgo }).toZonedDateTime({ timeZone: zone, plainTime: '10:00' }).toInstant(),
    );
  const { id, clause } = await createDraft(by('officer', 38), { kind: 'version', clauseId });
  await saveDraft(by('officer', 37), id, {
    clause: {
      ...clause,
      plain: {
        zh: '普陀的高新技术企业重新认定，最高5万元。认定信息由平台核对，不用再交证书复印件；受理后20个工作日内答复（办理时限和材料为演示数据）。',
        en: 'A high-tech enterprise of Putuo, recognised again: up to ¥50,000. The platform checks the recognition, so no copy of the certificate is needed; answered within 20 working days (time and papers are demonstration data).',
      },
      decisionWorkingDays: 20,
      materials: [
        {
          id: 'certificate',
          name: { zh: '高新技术企业证书', en: 'Certificate of the high-tech enterprise' },
          source: 'platform',
          shows: ['certificates'],
        },
        {
          id: 'account',
          name: { zh: '企业收款账户信息', en: 'Bank account of the firm' },
          source: 'firm',
          form: 'field',
        },
      ],
    },
    note: '演示数据：写明办理时限，证书改由平台核对；条件和金额不变',
  });
  await moveDraft(by('officer', 37), id, 'submit', '');
  await moveDraft(by('officer2', 35), id, 'publish', '');
}
